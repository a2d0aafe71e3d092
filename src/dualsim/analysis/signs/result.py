"""A table of signs that was run: which rows hold, and whether they do without news and calls."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from dualsim.analysis.result import Result, frame_of
from dualsim.analysis.signs.verdicts import Finding
from dualsim.analysis.signs.wording import Wording
from dualsim.scenario.signs.claims import Row
from dualsim.scenario.signs.table import Table

if TYPE_CHECKING:
    import pandas as pd

AS_IT_IS, QUIET = "as_it_is", "quiet"
HEADS = {
    AS_IT_IS: "As the scenario is",
    QUIET: "With every credit of news and every call to the streets at zero",
}
COLUMNS = (
    "printing", "row", "changed", "against", "estimate", "low", "high", "expected", "runs", "days_late",
    "has_sign", "passes", "name", "source",
)  # fmt: skip
KEPT = 2 / 3  # of the rows keep their sign in the second printing


class Judged(NamedTuple):
    """A row and what the runs say of its claims, of which one has to hold."""

    row: Row
    findings: tuple[Finding, ...]

    @property
    def passes(self) -> bool:
        """Whether one of its claims holds."""
        return any(finding.passes for finding in self.findings)

    @property
    def has_sign(self) -> bool:
        """Whether the estimate of one of its claims lies where it should."""
        return any(finding.has_sign for finding in self.findings)


class Printing(NamedTuple):
    """The table once: of the scenario as it is, or without news and calls."""

    name: str
    rows: tuple[Judged, ...]


@dataclass(frozen=True)
class Signs(Result):
    """A table of signs and what the runs say of it."""

    table: Table
    printings: tuple[Printing, ...]
    people: int
    seed: int
    runs: int
    quick: bool

    @property
    def failed(self) -> tuple[Row, ...]:
        """The rows that fail as the scenario is; none if that was not asked for."""
        return tuple(
            one.row for name, rows in self.printings if name == AS_IT_IS for one in rows if not one.passes
        )

    @property
    def kept(self) -> tuple[Row, ...]:
        """The rows that have the sign that is expected of them in each printing."""
        each = zip(*(printing.rows for printing in self.printings), strict=True)
        return tuple(ones[0].row for ones in each if all(one.has_sign for one in ones))

    @property
    def passes(self) -> bool:
        """Whether every row holds as the scenario is, and two thirds keep their sign without news."""
        quiet = any(printing.name == QUIET for printing in self.printings)
        return not self.failed and (not quiet or len(self.kept) >= KEPT * len(self.table.rows))

    @property
    def summary(self) -> str:
        """The last line of the table."""
        rows, said = len(self.table.rows), []
        names = [printing.name for printing in self.printings]
        if AS_IT_IS in names:
            said.append(f"{rows - len(self.failed)} of {rows} rows hold")
        if QUIET in names:
            keep = "keep" if AS_IT_IS in names else "have"
            least = math.ceil(KEPT * rows - 1e-9)
            said.append(f"{len(self.kept)} {keep} their sign without news and calls, of {least} that must")
        return "; ".join(said)

    @property
    def made(self) -> str:
        """What was run."""
        last = self.seed + self.runs - 1
        quick = "quick: " if self.quick else ""
        return f"{quick}{self.runs} runs of {self.people:,} people, seeds {self.seed} to {last}"

    def __str__(self) -> str:
        lines = [f"{self.table.scenario.title}: the table of signs, {self.table.path}"]
        lines.append(f"{self.made}; mean, and the interval of 95% of a bootstrap over them")
        if self.table.acceptance_of:
            name = self.table.scenario.authorities[self.table.acceptance_of].name
            lines.append(f"Acceptance is that of the {name}: 0 from the day on which it governs no more")
        for printing in self.printings:
            lines += ["", HEADS[printing.name], *self._lines(printing)]
        return "\n".join([*lines, "", self.summary])

    def _lines(self, printing: Printing) -> Iterator[str]:
        words = Wording(self.table.scenario)
        verdicts = ("holds", "FAILS") if printing.name == AS_IT_IS else ("sign", "NO SIGN")
        cells = []
        for one in printing.rows:
            holds = one.passes if printing.name == AS_IT_IS else one.has_sign
            for n, finding in enumerate(one.findings):
                verdict, name = (verdicts[not holds], one.row.name) if n == 0 else ("or", "")
                cells.append((verdict, words.measured(finding), words.expected(finding.claim), name))
        wide = [max(len(cell[n]) for cell in cells) for n in range(3)]
        told = iter(cells)
        for one in printing.rows:
            for _ in one.findings:
                *short, name = next(told)
                padded = "  ".join(text.ljust(width) for text, width in zip(short, wide, strict=True))
                yield f"  {padded}  {name}".rstrip()
            if printing.name == AS_IT_IS and not one.passes:
                yield f"  {'':{wide[0]}}  expected because: {one.row.source}"

    def to_dataframe(self) -> pd.DataFrame:
        """A row for each claim of each printing."""
        return frame_of(self._records(), COLUMNS)

    def _records(self) -> Iterator[dict[str, Any]]:
        words = Wording(self.table.scenario)
        for printing in self.printings:
            for one in printing.rows:
                for finding in one.findings:
                    numbers = {
                        key: _finite(value)
                        for key, value in finding._asdict().items()
                        if key in ("estimate", "low", "high")
                    }
                    yield {
                        "printing": printing.name,
                        "row": one.row.key,
                        "changed": one.row.changed,
                        "against": one.row.against,
                        **numbers,
                        "expected": words.expected(finding.claim),
                        "runs": finding.runs,
                        "days_late": finding.late,
                        "has_sign": finding.has_sign,
                        "passes": finding.passes,
                        "name": one.row.name,
                        "source": one.row.source,
                    }

    def to_dict(self) -> dict[str, Any]:
        """What was run, how many rows hold, and the rows."""
        return {
            "title": self.table.scenario.title,
            "table": self.table.path,
            "counterfactuals": self.table.called,
            "acceptance_of": self.table.acceptance_of,
            "runs": self.runs,
            "people": self.people,
            "seed": self.seed,
            "quick": self.quick,
            "interval": "95% of a bootstrap over the runs",
            "passes": self.passes,
            "summary": self.summary,
            "failed": [row.key for row in self.failed],
            "kept": [row.key for row in self.kept],
            "claims": list(self._records()),
        }


def _finite(value: float) -> float | None:
    return round(value, 6) if math.isfinite(value) and abs(value) < 1e9 else None
