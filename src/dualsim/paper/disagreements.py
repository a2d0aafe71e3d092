"""Where historians or records differ on what a scenario is about, each view with its source."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from dualsim.scenario.schema import Scenario

FILE = "disagreements.yaml"


@dataclass(frozen=True)
class Disagreement:
    """One question, the views on it, and where they were read."""

    question: str
    views: list[str]
    source: str


def disagreements(scenario: Scenario) -> list[Disagreement]:
    """Those on the events of a scenario, in the order of the file."""
    return [
        Disagreement(one["question"], list(one["views"]), one["source"])
        for one in everything()
        if any(event in scenario.events for event in one["events"])
    ]


def everything() -> list[dict[str, Any]]:
    """All entries of the file."""
    import yaml

    found: list[dict[str, Any]] = yaml.safe_load(files(__package__).joinpath(FILE).read_text("utf-8"))
    return found
