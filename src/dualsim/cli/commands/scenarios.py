"""The command `dualsim scenarios`: what comes with dualsim."""

from __future__ import annotations

from dualsim.cli.terminal import show


def scenarios() -> None:
    """List the scenarios that come with dualsim."""
    from dualsim.scenario import loading

    bundled = loading.list_scenarios()
    width = max((len(name) for name in bundled), default=0)
    for name in sorted(bundled):
        show(f"{name:<{width}}  {loading.load(name).title}")
