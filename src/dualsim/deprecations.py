"""Public names of the version before: each works once more, and says what it is called now."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

# What is renamed, and the name it has now.
RENAMED = {
    "Faults": "ScenarioError",
    "bars_figure": "plot",
    "bundled": "list_scenarios",
    "comparison_figure": "plot",
    "daily_figure": "plot(..., over_time=True)",
    "decided": "why",
    "differences": "diff",
    "evaluation_figure": "plot",
    "figure": "plot",
    "silent_events": "inert_events",
    "statuses": "run_status",
    "strips_figure": "plot",
}


def renamed(name: str) -> Any:
    """What an old public name stood for, called as it was then, with one FutureWarning.

    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     scenarios = renamed("bundled")()
    >>> print(caught[0].message)
    dualsim.bundled is called dualsim.list_scenarios now; the old name goes with the next version
    """
    import dualsim

    warn(f"dualsim.{name}", f"dualsim.{RENAMED[name]}", stacklevel=4)
    new = getattr(dualsim, RENAMED[name].partition("(")[0])
    return _AS_BEFORE[name](new) if name in _AS_BEFORE else new


def warn(old: str, new: str, stacklevel: int = 3) -> None:
    """Say once where a program uses an old spelling: `warn("load: set=[...]", "changes={...}")`."""
    message = f"{old} is called {new} now; the old name goes with the next version"
    warnings.warn(message, FutureWarning, stacklevel=stacklevel)


def _figure(plot: Callable[..., Any]) -> Callable[..., Any]:
    """The kind and the style of a figure could be given by their place."""
    return lambda ds, kind="allegiance", style="screen", **options: plot(
        ds, kind=kind, style=style, **options
    )


def _result_figure(**options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return lambda plot: lambda found, style="screen": plot(found, style=style, **options)


_AS_BEFORE: dict[str, Callable[[Callable[..., Any]], Callable[..., Any]]] = {
    "bars_figure": _result_figure(),
    "comparison_figure": _result_figure(),
    "daily_figure": _result_figure(over_time=True),
    "decided": lambda why: lambda *given, **options: why(*given, **options).to_dict(),
    "evaluation_figure": _result_figure(),
    "figure": _figure,
    "strips_figure": _result_figure(),
}
