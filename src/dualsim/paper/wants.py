"""What somebody wants, in the words that a scenario has for both ends of each issue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dualsim.scenario.describe.waiting import in_words
from dualsim.scenario.schema import IssueBlock, Scenario

FIRMLY, LEANING = 0.55, 0.15  # how far from the middle a position has to be, to be told as one
MATTERS = (
    (0.0, "hardly matters"),
    (0.2, "matters a little"),
    (0.45, "matters"),
    (0.75, "matters much"),
    (0.97, "matters most"),
)  # against what matters most
SHOWN = 0.1  # of what matters most: below it an issue is left out


@dataclass(frozen=True)
class Want:
    """A wish on one issue, what it is set against, and how much it matters if that is known."""

    issue: str
    wish: str
    against: str
    matters: str = ""


def wish(issue: IssueBlock, position: float) -> tuple[str, str]:
    """A position on an issue in the words of its two ends: what is wanted, and against what."""
    wanted, other = (issue.high, issue.low) if position > 0 else (issue.low, issue.high)
    if abs(position) >= FIRMLY:
        return wanted, f"not: {other}"
    if abs(position) >= LEANING:
        return f"leaning towards: {wanted}", f"away from: {other}"
    return f"undecided between: {issue.low}", f"and: {issue.high}"


def wants(
    scenario: Scenario, positions: Mapping[str, float], salience: Mapping[str, float] | None = None
) -> list[Want]:
    """The wishes of somebody, what matters most first; without saliences the most decided first."""
    weights = salience or {issue: abs(position) for issue, position in positions.items()}
    most = max(weights.values(), default=0.0) or 1.0
    order = sorted(positions, key=lambda issue: -weights.get(issue, 0.0))
    return [
        Want(
            issue_name(issue),
            *wish(scenario.issues[issue], positions[issue]),
            in_words(weights.get(issue, 0.0) / most, MATTERS, "") if salience else "",
        )
        for issue in order
        if weights.get(issue, 0.0) >= SHOWN * most
    ]


def issue_name(key: str) -> str:
    """An issue as it heads a line."""
    return key.replace("_", " ").capitalize()
