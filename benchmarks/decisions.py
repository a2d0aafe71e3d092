"""Decisions of the record as predictions: when authorities that decide for themselves make them.

    python -m benchmarks.decisions --seeds 100 --people 2000 --out decisions.png

Every event of petrograd_1917 that was somebody's decision has no date here; the table sets the days on which
it is made beside the day of the record. The last columns are two strategies that look at nothing.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dualsim.engine.decisions.own_strategies import Strategy
from dualsim.engine.simulation import Simulation
from dualsim.engine.takeovers import TOOK
from dualsim.scenario.dates import iso, short_date
from dualsim.scenario.loading import load
from dualsim.scenario.schema import Scenario
from dualsim.theory.strategy import MOVES, QUIET, Sight

SCENARIO = "petrograd_1917"
SOVIET = "soviet"
# Days of decisions that the file ties to a condition and not to a date, as its own notes tell them.
RECORD = {
    "military_revolutionary_committee": "1917-10-16",
    "government_strikes_first": "1917-10-24",
    "stations_and_exchanges": "1917-10-25",
}


def weekly(move: str, sight: Sight) -> float:
    """Look at nothing, and make each move that is open within a week."""
    return QUIET


def at_once(move: str, sight: Sight) -> float:
    """Look at nothing, and make each move on the morning on which it is open."""
    return 1.0


BLIND: dict[str, Strategy] = {"weekly": weekly, "at_once": at_once}


class Run(NamedTuple):
    """The days on which decisions were made, and on which the Soviet took power, if it did."""

    made: dict[str, int]
    took: int | None


def lived(seed: int, scenario: Scenario, people: int, blind: str | None = None) -> Run:
    """One run with decisions free."""
    strategies = dict.fromkeys(MOVES, BLIND[blind]) if blind else None
    sim = Simulation(scenario, people, seed, strategies=strategies).run()
    decided = {key for key, event in scenario.events.items() if event.decision is not None}
    took = [log.day for log in sim.log if log.what == TOOK and log.name == SOVIET]
    made = {event: day for event, day in sim.came_on.items() if event in decided}
    return Run(made, took[0] if took else None)


def many(scenario: Scenario, people: int, seeds: int, blind: str | None = None) -> list[Run]:
    """A run for each seed."""
    with ProcessPoolExecutor(2) as pool:
        one = partial(lived, scenario=scenario, people=people, blind=blind)
        return list(pool.map(one, range(1, seeds + 1), chunksize=max(1, seeds // 8)))


class Row(NamedTuple):
    """A decision of the record, and the days on which it is made."""

    event: str
    name: str
    who: str
    move: str
    record: int
    days: list[int]

    @property
    def middle(self) -> int:
        """The median day."""
        return int(np.median(self.days))

    @property
    def ends(self) -> tuple[int, int]:
        """The days that 5 and 95 per cent of those made come before."""
        low, high = np.percentile(self.days, [5, 95])
        return int(low), int(high)

    @property
    def holds(self) -> bool:
        """Whether the day of the record lies between the ends."""
        return self.ends[0] <= self.record <= self.ends[1]


def rows(scenario: Scenario, runs: Sequence[Run]) -> list[Row]:
    """Every decision that was ever made, in order of the record."""
    found = []
    for key, event in scenario.events.items():
        days = [run.made[key] for run in runs if key in run.made]
        if event.decision is not None and days:
            record = scenario.day(event.date or RECORD[key]) - scenario.period.first
            who = scenario.authorities[event.decision.by].name
            found.append(Row(key, event.name, who, event.decision.move, record, days))
    return sorted(found, key=lambda row: row.record)


def missed(found: Sequence[Row]) -> float:
    """By how many days the medians miss the record, on average."""
    return float(np.mean([abs(row.middle - row.record) for row in found]))


def asked_of(scenario: Scenario, runs: Sequence[Run]) -> dict[str, float]:
    """What was asked of free decisions before they were run: shares of the runs."""

    def between(day: int | None, first: str, last: str) -> bool:
        start = scenario.period.first
        return day is not None and scenario.day(first) <= start + day <= scenario.day(last)

    def share(held: list[bool]) -> float:
        return float(np.mean(held))

    return {
        "the Soviet takes no power in April": share(
            [not between(run.took, "1917-04-01", "1917-04-30") for run in runs]
        ),
        "nor in July": share([not between(run.took, "1917-07-01", "1917-07-31") for run in runs]),
        "a coalition between 20 April and 30 June": share(
            [between(run.made.get("first_coalition"), "1917-04-20", "1917-06-30") for run in runs]
        ),
        "the take-over between 20 August and 12 November": share(
            [between(run.took, "1917-08-20", "1917-11-12") for run in runs]
        ),
    }


def told(scenario: Scenario, found: Sequence[Row], seeds: int, others: dict[str, list[Row]]) -> list[str]:
    """The table, in Markdown."""
    first = scenario.period.first

    def date(day: int) -> str:
        return short_date(iso(first + day, scenario.calendar))

    middles = {name: {row.event: row.middle for row in rows} for name, rows in others.items()}
    lines = [
        f"| decision | whose, and which move | record | median | 5 to 95 % | runs | {' | '.join(others)} |",
        f"| --- | --- | --- | --- | --- | --: |{' --- |' * len(others)}",
    ]
    for row in found:
        low, high = map(date, row.ends)
        blind = [date(middles[name][row.event]) if row.event in middles[name] else "-" for name in others]
        inside = "" if row.holds else " (outside)"
        lines.append(
            f"| {row.name} | {row.who}: {row.move} | {date(row.record)} | {date(row.middle)} "
            f"| {low} to {high}{inside} | {len(row.days) / seeds:.0%} | {' | '.join(blind)} |"
        )
    return lines


def draw(scenario: Scenario, found: Sequence[Row], file: Path) -> None:
    """Each decision as a line from 5 to 95 per cent, its median, and the day of the record."""
    import matplotlib.pyplot as plt

    colours = {block.name: block.colour for block in scenario.authorities.values()}
    figure, axes = plt.subplots(figsize=(9.0, 0.27 * len(found) + 1.1), layout="constrained")
    for y, row in enumerate(reversed(found)):
        colour = colours[row.who] or "#444444"
        axes.plot(row.ends, (y, y), color=colour, linewidth=2.5, alpha=0.45, solid_capstyle="butt")
        axes.plot(row.middle, y, "o", color=colour, markersize=6)
        axes.plot(row.record, y, "D", color="white", markeredgecolor="black", markersize=5, zorder=3)
    months = [f"1917-{month:02d}-01" for month in range(3, 12)]
    axes.set_xticks([scenario.day(day) - scenario.period.first for day in months], map(short_date, months))
    axes.set_yticks(range(len(found)), [f"{row.name} ({row.move})" for row in reversed(found)], fontsize=8)
    axes.tick_params(axis="x", labelsize=8)
    axes.set_ylim(-0.8, len(found) - 0.2)
    axes.grid(axis="x", color="#dddddd")
    axes.spines[["top", "right"]].set_visible(False)
    for name in dict.fromkeys(row.who for row in found):
        axes.plot([], [], "o-", color=colours[name] or "#444444", label=f"{name}: median, 5 to 95 %")
    axes.plot([], [], "D", color="white", markeredgecolor="black", label="the record")
    axes.legend(fontsize=8, frameon=False, loc="upper right", bbox_to_anchor=(1.0, 0.97))
    figure.savefig(file, dpi=130)


def main() -> None:
    """Print the decisions as predicted beside the record, and what was asked of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--without", action="append", default=[], help="leave an event out")
    parser.add_argument("--set", action="append", default=[], dest="changes", help="PATH=VALUE")
    parser.add_argument("--out", type=Path, help="draw into this file")
    given = parser.parse_args()
    scenario = load(SCENARIO, changes=[*given.changes, "decisions=free"], without=given.without)
    runs = many(scenario, given.people, given.seeds)
    found = rows(scenario, runs)
    blind = {name: many(scenario, given.people, given.seeds, name) for name in BLIND}
    others = {name: rows(scenario, some) for name, some in blind.items()}
    print("\n".join(told(scenario, found, given.seeds, others)), end="\n\n")
    print(f"{sum(row.holds for row in found)} of {len(found)} days of the record lie between 5 and 95 %.")
    for name, table in {"by sight": found, **others}.items():
        print(f"Median days miss the record by {missed(table):.0f} days on average, {name}.")
    for name, some in {"by sight": runs, **blind}.items():
        print(
            f"{name}: "
            + "; ".join(f"{what}: {share:.0%}" for what, share in asked_of(scenario, some).items())
        )
    if given.out is not None:
        draw(scenario, found, given.out)


if __name__ == "__main__":
    main()
