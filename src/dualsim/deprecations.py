"""Public names of the version before: each works once more, and says what it is called now."""

from __future__ import annotations

import warnings


def warn(old: str, new: str, stacklevel: int = 3) -> None:
    """Say once where a program uses an old spelling: `warn("load: set=[...]", "changes={...}")`."""
    message = f"{old} is called {new} now; the old name goes with the next version"
    warnings.warn(message, FutureWarning, stacklevel=stacklevel)
