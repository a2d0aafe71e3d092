"""What a run came to, in one table: allegiance of each group on five dates, the regime, what ended it."""

from __future__ import annotations

import json
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np

from dualsim.scenario.dates import short_date

if TYPE_CHECKING:
    import xarray as xr

DATES = 5
AUTHORITIES = 3
WIDTH = 80
CELL = 10  # characters of a column of the table

Facts = dict[str, Any]


def summary(results: xr.Dataset) -> Facts:
    """The facts of a run as plain words and numbers; allegiance is over all places, in shares of a group.

    >>> import dualsim
    >>> dualsim.summary(dualsim.run("petrograd_1917", people=300))["title"]
    'Petrograd, February to November 1917'
    """
    days = np.unique(np.linspace(0, results.sizes["day"] - 1, DATES).round().astype(int))
    shares = _over_places(results)[days]
    rows = [*_leading(shares), results.sizes["authority"] - 1]
    groups, authorities = _labels(results, "group"), _labels(results, "authority")
    return {
        "title": str(results.attrs["title"]),
        "people": int(results.attrs["people"]),
        "seed": int(results.attrs["seed"]),
        "style": "New Style" if results.attrs["calendar"] == "gregorian" else "Old Style",
        "dates": _dates(results)[days].tolist(),
        "allegiance": {
            group: {authorities[k]: [_number(share) for share in shares[:, g, k]] for k in rows}
            for g, group in enumerate(groups)
            if not np.isnan(shares[:, g]).all()
        },
        "regime": {
            place: [str(name) for name in results["regime"].values[days, p]]
            for p, place in enumerate(_labels(results, "place"))
        },
        "joint executives": _joint(results),
        "ending": str(results.attrs["ending"]),
    }


def table_of(facts: Facts) -> str:
    """The facts of a run as a table for reading, 80 columns wide: per cent of each group."""
    names = {authority for rows in facts["allegiance"].values() for authority in rows}
    longest = 2 + max(len(text) for text in (*names, *facts["regime"], "per cent of each group"))
    first = min(longest, WIDTH - CELL * DATES)

    def line(left: str, cells: list[str]) -> str:
        indent = left[: len(left) - len(left.lstrip())]
        *above, last = wrap(left.strip(), first, initial_indent=indent, subsequent_indent=2 * indent) or [""]
        row = (f"{last:<{first}}" + "".join(f"{cell:>{CELL}}" for cell in cells)).rstrip()
        return "\n".join([*above, row])

    lines = [f"{facts['title']}: {facts['people']:,} people, seed {facts['seed']}", ""]
    lines.append(line("per cent of each group", [short_date(date) for date in facts["dates"]]))
    for group, rows in facts["allegiance"].items():
        lines.append(group)
        for authority, shares in rows.items():
            cells = ["-" if share is None else f"{100 * share:.0f}" for share in shares]
            lines.append(line(f"  {authority}", cells))
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
    return "\n".join([*lines, "", f"Dates are {facts['style']}. {facts['ending']}"])


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


def _over_places(results: xr.Dataset) -> np.ndarray:
    """Allegiance [day, group, authority] over all places, by people; NaN where nobody of the group is."""
    people = np.nan_to_num(results["population"].values)[..., None]
    there = people.sum(axis=1)
    parts = (np.nan_to_num(results["allegiance"].values) * people).sum(axis=1)
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
