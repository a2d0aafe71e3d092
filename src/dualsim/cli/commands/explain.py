"""The command `dualsim explain`: a scenario told as prose."""

from __future__ import annotations

from dualsim.cli.options import Scenario
from dualsim.cli.terminal import show

EXAMPLES = ("explain petrograd_1917",)


def explain(scenario: Scenario) -> None:
    """Tell a scenario as prose, with its sources."""
    from dualsim.scenario import loading
    from dualsim.scenario.describe.prose import explain as told

    show(told(loading.load(scenario)))
