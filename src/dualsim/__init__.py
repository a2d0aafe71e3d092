"""Simulate competing authorities: people decide day by day whom they obey, and events change the world.

The public names stand in `__init__.pyi`; each is imported when it is first asked for, so that importing
dualsim costs nothing.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
