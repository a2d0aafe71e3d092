"""The page's curves in a notebook cell, by anywidget: a run, or many with their bands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dualsim.analysis.statistics import quantiles
from dualsim.figures.drawing.styles import STYLES, line_styles, told_apart
from dualsim.page.modules import bundle
from dualsim.runs.optional import needed
from dualsim.scenario.suggestions import unknown
from dualsim.theory.measures import MEASURES
from dualsim.theory.state import Floats

if TYPE_CHECKING:
    import xarray as xr

EDGES = [0.05, 0.5, 0.95]
AXES = ("group", "authority", "party", "side")  # along which a measure's lines stand
STYLE = ".curves-table summary { cursor: pointer; } .curves svg { display: block; max-width: 100%; }"


def curves(results: xr.Dataset, measure: str = "acceptance", place: str | None = None, **of: str) -> Any:
    """A notebook cell that draws a measure of a run, or of many with the band that holds 90 per cent of them.

    `of` picks from axes that the measure has besides that of its lines: `group="worker"` for its allegiance.
    Needs the extra `notebook`. Raises ValueError for a measure or a name that is not there.

    >>> import dualsim
    >>> cell = dualsim.curves(dualsim.run("capital_minimal", people=300), "allegiance", group="worker")
    >>> [line["name"] for line in cell.figure["lines"]]
    ['Government', 'Soviet', 'Nobody']
    """
    anywidget, traitlets = needed("anywidget", "notebook"), needed("traitlets", "notebook")
    told = figure_of(results, measure, place, **of)
    script = f"{bundle('widget.js')}\nexport default {{ render: renderCell }};\n"

    class Curves(anywidget.AnyWidget):  # type: ignore[misc, name-defined]
        _esm = script
        _css = STYLE
        figure = traitlets.Dict(told).tag(sync=True)

    return Curves()


def figure_of(results: xr.Dataset, measure: str, place: str | None = None, **of: str) -> dict[str, Any]:
    """What the cell draws, as plain data: a line for each name of the axis that is left."""
    if measure not in results:
        there = [name for name in MEASURES if name in results]
        raise ValueError(f"curves: {unknown('measure', measure, there)}")
    table = results[measure]
    first = str(results["place"].values[0])
    for axis, name in {"place": place or first, **of}.items():
        if axis in table.dims:
            known = [str(one) for one in results[axis].values]
            if name not in known:
                raise ValueError(f"curves: {unknown(axis, name, known)}")
            table = table.sel({axis: name})
        elif axis in of:
            has = ", ".join(map(str, results[measure].dims))
            raise ValueError(f"curves: {measure} has no axis '{axis}'; it has {has}")
    left = [str(name) for name in table.dims if name not in ("day", "member")]
    if len(left) > 1 or (left and left[0] not in AXES):
        along, example = " and ".join(left), f"{left[0]}='{results[left[0]].values[0]}'"
        raise ValueError(f"curves: {measure} has lines along {along}; pick of all but one, as in {example}")
    dims = [dim for dim in ("member", *left, "day") if dim in table.dims]
    values = np.asarray(table.transpose(*dims).values, float)
    values = values if "member" in dims else values[None]
    return _told(
        results, MEASURES[measure].label, left[0] if left else None, values if left else values[:, None]
    )


def _told(results: xr.Dataset, label: str, axis: str | None, values: Floats) -> dict[str, Any]:
    slugs = [str(slug) for slug in results[axis].values] if axis else [label]
    names = results.coords.get(f"{axis}_name") if axis else None
    called = [str(name) for name in names.values] if names is not None else slugs
    given = results.coords.get(f"{axis}_colour") if axis else None
    colours = [str(colour) for colour in given.values] if given is not None else [""] * len(slugs)
    shown = [n for n in range(len(slugs)) if np.nanmax(np.nan_to_num(values[:, n])) > 0.0]
    looks = told_apart(
        dict(zip(shown, line_styles(STYLES["projector"], [colours[n] for n in shown]), strict=True))  # type: ignore[arg-type]
    )
    lines = []
    for n in shown:
        low, median, high = quantiles(values[:, n], EDGES)
        band = {"low": _plain(low), "high": _plain(high)} if len(values) > 1 else {}
        look = looks[n]  # type: ignore[index]
        lines.append({
            "key": slugs[n], "name": called[n], "colour": look.letters, "dash": list(look.dash),
            "median": _plain(median), **band,
        })  # fmt: skip
    top = float(np.nanmax(np.nan_to_num(values)))
    dates = results["date_os"] if "date_os" in results.coords else results["day"]
    return {
        "title": label,
        "lines": lines,
        "dates": [str(date)[:10] for date in dates.values],
        "isShare": top <= 1.0,
        "most": 1.0 if top <= 1.0 else float(np.ceil(top)),
    }


def _plain(values: Floats) -> list[float | None]:
    return [round(float(value), 4) if np.isfinite(value) else None for value in values]
