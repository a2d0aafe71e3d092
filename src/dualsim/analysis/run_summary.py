"""What a run came to, in one table: stances and allegiance of groups on five dates, regime, what ended it."""

from __future__ import annotations

import json
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np

from dualsim.analysis.decisions_made import decisions_of, told_of_decisions
from dualsim.analysis.suppressions import suppressions_of, told_of_suppressions
from dualsim.scenario.bodies import AT
from dualsim.scenario.dates import STYLE_NAMES, short_date
from dualsim.theory.endings import IN_WORDS

if TYPE_CHECKING:
    import xarray as xr

DATES = 5
JOINT = 12  # joint executives that a table names
AUTHORITIES = 3
PLACES = 12  # whose endings a table tells
MANY = 30  # places, of more of which a table tells how many are under each regime
BODIES = 40  # lines on bodies that people found
WIDTH = 80
CELL = 10  # characters of a column of the table
BECAME = {
    "founded": "is founded",
    "entered": "is entered by {other}",
    "fused": "takes in {other}",
    "faded": "is gone, followed by nobody",
    "dissolved": "is dissolved",
}  # what is told of a body, by the word of the log
OTHERS = "Others"  # authorities that have no row of their own
NOT_GOVERNED = "-: nobody governs, or nobody of the group is there"

Facts = dict[str, Any]


def summary(results: xr.Dataset) -> Facts:
    """The facts of a run as plain words and numbers; shares of a group are over all places.

    Those of a group add up to one: authorities without a row of their own are summed as others.

    >>> import dualsim
    >>> dualsim.summary(dualsim.run("petrograd_1917", people=300))["title"]
    'Petrograd, February to November 1917'
    """
    days = np.unique(np.linspace(0, results.sizes["day"] - 1, DATES).round().astype(int))
    groups = _labels(results, "group")
    stances = _over_places(results, "stance")[days]
    allegiance = _over_places(results, "allegiance")[days] if "allegiance" in results else None
    bodies = _labels(results, "authority")
    return {
        "title": str(results.attrs["title"]),
        "people": int(results.attrs["people"]),
        "seed": int(results.attrs["seed"]),
        "style": STYLE_NAMES[results.attrs["calendar"]],
        "dates": _dates(results)[days].tolist(),
        "stances": _by_group(groups, _labels(results, "side"), stances),
        "allegiance": {} if allegiance is None else _by_group(groups, *_with_others(bodies, allegiance)),
        "nowhere": [
            group
            for g, group in enumerate(groups)
            if np.isnan((stances if allegiance is None else allegiance)[:, g]).all()
        ],
        "regime": _words(results, "regime", days),
        "ending": {place: words[-1] for place, words in _words(results, "ending", days[-1:]).items()},
        "bodies": _bodies(results),
        "joint executives": _joint(results),
        **suppressions_of(results),
        **decisions_of(results),
        "too early": json.loads(results.attrs.get("too_early", "{}")),
        "summary_line": str(results.attrs["summary_line"]),
    }


def table_of(facts: Facts) -> str:
    """The facts of a run as a table for reading, 80 columns wide: per cent of each group."""
    tables = {"Stances": facts["stances"], "Allegiance": facts["allegiance"]}
    names = {name for groups in tables.values() for rows in groups.values() for name in rows}
    longest = 2 + max(len(text) for text in (*names, *facts["regime"], "per cent of each group"))
    first = min(longest, WIDTH - CELL * DATES)

    def line(left: str, cells: list[str]) -> str:
        indent = left[: len(left) - len(left.lstrip())]
        *above, last = wrap(left.strip(), first, initial_indent=indent, subsequent_indent=2 * indent) or [""]
        row = (f"{last:<{first}}" + "".join(f"{cell:>{CELL}}" for cell in cells)).rstrip()
        return "\n".join([*above, row])

    lines = [f"{facts['title']}: {facts['people']:,} people, seed {facts['seed']}", ""]
    years = _of_years(facts)
    lines.append(line("per cent of each group", _heads(facts)))
    for title, groups in tables.items():
        for group, rows in groups.items():
            lines.append(f"{title}: {group}")
            lines += [line(f"  {name}", _cells(shares)) for name, shares in rows.items()]
    lines.append("Regime")
    for place, regimes in _regimes(facts).items():
        broken = [wrap(regime, CELL - 1) for regime in regimes]
        for n in range(max(map(len, broken))):
            lines.append(
                line("" if n else f"  {place}", [words[n] if n < len(words) else "" for words in broken])
            )
    lines += [*_told_of_endings(facts), *_told_of_bodies(facts)]
    lines += [*told_of_suppressions(facts), *told_of_decisions(facts)]
    if facts["joint executives"]:
        lines.append("Joint executives")
    for joint in facts["joint executives"][:JOINT]:
        first_day, last_day = (joint[end] and short_date(joint[end], year=years) for end in ("from", "to"))
        lasted = f"{first_day} to {last_day}" if last_day else f"from {first_day}"
        lines += _wrapped(f"{' and '.join(joint['authorities'])}: {lasted}")
    if len(facts["joint executives"]) > JOINT:
        lines.append(f"  and {len(facts['joint executives']) - JOINT} more")
    return "\n".join([*lines, "", *_notes(facts), f"Dates are {facts['style']}. {facts['summary_line']}"])


def _wrapped(text: str) -> list[str]:
    """Lines below a heading."""
    return wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")


def _told_of_endings(facts: Facts) -> list[str]:
    """How dual power has ended in each place by the last day, in words; the last few are regions."""
    told = list(facts["ending"].items())
    if not told:
        return []
    shown = told if len(told) <= PLACES else [*told[:1], *told[1 - PLACES :]]
    lines = [line for place, end in shown for line in _wrapped(f"{place}: {end} ({IN_WORDS[end]})")]
    more = [f"  and {len(told) - len(shown)} more"] if len(shown) < len(told) else []
    return [f"Ending, as it stands on {short_date(facts['dates'][-1])}", *lines, *more]


def _told_of_bodies(facts: Facts) -> list[str]:
    """What people founded and entered, what ended, and what came too early for it, a line each."""
    years = _of_years(facts)
    said = [f"{short_date(one['date'], year=years)}: {one['name']} {one['what']}" for one in facts["bodies"]]
    for body, times in facts["too early"].items():
        came = "1 effect" if times == 1 else f"{times} effects"
        said.append(f"{came} on {body} came before it existed, or after")
    more = [f"  and {len(said) - BODIES} more lines"] if len(said) > BODIES else []
    told = [line for text in said[:BODIES] for line in _wrapped(text)]
    return ["Bodies that people found", *told, *more] if said else []


def _regimes(facts: Facts) -> dict[str, list[str]]:
    """The regime of each place on the dates; of many places how many have each."""
    regimes = facts["regime"]
    if len(regimes) <= MANY:
        return dict(regimes)
    words = dict.fromkeys(word for row in regimes.values() for word in row if word)
    dates = range(len(facts["dates"]))
    counts = {word: [sum(row[n] == word for row in regimes.values()) for n in dates] for word in words}
    return {
        f"{word}: places and regions of {len(regimes)}": [str(n) for n in row] for word, row in counts.items()
    }


def _heads(facts: Facts) -> list[str]:
    """The dates as heads of columns: day and month, or in a run of years month and year."""
    if not _of_years(facts):
        return [short_date(date) for date in facts["dates"]]
    return [short_date(date, year=True).partition(" ")[2] for date in facts["dates"]]


def _of_years(facts: Facts) -> bool:
    """Whether a date needs its year."""
    return bool(facts["dates"][0][:4] != facts["dates"][-1][:4])


def _notes(facts: Facts) -> list[str]:
    """What a sign stands for, and which groups have no row, if there are any."""
    cells = [share for rows in facts["stances"].values() for shares in rows.values() for share in shares]
    notes = [NOT_GOVERNED] if None in cells else []
    nowhere = ", ".join(facts["nowhere"])
    return [*notes, f"Groups without people here: {nowhere}"] if nowhere else notes


def _words(results: xr.Dataset, measure: str, days: np.ndarray) -> dict[str, list[str]]:
    """What a measure that has words says of each place on some days; nothing in a run that lacks it."""
    if measure not in results:
        return {}
    found = results[measure].transpose("day", "place").values
    return {
        place: [str(word) for word in found[days, p]] for p, place in enumerate(_labels(results, "place"))
    }


def _cells(shares: list[float | None]) -> list[str]:
    return ["-" if share is None else f"{100 * share:.0f}" for share in shares]


def _by_group(groups: list[str], names: list[str], shares: np.ndarray) -> Facts:
    """Shares [date, group, name] by group and name; a group that lives nowhere has none."""
    return {
        group: {name: [_number(share) for share in shares[:, g, n]] for n, name in enumerate(names)}
        for g, group in enumerate(groups)
        if not np.isnan(shares[:, g]).all()
    }


def _with_others(names: list[str], shares: np.ndarray) -> tuple[list[str], np.ndarray]:
    """The few authorities with most allegiance, all others together if there are any, and nobody."""
    rows = _leading(shares)
    others = np.delete(shares, [*rows, -1], axis=2).sum(axis=2, keepdims=True)
    parts, called = [shares[:, :, rows], shares[:, :, -1:]], [names[k] for k in rows]
    if np.nansum(others) > 0.0:
        parts.insert(1, others)
        called.append(OTHERS)
    return [*called, names[-1]], np.concatenate(parts, axis=2)


def _bodies(results: xr.Dataset) -> list[Facts]:
    """What became of bodies that people founded, or that they entered: when, which, and what."""
    called = {
        str(slug): str(name)
        for dim in ("group", "authority")
        for slug, name in zip(results[dim].values, _labels(results, dim), strict=True)
    }
    dates, found = _dates(results), []
    for one in json.loads(results.attrs["happenings"]):
        body, other = one["authority"], one.get("other", "")
        if one["what"] not in BECAME or (one["what"] != "entered" and AT not in body + other):
            continue
        what = BECAME[one["what"]].format(other=called.get(other, other))
        found.append({"date": str(dates[one["day"]]), "body": body, "name": called[body], "what": what})
    return found


def _joint(results: xr.Dataset) -> list[Facts]:
    """Which authorities formed a joint executive, from which day, and on which they parted, if they did."""
    called = dict(zip(results["authority"].values, _labels(results, "authority"), strict=True))
    dates = _dates(results)
    found: list[Facts] = []
    together: dict[tuple[str, str], Facts] = {}
    for happening in json.loads(results.attrs["happenings"]):
        pair = happening["authority"], happening.get("other", "")
        if happening["what"] == "joined":
            names = [called[slug] for slug in pair]
            together[pair] = {"authorities": names, "from": str(dates[happening["day"]]), "to": None}
            found.append(together[pair])
        elif happening["what"] == "parted":
            together[pair]["to"] = str(dates[happening["day"]])
    return found


def _over_places(results: xr.Dataset, name: str) -> np.ndarray:
    """A measure [day, group, ...] over all places where it is known, by people; NaN if it is not."""
    if "is_region" in results.coords:
        results = results.isel(place=~results["is_region"].values)
    values = results[name].values
    people = np.nan_to_num(results["population"].values)[..., None] * np.isfinite(values)
    there = people.sum(axis=1)
    parts = (np.nan_to_num(values) * people).sum(axis=1)
    return np.divide(parts, there, out=np.full(parts.shape, np.nan), where=there > 0.0)


def _leading(shares: np.ndarray) -> list[int]:
    """The rows of the few authorities recognised most on these dates, in the order of the file."""
    held = np.nanmean(shares[:, :, :-1], axis=(0, 1))
    return sorted(int(k) for k in np.argsort(-held, kind="stable")[:AUTHORITIES] if held[k] > 0.0)


def _labels(results: xr.Dataset, dim: str) -> list[str]:
    """The names of an axis as they are written on figures."""
    return [str(name) for name in results[f"{dim}_name"].values]


def _dates(results: xr.Dataset) -> np.ndarray:
    """Every day of a run in the scenario's calendar, as ISO text."""
    if results.attrs["calendar"] == "gregorian":
        return np.datetime_as_string(results["day"].values.astype("datetime64[D]"))
    return results["date_os"].values.astype(str)


def _number(share: float) -> float | None:
    return None if np.isnan(share) else round(float(share), 4)
