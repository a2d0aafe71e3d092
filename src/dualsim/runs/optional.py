"""Packages that come with an extra of dualsim, or a hint how to get them."""

from __future__ import annotations

import importlib
from typing import Any


def needed(package: str, extra: str) -> Any:
    """A package that comes with an extra of dualsim; raise ValueError with how to get it."""
    try:
        return importlib.import_module(package)
    except ImportError:
        name = package.split(".")[0]
        here = f"in the folder of dualsim: python -m pip install '.[{extra}]'"
        raise ValueError(f"{name}: not installed; pip install 'dualsim[{extra}]', or {here}") from None
