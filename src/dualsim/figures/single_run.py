"""Figures of a run, and the files that they are saved in."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib
import xarray as xr
from matplotlib.figure import Figure

from dualsim.figures.drawing.canvas import Sheet
from dualsim.figures.drawing.formats import format_of
from dualsim.figures.drawing.styles import INCH, LOOKS, settings
from dualsim.figures.ensemble_view import banded
from dualsim.figures.layout import draw_page
from dualsim.figures.views import KINDS, Town, View
from dualsim.runs.files import write_then_rename
from dualsim.scenario.suggestions import unknown

__all__ = ["KINDS", "LOOKS", "figure", "save", "save_with_tables"]


def figure(
    ds: xr.Dataset,
    kind: str = "allegiance",
    style: str = "screen",
    *,
    place: str | None = None,
    size: tuple[float, float] | None = None,
) -> Figure:
    """A figure of a run, by a kind of KINDS and a style of LOOKS; `size` in inches.

    Many runs are drawn as their median with bands for the middle 50, 80 and 95 per cent of them.
    Without a name of a place it is the first place of the Dataset; the title says which.
    """
    if kind not in KINDS:
        raise ValueError(f"plot: {unknown('kind', kind, KINDS)}")
    if style not in LOOKS:
        raise ValueError(f"plot: {unknown('style', style, LOOKS)}")
    places = [str(slug) for slug in ds["place"].values]
    if place is not None and place not in places:
        raise ValueError(f"plot: {unknown('place', place, places)}")
    look, row = LOOKS[style], places.index(place) if place else 0
    with matplotlib.rc_context(settings(look)):
        if "member" in ds.dims:
            town, view = banded(ds.isel(place=[row]), kind, look)
        else:
            town = Town(ds, row, look)
            view = KINDS[kind](town)
        shape = (size[0] * INCH, size[1] * INCH) if size else look.size
        if view.landscape and not size:
            shape = (max(shape), min(shape))
        sheet = Sheet(town.look, shape, _about(ds, view))
        draw_page(sheet, [town], view)
        return sheet


def save(fig: Figure, path: str | Path) -> None:
    """Write a figure as PNG, SVG or PDF by its suffix: all of it or nothing."""
    path = Path(path)
    form = format_of(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    look = fig.look if isinstance(fig, Sheet) else LOOKS["screen"]
    try:
        with matplotlib.rc_context(settings(look)):
            fig.savefig(part, format=form, metadata=_metadata(fig, form))
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def save_with_tables(fig: Figure, path: Path, table: str, facts: str) -> None:
    """Write a figure, and beside it what it shows as CSV and JSON, each there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    save(fig, path)
    for suffix, text in ((".csv", table), (".json", facts + "\n")):
        write_then_rename(path.with_suffix(suffix), partial(Path.write_text, data=text, encoding="utf-8"))


def _about(ds: xr.Dataset, view: View) -> dict[str, str]:
    """What the file says of itself."""
    versions = json.loads(ds.attrs.get("versions", "{}"))
    software = f"dualsim {versions.get('dualsim', '')}".strip()
    title = f"{view.title}. {ds.attrs.get('title', '')}".strip()
    return {"title": title, "software": software, "command": str(ds.attrs.get("command", ""))}


def _metadata(fig: Figure, form: str) -> dict[str, Any]:
    """Title, software and command as each format names them; no date, so that equal runs give equal files."""
    about = fig.about if isinstance(fig, Sheet) else {"title": "", "software": "dualsim", "command": ""}
    title, software, command = about["title"], about["software"], about["command"]
    if form == "png":
        return {"Title": title, "Software": software, "Command": command}
    if form == "svg":
        return {"Title": title, "Creator": software, "Description": command, "Date": None}
    return {"Title": title, "Creator": software, "Subject": command, "CreationDate": None}
