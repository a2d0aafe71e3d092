"""Simulate competing authorities: people decide day by day whom they obey, and events change the world.

The public names stand in `__init__.pyi`; each is imported when it is first asked for, so that importing
dualsim costs nothing.
"""

from typing import Any

import lazy_loader

from dualsim.deprecations import RENAMED, renamed

__version__ = "0.1.0"

_public, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> Any:
    return renamed(name) if name in RENAMED else _public(name)
