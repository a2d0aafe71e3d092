"""What a run came to, in one table: stances and allegiance of groups on five dates, regime, what ended it."""

from __future__ import annotations

import json
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np

from dualsim.scenario.dates import STYLE_NAMES, short_date

if TYPE_CHECKING:
    import xarray as xr

DATES = 5
AUTHORITIES = 3
WIDTH = 80
CELL = 10  # characters of a column of the table
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
    allegiance, stances = (_over_places(results, name)[days] for name in ("allegiance", "stance"))
    return {
        "title": str(results.attrs["title"]),
        "people": int(results.attrs["people"]),
        "seed": int(results.attrs["seed"]),
        "style": STYLE_NAMES[results.attrs["calendar"]],
        "dates": _dates(results)[days].tolist(),
        "stances": _by_group(groups, _labels(results, "side"), stances),
        "allegiance": _by_group(groups, *_with_others(_labels(results, "authority"), allegiance)),
        "nowhere": [group for g, group in enumerate(groups) if np.isnan(allegiance[:, g]).all()],
        "regime": {
            place: [str(name) for name in results["regime"].values[days, p]]
            for p, place in enumerate(_labels(results, "place"))
        },
        "joint executives": _joint(results),
        "ending": str(results.attrs["ending"]),
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
    lines.append(line("per cent of each group", [short_date(date) for date in facts["dates"]]))
    for title, groups in tables.items():
        for group, rows in groups.items():
            lines.append(f"{title}: {group}")
            lines += [line(f"  {name}", _cells(shares)) for name, shares in rows.items()]
    lines.append("Regime")
    for place, regimes in facts["regime"].items():
        broken = [wrap(regime, CELL - 1) for regime in regimes]
        for n in range(max(map(len, broken))):
            lines.append(
                line("" if n else f"  {place}", [words[n] if n < len(words) else "" for words in broken])
            )
    if facts["joint executives"]:
        lines.append("Joint executives")
    for joint in facts["joint executives"]:
        first_day, last_day = short_date(joint["from"]), joint["to"] and short_date(joint["to"])
        lasted = f"{first_day} to {last_day}" if last_day else f"from {first_day}"
        lines += wrap(
            f"{' and '.join(joint['authorities'])}: {lasted}",
            WIDTH,
            initial_indent="  ",
            subsequent_indent="    ",
        )
    return "\n".join([*lines, "", *_notes(facts), f"Dates are {facts['style']}. {facts['ending']}"])


def _notes(facts: Facts) -> list[str]:
    """What a sign stands for, and which groups have no row, if there are any."""
    cells = [share for rows in facts["stances"].values() for shares in rows.values() for share in shares]
    notes = [NOT_GOVERNED] if None in cells else []
    nowhere = ", ".join(facts["nowhere"])
    return [*notes, f"Groups without people here: {nowhere}"] if nowhere else notes


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
