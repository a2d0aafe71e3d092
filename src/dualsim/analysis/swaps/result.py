"""What a swap found: what each block carries, as a table for reading, a DataFrame and plain facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dualsim.analysis.result import Result, frame_of
from dualsim.analysis.statistics import Estimate, Floats, estimate_of, signless
from dualsim.analysis.swaps.question import Question

if TYPE_CHECKING:
    import pandas as pd

    from dualsim.scenario.schema import Scenario

EXACT, SAMPLED, NO = "exact", "sampled", "no"
INTERVAL = "95% of a bootstrap over the runs, pairs of the same seed kept together"
FROZEN = "The bodies of each are those that its median run had on 1 May, from the start, and no others"
PARTS = ("into", "out_of", "shapley", "share")
COLUMNS = ("block", *(part + end for part in PARTS for end in ("", "_low", "_high")))
Notes = Mapping[int, tuple[str, dict[str, list[str]]]]


@dataclass(frozen=True)
class Swap(Result):
    """Two places, hybrids of them, and what each block carries of the difference, run by run."""

    question: Question
    scenarios: tuple[Scenario, Scenario]  # the two places alone
    named: tuple[str, ...]  # blocks that were asked for
    how: str  # EXACT, SAMPLED or NO
    orders: int  # drawn for each run, if Shapley values are sampled
    values: Mapping[int, Floats]  # of each set of blocks of the second place [run]
    shapley: Floats | None  # [run, player]
    left_out: Notes  # of each set, in a line and as names by kind

    @property
    def runs(self) -> int:
        """How many runs of each hybrid."""
        return len(self.question.seeds)

    @property
    def labels(self) -> tuple[str, str]:
        """What the two places are called."""
        return self.question.sides[0].label, self.question.sides[1].label

    @property
    def ends(self) -> tuple[Floats, Floats]:
        """The outcome in the two places themselves [run]."""
        return self.values[0], self.values[self.question.all]

    @property
    def total(self) -> Floats:
        """The second place less the first [run]."""
        return self.ends[1] - self.ends[0]

    @property
    def undefined(self) -> int:
        """Runs without Shapley values, which lack the outcome in some hybrid."""
        return 0 if self.shapley is None else int((~np.isfinite(self.shapley).all(axis=1)).sum())

    @property
    def differs(self) -> bool:
        """Whether there is a difference to share out."""
        found = estimate_of(self.total)
        return found.low > 0.0 or found.high < 0.0

    def __str__(self) -> str:
        return _text(self)

    def to_dataframe(self) -> pd.DataFrame:
        """A row for each block, those that carry most first."""
        return frame_of(map(_flat, carried(self)), COLUMNS)

    def to_dict(self) -> dict[str, Any]:
        """What was asked, what was run, and the answers."""
        asked, first, second = self.question.asked, *self.labels
        return {
            "a": first, "b": second, "outcome": asked.text, "first": asked.first, "last": asked.last,
            "runs": self.runs, "undefined": self.undefined, "people": self.question.people,
            "seed": self.question.seeds[0], "shapley": self.how, "orders": self.orders,
            "frozen": self.question.frozen,
            "interval": INTERVAL,
            "with_a": _plain(estimate_of(self.ends[0])), "with_b": _plain(estimate_of(self.ends[1])),
            "difference": _plain(estimate_of(self.total)),
            "blocks": list(map(_flat, carried(self))),
            "hybrids": [self._facts(taken) for taken in sorted(self.values)],
        }  # fmt: skip

    def _facts(self, taken: int) -> dict[str, Any]:
        names = [name for n, name in enumerate(self.question.players) if taken >> n & 1]
        mean = _plain(estimate_of(self.values[taken]))
        return {"of_b": names, **mean, "left_out": self.left_out[taken][1]}


def carried(found: Swap) -> Iterator[dict[str, Any]]:
    """What each block carries, most first: put into the first place, taken out of the second, shared out."""
    whole, rows = found.question.all, list[dict[str, Any]]()
    for n, name in enumerate(found.question.players):
        into, out_of = found.values.get(1 << n), found.values.get(whole ^ 1 << n)
        row: dict[str, Any] = {"block": name}
        row["into"] = estimate_of(into - found.ends[0]) if into is not None else None
        row["out_of"] = estimate_of(found.ends[1] - out_of) if out_of is not None else None
        mine = found.shapley[:, n] if found.shapley is not None else None
        row["shapley"] = estimate_of(mine) if mine is not None else None
        row["share"] = estimate_of(mine, found.total) if mine is not None and found.differs else None
        if mine is not None or name in found.named:
            rows.append(row)
    yield from sorted(rows, key=_size)


def _size(row: Mapping[str, Any]) -> float:
    one = row["shapley"] or row["into"]
    return -abs(one.value) if np.isfinite(one.value) else np.inf


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with a number in each field; None where there is none."""
    flat: dict[str, Any] = {"block": row["block"]}
    for part in PARTS:
        ends = row[part] or (np.nan,) * 3
        flat |= {
            part + end: None if np.isnan(value) else float(value)
            for end, value in zip(("", "_low", "_high"), ends, strict=True)
        }
    return flat


def _plain(estimate: Estimate) -> dict[str, float | None]:
    return {key: None if np.isnan(end) else end for key, end in estimate._asdict().items()}


def told_change(estimate: Estimate | None, share: bool) -> str:
    """A difference and its interval in words."""
    if estimate is None or np.isnan(estimate.value):
        return "not defined" if estimate is not None else ""
    by, form = (100.0, "+.1f") if share else (1.0, "+.3f")
    value, low, high = (signless(by * end, form) for end in estimate)
    return f"{value} [{low}, {high}]"


def told_level(estimate: Estimate, share: bool) -> str:
    """A level and its interval in words."""
    by, form = (100.0, ".1f") if share else (1.0, ".3f")
    value, low, high = (format(by * end, form) for end in estimate)
    return f"{value}{'%' if share else ''} [{low}, {high}]"


def told_share(estimate: Estimate | None) -> str:
    """A share of the difference and its interval."""
    if estimate is None or np.isnan(estimate.value):
        return ""
    value, low, high = (signless(100.0 * end, ".0f") for end in estimate)
    return f"{value}% [{low}, {high}]"


def how_told(found: Swap) -> str:
    """How Shapley values were found."""
    if found.how == SAMPLED:
        return f"{found.orders} orders of the blocks drawn for each run"
    made = len(found.values)
    if found.how == EXACT:
        return f"all {made} hybrids of {len(found.question.players)} blocks in each run"
    return f"{made - 2} hybrid{'s' if made > 3 else ''} in each run"


def _text(found: Swap) -> str:
    first, second = found.labels
    share = is_share(found)
    seeds = found.question.seeds
    made = f"{found.runs} runs of {found.question.people:,} people, seeds {seeds[0]} to {seeds[-1]}"
    lines = [
        f"{first} against {second}: {found.question.asked.said}",
        f"{made}; {how_told(found)}",
        f"Mean over the runs, and {INTERVAL}" + (", in points of a hundred" if share else ""),
        *([FROZEN] if found.question.frozen else []),
        "",
    ]
    wide = max(map(len, (first, second, "difference")))
    levels = [
        (name, told_level(estimate_of(values), share))
        for name, values in zip(found.labels, found.ends, strict=True)
    ]
    levels.append(("difference", told_change(estimate_of(found.total), share)))
    lines += [f"  {name:<{wide}}  {said}" for name, said in levels]
    lines += ["", *_table(found, share), *_remarks(found)]
    return "\n".join(lines)


def is_share(found: Swap) -> bool:
    """Whether the outcome is best told in points of a hundred."""
    return found.question.asked.outcome.is_share


def _table(found: Swap, share: bool) -> list[str]:
    """The blocks as aligned columns."""
    first, second = found.labels
    rows = [["", f"put into {first}", f"kept out of {second}"]]
    if found.shapley is not None:
        rows[0] += ["Shapley value", "share of the difference"]
    for row in carried(found):
        cells = [row["block"], told_change(row["into"], share), told_change(row["out_of"], share)]
        if found.shapley is not None:
            cells += [told_change(row["shapley"], share), told_share(row["share"])]
        rows.append(cells)
    if found.shapley is not None:
        rows.append(["all together", "", "", told_change(estimate_of(found.shapley.sum(axis=1)), share), ""])
    wide = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return [
        "  " + "  ".join(f"{cell:<{w}}" for cell, w in zip(row, wide, strict=True)).rstrip() for row in rows
    ]


def _remarks(found: Swap) -> list[str]:
    """What has to be said of the table."""
    lines = list[str]()
    if not found.differs:
        lines += ["", "The interval of the difference holds 0: there is nothing to share out."]
    if found.undefined:
        lines += [
            "",
            f"{found.undefined} of {found.runs} runs have no Shapley values: some hybrid lacks the outcome.",
        ]
    said = [
        f"  {found.question.title(taken)}: {found.left_out[taken][0]}"
        for n in range(len(found.question.players))
        for taken in (1 << n, found.question.all ^ 1 << n)
        if taken in found.values and found.left_out[taken][0]
    ]
    return [*lines, "", "left out:", *dict.fromkeys(said)] if said else lines
