"""Designs of sweeps: which values at which points; a grid, a Latin hypercube, Sobol, or a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dualsim.scenario.axes import names_of
from dualsim.scenario.changes.overrides import entry_name
from dualsim.scenario.errors import Fault, ScenarioError, Source, Spot, whole
from dualsim.scenario.files import csv_table
from dualsim.scenario.files.yaml_reader import read_value
from dualsim.scenario.suggestions import unknown

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

DESIGNS = ("grid", "lhs", "sobol")
EXAMPLE = "behaviour.beta=2:4:5"
PATH = EXAMPLE.split("=")[0]
MOST = 100_000  # points; more is a slip of the pen
SHOWN = 20  # faults of a table, after which the rest is not looked at

Point = Mapping[str, Any]  # values by dotted path


class Range(NamedTuple):
    """A number to vary, between which values, and how often."""

    path: str
    low: float
    high: float
    steps: int
    spot: Spot


def points_of(scenario: Scenario, vary: Sequence[str], design: str = "grid", seed: int = 1) -> list[Point]:
    """The points of a design over ranges written as PATH=LOW:HIGH:COUNT; raise ScenarioError for the rest."""
    if design not in DESIGNS:
        raise ValueError(f"design: {unknown('design', design, DESIGNS)}")
    if not vary:
        raise ValueError(f"vary: nothing to vary; write PATH=LOW:HIGH:COUNT, as in {EXAMPLE}")
    ranges = [_range(text) for text in vary]
    for n, one in enumerate(ranges):
        if one.path in [other.path for other in ranges[:n]]:
            raise ScenarioError([Fault(one.spot, f"'{one.path}' varies already; give it once")])
    ends = [({one.path: value}, {one.path: one.spot}) for one in ranges for value in (one.low, one.high)]
    check_points(scenario, ends, ranges[0].spot)
    rows = _grid(ranges) if design == "grid" else _sampled(ranges, design, seed)
    paths = [one.path for one in ranges]
    return [dict(zip(paths, row, strict=True)) for row in rows]


def _range(text: str) -> Range:
    source = Source(f"--vary {text}", f"--vary {text}", is_argument=True)
    path, equals, rest = text.partition("=")
    spot = Spot(source, 1, len("--vary ") + len(path) + len(equals) + 1)
    parts = rest.split(":")
    try:
        low, high, count = float(parts[0]), float(parts[1]), int(parts[2])
        if len(parts) != 3 or not path.strip() or not np.isfinite([low, high]).all():
            raise ValueError
    except (ValueError, IndexError):
        message = f"this is no range; write PATH=LOW:HIGH:COUNT, as in {EXAMPLE}"
        raise ScenarioError([Fault(spot, message)]) from None
    if not low < high:
        raise ScenarioError([Fault(spot, f"{low:g} is not below {high:g}; write the lower number first")])
    if not 2 <= count <= MOST:
        raise ScenarioError(
            [Fault(spot, f"{count} values are not from 2 to {MOST:,}; the last number counts them")]
        )
    return Range(path.strip(), low, high, count, spot)


def _grid(ranges: Sequence[Range]) -> list[tuple[float, ...]]:
    points = int(np.prod([float(one.steps) for one in ranges]))
    if points > MOST:
        raise ValueError(f"vary: a grid of {points:,} points; give fewer values, or the design lhs or sobol")
    axes = [np.linspace(one.low, one.high, one.steps).tolist() for one in ranges]
    return list(product(*axes))


def _sampled(ranges: Sequence[Range], design: str, seed: int) -> list[list[float]]:
    """Points that fill the ranges evenly: as many as each range counts."""
    from scipy.stats import qmc

    count = ranges[0].steps
    for one in ranges:
        if one.steps != count:
            message = f"{one.steps} values, and another range has {count}; in {design} each counts the points"
            raise ScenarioError([Fault(one.spot, message)])
    if design == "sobol" and count & (count - 1):
        below = 1 << (count.bit_length() - 1)
        message = f"{count} points are no power of two, which Sobol needs; give {below} or {2 * below}"
        raise ScenarioError([Fault(ranges[0].spot, message)])
    random = np.random.default_rng(seed)
    kind = qmc.LatinHypercube if design == "lhs" else qmc.Sobol
    unit = kind(len(ranges), rng=random).random(count)
    low, high = (np.array([getattr(one, end) for one in ranges]) for end in ("low", "high"))
    found: list[list[float]] = (low + unit * (high - low)).tolist()
    return found


def as_table(points: Sequence[Point]) -> str:
    """A design as CSV: a column for each path, a row for each point."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(points[0])
    writer.writerows(point.values() for point in points)
    return text.getvalue()


def read_table(path: Path, scenario: Scenario | None = None) -> list[Point]:
    """The points of a CSV file, each tried on a scenario if one is given; raise ScenarioError."""
    source = csv_table.read_table(path)
    rows = list(csv_table.rows_of_table(source))
    if len(rows) < 2:
        raise whole(source.name, f"no points; the first line names paths such as {PATH}")
    head = rows.pop(0)
    paths = [cell.strip() for cell in head.cells]
    faults = [
        *_faults_of_header(source, head, paths),
        *(
            Fault(row.spot(source, 0), f"{len(row.cells)} values, and the first line names {len(paths)}")
            for row in rows
            if len(row.cells) != len(paths)
        ),
    ]
    if faults:
        raise ScenarioError(faults)
    points: list[Point] = [dict(zip(paths, _values(source, row), strict=True)) for row in rows]
    if scenario is not None:
        spots = [{path: row.spot(source, n) for n, path in enumerate(paths)} for row in rows]
        check_points(scenario, list(zip(points, spots, strict=True)), Spot(source, 1, 1))
    return points


def _faults_of_header(source: Source, head: csv_table.Row, paths: Sequence[str]) -> Iterator[Fault]:
    for n, path in enumerate(paths):
        if not path:
            yield Fault(head.spot(source, n), f"a column without a path; name one, such as {PATH}")
        elif path in paths[:n]:
            yield Fault(head.spot(source, n), f"'{path}' stands here for the second time")


def _values(source: Source, row: csv_table.Row) -> Iterator[Any]:
    for n, cell in enumerate(row.cells):
        try:
            yield float(cell)
        except ValueError:
            try:
                yield read_value(cell)
            except ValueError as error:
                raise ScenarioError([Fault(row.spot(source, n), str(error))]) from None


def check_points(scenario: Scenario, points: Sequence[tuple[Point, Mapping[str, Spot]]], top: Spot) -> None:
    """Try each point on the scenario; raise ScenarioError at the places where values stand."""
    faults = list[Fault]()
    axes = names_of(scenario), scenario.start, scenario.end
    for point, spots in points:
        first = next(iter(spots.values()))
        try:
            other = scenario.replace(point)
        except ScenarioError as error:
            for fault in error.faults:
                said = next((s for p, s in spots.items() if fault.spot.source.name == entry_name(p)), None)
                where = "" if said is not None else f"{fault.spot}: "
                faults.append(Fault(said or first, where + fault.message, fault.severity))
        else:
            if (names_of(other), other.start, other.end) != axes:
                message = "this changes who there is, or the days; all runs of a sweep have the same"
                faults.append(Fault(first, message))
        if len(faults) >= SHOWN:
            break
    if faults:
        raise ScenarioError(faults)
