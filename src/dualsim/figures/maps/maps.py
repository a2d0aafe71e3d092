"""`draw_map` draws where what happened, and `save_film` how it went on: maps of a run."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dualsim.figures.drawing.formats import film_format_of

if TYPE_CHECKING:
    import xarray as xr

    from dualsim.engine.simulation import Progress
    from dualsim.figures.drawing.canvas import Canvas
    from dualsim.figures.drawing.styles import Style
    from dualsim.figures.maps.map_page import MapData

FIRST_MEASURE = "regime"
WEEK = 7
PER_SECOND = 3  # frames
HELD = 4  # times that the last frame is shown
_ROOM = 1.5e9  # bytes of all frames


def draw_map(
    results: xr.Dataset,
    measure: str = FIRST_MEASURE,
    on: str | Sequence[str] = (),
    *,
    dates: int | None = None,
    style: str = "screen",
    size: tuple[float, float] | None = None,
    **of: str,
) -> Canvas:
    """A map of a run, or of many, with a measure at every place that has coordinates in the scenario.

    A town is a disc and its countryside a ring around it, each as large as its people are many. `on` is a
    date, or several for small maps under one legend; `dates` spreads so many over the run; without either
    it is the last day. Names on the measure's axes choose what is drawn, as `party="bolshevik"`; where no
    party, authority or stance is named, the colour is that of the largest, the fuller the wider its lead.
    What is not defined is hollow. Many runs are drawn as their mean, or as what most of them have. Raises
    ValueError for a measure, a name or a date that the run does not have.

    >>> import dualsim
    >>> results = dualsim.run(dualsim.load("smolensk_1917", until="1917-03-10"), people=300)
    >>> drawn = dualsim.draw_map(results, "vote", on="1917-03-05", party="sr")
    """
    import matplotlib

    from dualsim.figures.drawing.styles import settings, style_of
    from dualsim.figures.maps.legends import of_style
    from dualsim.figures.maps.map_page import map_sheet

    drawn, most = style_of(style, size), of_style(style_of(style))
    rows = rows_asked(results, on, dates) or [results.sizes["day"] - 1]
    if len(rows) > most:
        raise ValueError(
            f"map: dates: {len(rows)} maps are too many for one sheet in the style '{style}'; "
            f"give at most {most}, or make a film: name a .gif or .mp4"
        )
    with matplotlib.rc_context(settings(drawn)):
        return map_sheet(_data(results, measure, rows, drawn, of))


def save_film(
    results: xr.Dataset,
    path: str | Path,
    measure: str = FIRST_MEASURE,
    on: Sequence[str] = (),
    *,
    dates: int | None = None,
    every: int | None = None,
    style: str = "screen",
    size: tuple[float, float] | None = None,
    force: bool = False,
    progress: Progress | None = None,
    **of: str,
) -> None:
    """Write the maps of a run as a film, a .gif or an .mp4: each week, `every` so many days, or on dates.

    What else is given is as in `draw_map`. Raises ValueError for a file that is there and was not made by
    `save_film`, unless `force` is given, and for an .mp4 where there is no ffmpeg.

    >>> import dualsim
    >>> results = dualsim.run(dualsim.load("smolensk_1917", until="1917-03-10"), people=300)
    >>> dualsim.save_film(results, "smolensk.gif", "acceptance")
    """
    from dualsim.runs.outputs import claimed

    path = Path(path)
    film_format_of(path)
    with claimed({path: "dualsim.save_film"}, force=force) as claim:
        how = {"dates": dates, "every": every, "style": style, "size": size, "progress": progress}
        claim.write(path, film(results, path, measure, on, **how, of=of))  # type: ignore[arg-type]


def film(
    results: xr.Dataset,
    path: Path,
    measure: str = FIRST_MEASURE,
    on: Sequence[str] = (),
    *,
    dates: int | None = None,
    every: int | None = None,
    style: str = "screen",
    size: tuple[float, float] | None = None,
    progress: Progress | None = None,
    of: Mapping[str, str],
) -> bytes:
    """The maps of a run as a film in the format of a file's suffix."""
    import matplotlib

    from dualsim.figures.drawing.styles import settings, style_of
    from dualsim.figures.maps.measured import rows_every

    form, drawn = film_format_of(path), style_of(style, size)
    if every is not None and (on or dates is not None):
        raise ValueError("map: every: the dates are named already; leave one of the two out")
    rows = rows_asked(results, on, dates) or rows_every(results, WEEK if every is None else every)
    _check_room(len(rows) + HELD, drawn)
    with matplotlib.rc_context(settings(drawn)):
        data = _data(results, measure, rows, drawn, of)
        return _recorded(data, form, progress)


def rows_asked(results: xr.Dataset, on: str | Sequence[str], dates: int | None) -> list[int]:
    """The steps of a run on the dates that are named, or on so many; none if nothing is asked."""
    from dualsim.figures.maps.measured import rows_on, spread_out

    if on and dates is not None:
        raise ValueError("map: dates: the dates are named already; leave one of the two out")
    if dates is not None:
        return spread_out(results, dates)
    return rows_on(results, [on] if isinstance(on, str) and on else list(on))


def _data(
    results: xr.Dataset, measure: str, rows: Sequence[int], style: Style, of: Mapping[str, str]
) -> MapData:
    """What maps of some days of a run show, with the scenario that is written in its results."""
    from dualsim.figures.maps.map_page import map_data
    from dualsim.figures.maps.measured import Asked
    from dualsim.scenario.loading import from_text

    scenario = from_text(str(results.attrs["scenario"]))
    return map_data(Asked(results, measure, of), rows, style, scenario)


def _check_room(frames: int, style: Style) -> None:
    """Refuse a film that would fill the memory."""
    from dualsim.figures.drawing.styles import INCH

    pixels = style.size[0] * style.size[1] * (style.dpi / INCH) ** 2
    if (most := int(_ROOM / (3 * pixels))) < frames:
        raise ValueError(
            f"map: every: {frames} frames are too many; give dates farther apart, {most} at most"
        )


def _recorded(data: MapData, form: str, progress: Progress | None) -> bytes:
    """The frames of a film, written by matplotlib's writer of its format."""
    from matplotlib.animation import FFMpegWriter, PillowWriter

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"film.{form}"
        even = ["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2"]  # of pixels, or players refuse it
        writer = (
            FFMpegWriter(fps=PER_SECOND, extra_args=even) if form == "mp4" else PillowWriter(fps=PER_SECOND)
        )
        last = len(data.days) - 1
        for n, canvas in enumerate(_frames(data)):
            if n == 0:
                writer.setup(canvas, str(file), dpi=canvas.dpi)
            for _ in range(HELD if n == last else 1):
                writer.grab_frame()
            if progress is not None:
                progress(n + 1, last + 1)
        writer.finish()
        return file.read_bytes()


def _frames(data: MapData) -> Iterator[Canvas]:
    """One sheet, with the map of one day after the other."""
    from dualsim.figures.maps.map_page import Sheet
    from dualsim.scenario.dates import long_date

    sheet = Sheet(data, 1)
    for day, spots in zip(data.days, data.spots, strict=True):
        sheet.draw_map(0, spots, long_date(day))
        yield sheet.canvas
        sheet.clear()
