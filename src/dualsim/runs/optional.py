"""Packages that come with an extra of dualsim, or a hint how to get them."""

from __future__ import annotations

import importlib
from typing import Any


def needed(package: str, extra: str) -> Any:
    """A package that comes with an extra of dualsim; raise ValueError with how to get it."""
    try:
        return importlib.import_module(package)
    except ImportError:
        raise ValueError(f"{package.split('.')[0]}: not installed; pip install 'dualsim[{extra}]'") from None
