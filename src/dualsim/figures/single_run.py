"""The figure of a run, or of many runs."""

from __future__ import annotations

import json

import xarray as xr

from dualsim.figures.drawing.canvas import Canvas
from dualsim.figures.drawing.styles import Style
from dualsim.figures.ensemble_view import view_of_many
from dualsim.figures.layout import draw_page
from dualsim.figures.place_data import PlaceData, View
from dualsim.figures.views import KINDS
from dualsim.scenario.suggestions import unknown


def run_figure(ds: xr.Dataset, style: Style, *, kind: str, place: str | None = None) -> Canvas:
    """The figure of a run, or of many runs: a kind of KINDS in one place, the first if none is named."""
    if kind not in KINDS:
        raise ValueError(f"plot: {unknown('kind', kind, KINDS)}")
    slugs = [str(slug) for slug in ds["place"].values]
    if place is not None and place not in slugs:
        raise ValueError(f"plot: {unknown('place', place, slugs)}")
    row = slugs.index(place) if place else 0
    if "member" in ds.dims:
        data, view = view_of_many(ds.isel(place=[row]), kind, style)
    else:
        data = PlaceData(ds, row, style)
        view = KINDS[kind](data)
    canvas = Canvas(data.style, style.shape(view.landscape), _about(ds, view))
    draw_page(canvas, [data], view)
    return canvas


def _about(ds: xr.Dataset, view: View) -> dict[str, str]:
    """What the file says of itself."""
    versions = json.loads(ds.attrs.get("versions", "{}"))
    software = f"dualsim {versions.get('dualsim', '')}".strip()
    title = f"{view.title}. {ds.attrs.get('title', '')}".strip()
    return {"title": title, "software": software, "command": str(ds.attrs.get("command", ""))}
