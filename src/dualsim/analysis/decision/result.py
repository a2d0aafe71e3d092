"""One person's decision of a day, told: as prose and tables, a DataFrame and plain facts."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dualsim.analysis.result import Result, frame_of
from dualsim.scenario.dates import MONTHS

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 100
TERMS = {  # in the order in which a table shows them
    "distance": "how far what it stands for is from what the person wants",
    "capacity": "what it can do about the matter: its portfolio, and the levers that it moves",
    "credit": "what it has done for, or to, people like these; blame is below 0",
    "elected": "whether they elect it",
    "power": "how far the party stands from whoever governs, for those who do not accept it",
    "reach": "how far it reaches them",
    "company": "how many of the people around recognise it",
    "room": "its part in the following of all that are like it",
    "itself": "what speaks for obeying nobody, or for staying at home, as such",
    "luck": "what the rule leaves to chance",
}
BEARS = {
    "itself": "the readiness to put up with whoever governs",
    "distance": "how far what it stands for is from what the person wants, all in all",
    "credit": "what it has done for, or to, people like these",
    "honeymoon": "the benefit of the doubt, while who governs is new in office",
    "word": "what the authority that the person turns to says of it",
    "company": "how many around put up with it",
}
DRIVES = {
    "anger": "the gap between wish and life in what presses, nothing for who puts up with whoever governs",
    "company": "how many around are mobilised",
    "call": "what the authority that they recognise calls for",
    "call of the party": "what their party calls for",
    "danger": "what force could be sent against them",
}
COLUMN, NAMES = 8, 19  # characters of a number, and of a name

Facts = dict[str, Any]
COLUMNS = ("choice", "option", "term", "value", "chosen")


@dataclass(frozen=True)
class Decision(Result):
    """What one person decided on a day, and why."""

    facts: Facts

    def __str__(self) -> str:
        return _text(self.facts)

    def to_dataframe(self) -> pd.DataFrame:
        """A row for each term of the score of each option, and for what drives the person into the street."""
        return frame_of(_terms(self.facts), COLUMNS)

    def to_dict(self) -> dict[str, Any]:
        """Who the person is, what pressed on them, and what each choice weighed."""
        return self.facts


def _terms(facts: Facts) -> Iterator[dict[str, Any]]:
    for choice in ("authority", "vote"):
        for option in facts[choice]["options"]:
            chosen = option["name"] == facts[choice]["after"]
            for term, value in option["terms"].items():
                yield dict(zip(COLUMNS, (choice, option["name"], term, value, chosen), strict=True))
    for term, value in facts["accept"]["terms"].items():
        yield dict(zip(COLUMNS, ("accept", "accept", term, value, facts["accept"]["after"]), strict=True))
    for term, value in facts["rise"]["terms"].items():
        yield dict(zip(COLUMNS, ("rise", "rise", term, value, facts["rise"]["after"]), strict=True))


def _text(facts: Facts) -> str:
    year, month, day = facts["date"].split("-")
    date = f"{int(day)} {MONTHS[int(month) - 1]} {int(year)}"
    parts = [
        f"{facts['title']}: person {facts['person']} of {facts['persons']:,} on {date} ({facts['style']})",
        _who(facts),
        _titled("What pressed", _issues(facts)),
        _titled("Whom to obey", [*_choice(facts, "authority", "recognises"), "", *_legend()]),
        _titled("Whether to put up with whoever governs", _accept(facts["accept"], facts["person"])),
        _titled("For whom to vote", _choice(facts, "vote", "would vote for")),
        _titled("Whether to rise", _rise(facts["rise"], facts["person"])),
    ]
    return "\n\n".join(parts)


def _titled(title: str, lines: list[str]) -> str:
    return "\n".join([title, "-" * len(title), *lines])


def _filled(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _who(facts: Facts) -> str:
    others, contacts = facts["cell_people"] - 1, len(facts["contacts"])
    arms = "with arms" if facts["armed"] else "without arms"
    return _filled(
        f"One of the group {facts['group']} in {facts['place']}, {arms}; in cell {facts['cell']} with "
        f"{others} others, in contact with {contacts} other cell{'' if contacts == 1 else 's'}."
    )


def _issues(facts: Facts) -> list[str]:
    lines = [_row("", ["wants", "life is", "chance"])]
    for issue in facts["issues"]:
        cells = [f"{issue['wants']:+.2f}", f"{issue['life']:+.2f}", f"{100 * issue['chance']:.0f}%"]
        lines.append(_row(f"{_mark(issue['presses'])}{issue['issue']}", cells))
    pressing = next(issue["issue"] for issue in facts["issues"] if issue["presses"])
    told = (
        "Issues go from -1 to +1, wishes a little beyond. The chance is that of being what presses on a day. "
    )
    told += f"This day it was {pressing}."
    return [*lines, "", _filled(told)]


def _choice(facts: Facts, kind: str, does: str) -> list[str]:
    """What became of one choice, and the table of what each option weighed."""
    found, who = facts[kind], f"Person {facts['person']}"
    before, would, after = found["before"], found["would"], found["after"]
    if not facts["thinks_again"]:
        said = f"{who} did not think again this day and {does} {after}, as before. Had they thought again, "
        said += f"it would {'still' if would == after else 'now'} be {would}:"
    else:
        gone = f", as {facts['authority']['before']} is gone from here" if facts["authority_gone"] else ""
        said = f"{who} thought again this day{gone}, and {does} {after}; "
        said += "so it was before:" if before == after else f"before, it was {before}:"
    table = _table(found["options"], would) if found["options"] else ["There was nothing to choose from."]
    return [_filled(said), "", *table]


def _table(options: list[Facts], chosen: str) -> list[str]:
    """A row for each option: its terms, their sum, and its chance; columns no wider than what they hold."""
    held = [name for option in options for name in option["terms"]]
    terms = sorted(set(held), key=[*TERMS, *held].index)
    heads = [*terms, "total", "chance"]
    rows = [_cells(option, terms) for option in options]
    widths = [1 + max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = [_row("", heads, widths)]
    for option, cells in zip(options, rows, strict=True):
        name = f"{_mark(option['name'] == chosen)}{option['name']}"
        first, *more = textwrap.wrap(name, NAMES - 1, subsequent_indent="    ", drop_whitespace=False)
        lines += [_row(first, cells, widths), *more]
    return lines


def _cells(option: Facts, terms: list[str]) -> list[str]:
    """What one option weighed, as it stands in the table."""
    weighed = [f"{option['terms'][name]:+.2f}" if name in option["terms"] else "-" for name in terms]
    return [*weighed, f"{option['total']:+.2f}", f"{100 * option['chance']:.1f}%"]


def _legend() -> list[str]:
    """What the columns mean."""
    meant = "; ".join(f"{name}, {meaning}" for name, meaning in TERMS.items())
    return [
        _filled(
            f"The terms are {meant}. Each but luck is multiplied by how sharply people choose (beta). "
            "They sum to the total; the highest is chosen. The chance is that of being chosen, before "
            "luck is drawn."
        )
    ]


def _accept(accept: Facts, person: int) -> list[str]:
    """Whether the person puts up with whoever governs, and the terms that it hung on."""
    if not accept["governs"]:
        return [f"Nobody governs here, so nobody is asked; person {person} accepts nobody."]
    who = " and ".join(accept["governs"])
    does = "puts up" if accept["after"] else "does not put up"
    said = f"Person {person} {does} with {who}" + ("" if accept["asked"] else ", as before") + "."
    if not accept["terms"]:
        return [_filled(f"{said} Who turns to the first in office accepts it.")]
    said += (
        f" The chance was {100 * accept['chance']:.0f}%: the total must be above luck, {accept['luck']:+.3f}."
    )
    terms = sorted(accept["terms"], key=[*BEARS, *accept["terms"]].index)
    numbers = {**{name: accept["terms"][name] for name in terms}, "total": accept["total"]}
    rows = [_row(f"  {name}", [f"{value:+.3f}"]) for name, value in numbers.items()]
    meant = "; ".join(f"{name}, {BEARS[name]}" for name in terms if name in BEARS)
    return [_filled(said), "", *rows, "", _filled(f"The terms are {meant}.")]


def _rise(rise: Facts, person: int) -> list[str]:
    """What drives a person into the street, what holds them back, and the threshold."""
    passes = "is above" if rise["after"] else "is not above"
    what = (
        ("rises" if rise["after"] else "stands down")
        if rise["after"] != rise["before"]
        else ("stays mobilised" if rise["after"] else "stays at home")
    )
    said = f"The total {passes} the threshold: person {person} {what}."
    if rise["spokesman"] != person:
        said = (
            f"An assembly binds them to do as person {rise['spokesman']} does, whose terms these are. {said}"
        )
    held = rise["terms"]
    terms = {name: held[name] for name in sorted(held, key=[*DRIVES, *held].index)}
    meant = "; ".join(f"{name}, {DRIVES[name]}" for name in terms if name in DRIVES)
    numbers = {**terms, "total": rise["total"], "threshold": rise["threshold"]}
    rows = [_row(f"  {name}", [f"{value:+.3f}"]) for name, value in numbers.items()]
    return [
        _filled(said),
        "",
        *rows,
        "",
        _filled(f"The terms are {meant}."),
    ]


def _row(name: str, cells: list[str], widths: Sequence[int] = ()) -> str:
    columns = zip(cells, widths or [COLUMN] * len(cells), strict=True)
    return (f"{name:<{NAMES}}" + "".join(f"{cell:>{width}}" for cell, width in columns)).rstrip()


def _mark(chosen: bool) -> str:
    return "> " if chosen else "  "
