"""What a table of signs may say."""

# ruff: noqa: RUF012 (pydantic copies every default)

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from dualsim.scenario.fields import Authority, Day, Number, Part, Text, When, one_or_more, wrong


def _plain(given: Any) -> Any:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise wrong(f"{_shown(given)} is not a number; write a number such as 0.06 for six points")
    return given


def _bound(given: Any) -> Any:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise wrong(f"{_shown(given)} is no bound; write a number such as 0.65, or a date for a `when`")
    return given


def _whole(given: Any) -> Any:
    if isinstance(given, bool) or not isinstance(given, int) or given < 0:
        raise wrong(f"{_shown(given)} is not a whole number of 0 or more")
    return given


def _shown(given: Any) -> str:
    return "a list or mapping" if isinstance(given, dict | list) else f"'{given}'"


def _first_version(number: Number) -> Number:
    if number.value != 1:
        raise wrong(f"there is no version {number.value:g} of tables of signs; write signs: 1")
    return number


Size = Annotated[float, BeforeValidator(_plain)]
Bound = Annotated[float | str, BeforeValidator(_bound)]
Whole = Annotated[int, BeforeValidator(_whole)]


class QuantityBlock(Part):
    """What is measured in a run: a measure on a day or over some, or the day on which something happens."""

    measure: one_or_more(Text) | None = None  # type: ignore[valid-type]
    """A measure as conditions write it, or several, which are summed; the group may be `all`."""
    on: Day | None = None
    """The day."""
    over: Annotated[list[Day], Field(min_length=2, max_length=2)] | None = None
    """Or the first and the last of some days."""
    take: Literal["mean", "median", "least", "most"] = "mean"
    """What is taken of these days."""
    when: When | None = None
    """Or a condition as events have it: the first day on which it holds; the day after the end for never."""
    by: Day | None = None
    """With it: not the day, but whether it holds by this date, 1 or 0."""


class ClaimBlock(QuantityBlock):
    """A quantity and what is expected of it."""

    minus: QuantityBlock | None = None
    """What is taken from it in the same run; its measure is the row's unless it says another."""
    divided_by: QuantityBlock | None = None
    """What it is divided by, in the same way."""
    statistic: Literal["mean", "median", "range"] = "mean"
    """Over the runs: their mean, their median, or what lies between their 5th and 95th percentile."""
    within: Whole = 0
    """The row may hold so many days later: of all such delays that one counts which suits it best."""
    up: Size | None = None
    """A difference: it must rise by at least so much (0: at all)."""
    down: Size | None = None
    """A difference: it must fall by at least so much (0: at all)."""
    at_least: Bound | None = None
    """A level: the lower end of the band."""
    at_most: Bound | None = None
    """A level: the upper end of the band."""


class RowBlock(ClaimBlock):
    """A row: what must follow, from what, and why an historian expects it."""

    name: Text
    """What must follow, in a sentence."""
    changed: Text | None = None
    """The counterfactual in which it is measured; without one the run as it was."""
    against: Text | None = None
    """The counterfactual that it is compared with; without one the run as it was."""
    either: list[ClaimBlock] = []
    """Instead of a claim of its own several, of which one has to hold."""
    runs: Annotated[Whole, Field(ge=2)] | None = None
    """How many runs this row takes, unless a number is asked for."""
    source: Text
    """Why an historian expects it: the record, a work and page."""


class CounterfactualBlock(Part):
    """What had been otherwise; blocks of the scenario beside these keys are merged over it."""

    name: Text
    """What is changed, in a few words."""
    without: list[Text] = []
    """Events that are left out, with what follows from them."""
    values: dict[str, Any] = {}
    """Values by dotted path."""


class TableBlock(Part):
    """A table of signs."""

    version: Annotated[Number, AfterValidator(_first_version)] = Field(alias="signs")
    """The version of this format: 1."""
    about: Text | None = None
    """What the table is for."""
    acceptance_of: Authority | None = None
    """Whose acceptance is meant: where it has no formal power any more, `acceptance` counts as 0."""
    counterfactuals: dict[str, CounterfactualBlock] = {}
    """What had been otherwise, by a key."""
    rows: Annotated[dict[str, RowBlock], Field(min_length=1)]
    """The rows, by a key."""
