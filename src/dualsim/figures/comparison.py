"""The figure of a comparison: a column for each place, medians and bands over the runs, on shared axes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from dualsim.analysis.comparison.result import Comparison
from dualsim.analysis.statistics import bands
from dualsim.engine.dataset import standing
from dualsim.figures.drawing.canvas import Canvas
from dualsim.figures.drawing.panel import Line, Panel
from dualsim.figures.drawing.styles import LineStyle, Style, line_styles
from dualsim.figures.layout import draw_page
from dualsim.figures.outcomes.comparison_outcomes import comparison_outcomes_figure
from dualsim.figures.place_data import SHORT, PlaceData, View, names
from dualsim.figures.quantiles import SHADES, most_frequent
from dualsim.scenario.dates import UNIX_EPOCH, iso

LEAST, LEAST_IF_BRIEF = 0.05, 0.15  # an authority that never has so much of anything is left out
TITLES = {
    "allegiance": "Allegiance of everyone",
    "real_power": "Real power: share of the levers",
    "effective_powers": "Effective powers: how many authorities count",
    "cooperation": "Cooperation: endorsement of each other",
}
BRIEF = "real_power"  # a slide has room for one

Floats = NDArray[np.float64]
_DAY = np.timedelta64(1, "D")
Tables = dict[str, Floats]  # [run, day, ...] by measure, in one place


def comparison_figure(comparison: Comparison, style: Style, *, outcomes: bool = False) -> Canvas:
    """A column for each place, a row for each measure; or the outcomes that were asked for."""
    if outcomes:
        return comparison_outcomes_figure(comparison, style)
    style = _fewer_lines(style)
    everything, comparison = comparison.columns, _first_few(comparison, style)
    gone = everything[len(comparison.columns) :]
    datasets = [
        ds.isel(place=[c.place]) for c, ds in zip(comparison.columns, comparison.results, strict=True)
    ]
    days = _days(datasets)
    tables = [_tables(ds, days) for ds in datasets]
    places = [_median_place(ds, table, days, style) for ds, table in zip(datasets, tables, strict=True)]
    view = _view(comparison, places, tables, style)
    if gone:
        view = replace(view, made=f"{view.made}; not shown: {', '.join(column.name for column in gone)}")
    about = {"title": view.title, "software": "dualsim", "command": ""}
    canvas = Canvas(style, style.shape(landscape=len(places) > 3), about)
    draw_page(canvas, places, view)
    return canvas


def _fewer_lines(style: Style) -> Style:
    """Thinner lines and fewer of them, for there are bands about each; fewer events, for panels are low."""
    least = 0.485 if style.brief else 0.0  # with what stands about them, panels take three fifths of a slide
    return replace(
        style, lines=min(style.lines, 6), line=0.8 * style.line, events=min(style.events, 12), least=least
    )


def _first_few(comparison: Comparison, style: Style) -> Comparison:
    """As many columns as large letters leave room for."""
    most = style.panels if style.brief else len(comparison.columns)
    return replace(comparison, columns=comparison.columns[:most], results=comparison.results[:most])


def _days(datasets: Sequence[xr.Dataset]) -> NDArray[np.datetime64]:
    """Every day from the first of any run to the last; every week, if all step by the same weeks."""
    first = min(ds["day"].values[0] for ds in datasets)
    last = max(ds["day"].values[-1] for ds in datasets)
    steps = {_step(ds) for ds in datasets}
    step = steps.pop() if len(steps) == 1 else _DAY
    if any((ds["day"].values[0] - first) % step for ds in datasets):
        step = _DAY
    beyond = max(_step(ds) for ds in datasets) - step  # the days of the last step
    return np.arange(first, last + beyond + step, step)


def _step(ds: xr.Dataset) -> np.timedelta64:
    """How long a step of a run is."""
    days = ds["day"].values
    return days[1] - days[0] if len(days) > 1 else _DAY


def _offset(ds: xr.Dataset, days: NDArray[np.datetime64]) -> int:
    return int((ds["day"].values[0] - days[0]) / (days[1] - days[0]))


def _times(ds: xr.Dataset, days: NDArray[np.datetime64]) -> int:
    """How many of the days a step of a run takes up."""
    return int(_step(ds) / (days[1] - days[0]))


def _tables(ds: xr.Dataset, days: NDArray[np.datetime64]) -> Tables:
    """What is drawn, on all the days; allegiance is that of all groups, counted by their people."""
    found: Tables = {}
    for name in (*TITLES, "population", "seats"):
        part = ds[name].isel(place=0) if "place" in ds[name].dims else ds[name]
        rest = [dim for dim in ("group", "authority", "party") if dim in part.dims]
        values = part.transpose("member", "day", *rest).values
        found[name] = np.full((len(values), len(days), *values.shape[2:]), np.nan)
        room = found[name][:, _offset(ds, days) :]
        values = np.repeat(values, _times(ds, days), axis=1)[:, : room.shape[1]]
        room[:, : values.shape[1]] = values
    people = np.nan_to_num(found["population"])[..., None]
    held = (np.nan_to_num(found["allegiance"]) * people).sum(axis=2)
    there = people.sum(axis=2)
    everyone = np.divide(held, there, out=np.full(held.shape, np.nan), where=there > 0.0)
    founded = standing(found["seats"])
    founded[:, :, -1] = True  # nobody

    def there_only(values: Floats) -> Floats:
        return np.where(founded | (values > 0.0), values, np.nan)

    groups, power = found["allegiance"], found["real_power"]
    return {**found, "groups": groups, "allegiance": there_only(everyone), "real_power": there_only(power)}


def _median_place(ds: xr.Dataset, tables: Tables, days: NDArray[np.datetime64], style: Style) -> PlaceData:
    """The middle of the runs as one place, which tells a page its days, regimes and events."""
    numbers = days.astype("datetime64[D]").astype(int) + UNIX_EPOCH
    shift, times = _offset(ds, days), _times(ds, days)
    events = [{**e, "day": e["day"] * times + shift} for e in json.loads(ds.attrs["events"])]
    regimes = np.full(len(days), "", dtype=object)
    usual = np.repeat(most_frequent(ds["regime"].isel(place=0).values), times)
    regimes[shift : shift + len(usual)] = usual[: len(days) - shift]
    data = {
        "population": (("day", "group"), np.median(tables["population"], axis=0)),
        "allegiance": (("day", "group", "authority"), np.median(tables["groups"], axis=0)),
        "regime": (("day", "place"), regimes[:, None]),
    }
    kept = ds.drop_dims(["day", "member"]).coords
    coords = {"day": days, "date_os": ("day", [iso(number, "julian") for number in numbers.tolist()])}
    median = xr.Dataset(data, coords={**{name: kept[name] for name in kept}, **coords})
    return PlaceData(
        median.assign_attrs(ds.attrs, events=json.dumps(events), lasts=ds.sizes["day"] * times), 0, style
    )


def _view(
    comparison: Comparison, places: Sequence[PlaceData], tables: Sequence[Tables], style: Style
) -> View:
    titles = {BRIEF: TITLES[BRIEF]} if style.brief else TITLES
    heads = _heads(comparison)
    shown, line_style = _authorities(places, tables, style)
    plain = LineStyle(style.ink, style.ink, style.line)
    panels = []
    for name, title in titles.items():
        row: list[Panel] = []
        for place, table, rows in zip(places, tables, shown, strict=True):
            called, values = place.called("authority"), table[name]
            if values.ndim == 2:
                lines = [_line("", values, plain)]
            else:
                lines = [_line(called[k], values[:, :, k], line_style[called[k]]) for k in rows]
            unit = "" if values.ndim == 2 else "%"
            over = heads[len(row)] if style.brief else "" if row else title
            row.append(Panel(over, tuple(lines), unit=unit))
        panels += _same_scale(row, counted=name == "effective_powers")
    runs, seed = comparison.runs, int(places[0].ds.attrs["seed"])
    least = LEAST_IF_BRIEF if style.brief else LEAST
    small = f"authorities below {least:.0%}"
    notes = [] if style.brief else [f"{small} or short-lived left out"]
    levels = ", ".join(f"{100 * share:.0f}" for share in SHADES)
    labels = dict.fromkeys(column.label for column in comparison.columns)
    for place in places:  # a slide's title says it
        place.ds.attrs["title"] = "" if style.brief else ", ".join(labels)
    return View(
        _title(heads, style),
        "Ribbon: the most frequent regime of each day",
        panels,
        notes,
        [*_titles_without(titles), small, "events"] if style.brief else [],
        columns=len(places),
        heads=() if style.brief else heads,
        caption=2,
        made=f"{runs} runs each, seeds {seed} to {seed + runs - 1}",
        shades=f"middle {levels}%" if style.brief else f"median, and the middle {levels}% of {runs} runs",
    )


def _titles_without(titles: Mapping[str, str]) -> list[str]:
    """What is not drawn, in a word each."""
    return [title.partition(":")[0].lower() for name, title in TITLES.items() if name not in titles]


def _title(heads: Sequence[str], style: Style) -> str:
    """What is shown, of whom."""
    told = f"{_listed(heads)} " + ("compared" if len(heads) > 1 else "over many runs")
    return f"{TITLES[BRIEF].partition(':')[0]}: {told}" if style.brief else told


def _heads(comparison: Comparison) -> list[str]:
    """What stands over the columns: names of places, or what was asked for where those are the same."""
    called = [column.name for column in comparison.columns]
    if len(set(called)) == len(called):
        return called
    return [column.label for column in comparison.columns]


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def _line(name: str, values: Floats, line_style: LineStyle) -> Line:
    """The median of some runs, and its bands."""
    median, edges = bands(values, SHADES)
    return Line(name, median, line_style, edges)


def _authorities(
    places: Sequence[PlaceData], tables: Sequence[Tables], style: Style
) -> tuple[list[list[int]], dict[str, LineStyle]]:
    """The authorities that matter in each column, and the line style of each name, in all columns alike."""
    shown, colours, least = [], dict[str, str](), LEAST_IF_BRIEF if style.brief else LEAST
    for place, table in zip(places, tables, strict=True):
        called = place.called("authority")
        middles = [bands(table[name], ())[0] for name in ("allegiance", "real_power")]
        worth = np.maximum(*(np.nan_to_num(values).max(axis=0) for values in middles))
        size = np.add(*(np.nan_to_num(values).sum(axis=0) for values in middles))
        lasts = np.isfinite(middles[1]).sum(axis=0) / place.ds.attrs["lasts"]
        rows = [k for k in np.argsort(-size, kind="stable") if worth[k] > least and lasts[k] > SHORT]
        rows = rows[: style.lines]
        shown.append(sorted((int(k) for k in rows), reverse=True))
        for k in sorted(rows):
            colours.setdefault(called[k], str(place.ds["authority_colour"].values[k]))
    nobody = names(places[0].ds, "authority")[-1]
    ordered = [*(name for name in colours if name != nobody), nobody]
    found = line_styles(style, [colours.get(name, "") for name in ordered], len(ordered) - 1)
    return shown, dict(zip(ordered, found, strict=True))


def _same_scale(row: Sequence[Panel], counted: bool) -> list[Panel]:
    """The panels of a row from the same lowest to the same highest value, bands included."""
    edges = [edge for panel in row for line in panel.lines for band in line.bands for edge in band]
    top = max((float(np.nanmax(edge)) for edge in edges if np.isfinite(edge).any()), default=1.0)
    high = (
        float(np.ceil(max(top, 2.0))) if counted else next(h for h in (0.4, 0.6, 0.8, 1.0, 9.9) if top <= h)
    )
    return [replace(panel, low=float(counted), high=high) for panel in row]
