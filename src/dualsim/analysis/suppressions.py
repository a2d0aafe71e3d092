"""Troops ordered against people in a run: who sent them against whom, and how many of them obeyed."""

from __future__ import annotations

import json
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from dualsim.scenario.dates import DATE_COLUMNS, short_date

if TYPE_CHECKING:
    import xarray as xr

WIDTH = 80
HEADING = "Troops ordered against people, and how many of them obeyed"


def suppressions_of(results: xr.Dataset) -> dict[str, Any]:
    """Every order of troops against people, in words; nothing in a run that has none."""
    if "suppressions" not in results.attrs:
        return {}
    called = {
        (dim, str(slug)): str(name)
        for dim in ("authority", "place")
        for slug, name in zip(results[dim].values, results[f"{dim}_name"].values, strict=True)
    }
    column = DATE_COLUMNS[results.attrs["calendar"]]
    return {
        "suppressions": [
            {
                "date": one[column],
                "authority": called["authority", one["authority"]],
                "against": called["authority", one["against"]],
                "place": called["place", one["place"]],
                "strength": one["strength"],
                "obeyed": one["obeyed"],
            }
            for one in json.loads(results.attrs["suppressions"])
        ]
    }


def told_of_suppressions(facts: dict[str, Any]) -> list[str]:
    """A line for each order: when, who against whom, where, and the share of the troops that obeyed."""
    years, lines = facts["dates"][0][:4] != facts["dates"][-1][:4], []
    for one in facts.get("suppressions", ()):
        when = short_date(one["date"], year=years)
        text = f"{when}: {one['authority']} against {one['against']}, {one['place']}: {one['obeyed']:.0%}"
        lines += wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ")
    return [HEADING, *lines] if lines else []
