"""Observations: dated shares from history, of a vote, of seats, of allegiance, read from a table."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from dualsim.scenario.dates import DATE_COLUMNS, Calendar, day_number, iso
from dualsim.scenario.errors import Fault, ScenarioError, Source, Spot, quoted, whole
from dualsim.scenario.files.csv_table import Row, read_table, rows_of_table
from dualsim.scenario.loading import list_scenarios
from dualsim.scenario.suggestions import unknown

COLUMNS = (
    "id", "date_os", "place", "quantity", "authority", "groups", "option", "share", "n",
    "confidence", "source", "notes",
)  # fmt: skip
OPTIONAL = ("authority", "n", "source", "notes", "province")  # columns that a table may leave out
QUANTITIES = ("vote", "seats", "allegiance", "acceptance", "endorsement", "mobilisation")
OF_AUTHORITIES = {
    "seats": "are",
    "allegiance": "is",
    "endorsement": "is",
}  # acceptance may be of its electors
OPTIONS = {"vote": "the party, or several joined by +", "seats": "the party, or several joined by +",
           "endorsement": "the authority that is endorsed"}  # fmt: skip
CONFIDENCES = ("high", "medium", "low")
EVERYONE = "all"  # in the column `groups`
OLD_STYLE: Calendar = "julian"  # the calendar of the column date_os; there may be a column date_ns instead
TABLE = "observations.csv"  # beside the scenarios that come with dualsim


class Observation(NamedTuple):
    """A dated share from history: of a vote, of seats, of those who accept, endorse or rise."""

    id: str
    date_os: str
    place: str
    quantity: str
    authority: str
    groups: tuple[str, ...]  # empty: everyone
    option: tuple[str, ...]  # the parties of a joint list, or the authority that is endorsed
    share: float
    n: float
    confidence: str
    source: str
    notes: str
    calendar: Calendar = OLD_STYLE  # in which its table gives dates
    province: str = ""  # the region in which its place is a town, if its table says so

    @property
    def date(self) -> str:
        """Its date as its table gives it."""
        return iso(self.day, self.calendar)

    @property
    def day(self) -> int:
        """Its date as a day number."""
        return day_of(self.date_os)


@cache
def day_of(date_os: str) -> int:
    """The day number of a date in Old Style; raise ValueError for what is none."""
    return day_number(date_os, OLD_STYLE)


def read_observations(path: str | Path | None = None) -> list[Observation]:
    """Read a table of observations, or that which comes with dualsim.

    Raises ScenarioError, a ValueError, with everything in the table that cannot be used.

    >>> import dualsim
    >>> observations = dualsim.read_observations()
    >>> sorted({seen.quantity for seen in observations})
    ['acceptance', 'endorsement', 'mobilisation', 'seats', 'vote']
    """
    source = read_table(next(iter(list_scenarios().values())).with_name(TABLE) if path is None else path)
    rows = rows_of_table(source)
    head = next(rows, None)
    if head is None:
        raise whole(source.name, f"the file is empty; its first line names the columns: {','.join(COLUMNS)}")
    _check_columns(source, head)
    names = [cell.strip() for cell in head.cells]
    faults, found, first = list[Fault](), list[Observation](), dict[str, int]()
    for row in rows:
        given, wrong = _examined(source, row, names)
        if given is not None and given["id"] in first:
            line = first[given["id"]]
            told = f"id: '{given['id']}' stands in line {line} already; give each row a name of its own"
            wrong.append(Fault(row.spot(source, names.index("id")), told))
        elif given is not None:
            first[given["id"]] = row.line
        faults += wrong
        if given is not None and not wrong:
            found.append(_observation(given))
    if faults:
        raise ScenarioError(faults)
    if not found:
        raise whole(source.name, "there is no observation in it; write one in each line below the first")
    return found


def _check_columns(source: Source, head: Row) -> None:
    names = [cell.strip() for cell in head.cells]
    dates = [name for name in names if name in DATE_COLUMNS.values()]
    known = list(dict.fromkeys([*COLUMNS, *OPTIONAL, *DATE_COLUMNS.values()]))
    needed = [name for name in COLUMNS if name not in OPTIONAL]
    faults = [
        Fault(head.spot(source, n), unknown("column", name, known))
        for n, name in enumerate(names)
        if name not in known
    ]
    if len(set(dates)) > 1:
        spot = head.spot(source, names.index(dates[1]))
        faults.append(Fault(spot, f"a second column of dates; keep '{dates[0]}' or '{dates[1]}'"))
    faults += [
        Fault(head.spot(source, n), f"the column '{name}' stands here a second time; name it once")
        for n, name in enumerate(names)
        if name in names[:n]
    ]
    missing = [name for name in needed if name not in names and not (dates and name in DATE_COLUMNS.values())]
    if missing:
        message = f"there is no column {', '.join(missing)}; the first line is {','.join(needed)}"
        message += f", and may have {', '.join(OPTIONAL)}"
        faults.append(Fault(Spot(source, head.line, 1), message))
    if faults:
        raise ScenarioError(faults)


def _examined(source: Source, row: Row, names: list[str]) -> tuple[dict[str, str] | None, list[Fault]]:
    """The cells of a row by name, None if they cannot be told apart, and what is wrong with them."""
    if len(row.cells) != len(names):
        more = "a cell with a comma in it stands in quotation marks"
        message = f"this row has {len(row.cells)} cells, the first line has {len(names)}; {more}"
        return None, [Fault(Spot(source, row.line, 1), message)]
    cells = {name: cell.strip() for name, cell in zip(names, row.cells, strict=True)}
    given = {**dict.fromkeys(OPTIONAL, ""), **cells}
    wrong = [
        Fault(row.spot(source, names.index(name) if name in names else 0), f"{name}: {message}")
        for name, message in _faulty(given)
        if name in names or name == "authority"  # of which some quantities are
    ]
    return given, wrong


def _faulty(given: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each cell that cannot be used, and why."""
    calendar = _calendar(given)
    column = DATE_COLUMNS[calendar]
    for name in ("id", column, "place", "quantity", "groups", "share", "confidence", "source"):
        if not given[name]:
            hint = f"; write '{EVERYONE}' for everyone" if name == "groups" else ""
            yield name, f"nothing stands here{hint}" if hint else "nothing stands here, and it is needed"
    if given[column]:
        try:
            day_number(given[column], calendar)
        except ValueError as error:
            yield column, str(error)
    for name, known in (("quantity", QUANTITIES), ("confidence", CONFIDENCES)):
        if given[name] and given[name] not in known:
            yield name, unknown(name, given[name], known)
    yield from _names_of_lists(given)
    yield from _numbers(given)


def _names_of_lists(given: dict[str, str]) -> Iterator[tuple[str, str]]:
    quantity = given["quantity"]
    if quantity in OF_AUTHORITIES and not given["authority"]:
        verb = OF_AUTHORITIES[quantity]
        yield "authority", f"nothing stands here; {quantity} {verb} of an authority, such as soviet"
    if quantity in ("vote", "mobilisation") and given["authority"]:
        yield (
            "authority",
            f"{quoted(given['authority'])} stands here; {quantity} is of no authority, leave it empty",
        )
    if quantity in OPTIONS and not given["option"]:
        yield "option", f"nothing stands here; name {OPTIONS[quantity]}"
    if quantity in QUANTITIES and quantity not in OPTIONS and given["option"]:
        yield (
            "option",
            f"{quoted(given['option'])} stands here; {quantity} chooses among no parties, leave it empty",
        )
    for name, mark in (("groups", ";"), ("option", "+")):
        parts = given[name].split(mark)
        if given[name] and not all(part.strip() for part in parts):
            yield name, f"{quoted(given[name])} has an empty name in it; names are joined by '{mark}'"
        elif len(set(parts)) < len(parts):
            yield name, f"{quoted(given[name])} has a name twice; name it once"


def _numbers(given: dict[str, str]) -> Iterator[tuple[str, str]]:
    share, n = given["share"], given["n"]
    if share:
        value = _number(share)
        if value is None:
            yield "share", f"{quoted(share)} is not a number; write a share as in 0.25"
        elif not 0.0 <= value <= 1.0:
            hint = f"; did you mean {value / 100:g}?" if 1.0 < value <= 100.0 else ""
            yield "share", f"{share} is not a share; it lies between 0 and 1{hint}"
    if n:
        value = _number(n)
        if value is None:
            yield "n", f"{quoted(n)} is not a number; write how many were counted, or nothing"
        elif not 0.0 < value < float("inf"):
            yield "n", f"{n} is no count; write how many were counted, or nothing"


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _calendar(given: dict[str, str]) -> Calendar:
    return next(calendar for calendar, column in DATE_COLUMNS.items() if column in given)


def _observation(given: dict[str, str]) -> Observation:
    calendar = _calendar(given)
    date = given[DATE_COLUMNS[calendar]]
    if calendar != OLD_STYLE:
        date = iso(day_number(date, calendar), OLD_STYLE)
    rest = {name: cell for name, cell in given.items() if name not in DATE_COLUMNS.values()}
    groups = () if given["groups"] == EVERYONE else tuple(name.strip() for name in given["groups"].split(";"))
    option = tuple(name.strip() for name in given["option"].split("+")) if given["option"] else ()
    share, n = float(given["share"]), float(given["n"] or "nan")
    read = {"date_os": date, "calendar": calendar, "share": share, "n": n, "groups": groups, "option": option}
    return Observation(**{**rest, **read})  # type: ignore[arg-type]
