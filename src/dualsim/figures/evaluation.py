"""The figure of an evaluation: observed against predicted, a row for each observation, by place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from dualsim.analysis.evaluation.baselines import BASELINES
from dualsim.analysis.evaluation.result import Evaluation, Scored, size
from dualsim.figures.drawing.canvas import LEADING, Sheet
from dualsim.figures.drawing.styles import LOOKS, PALETTE, Look, settings
from dualsim.scenario.dates import short_date
from dualsim.scenario.suggestions import unknown

TITLE = "Observed and predicted shares"
MARKS = {"persistence": "x", "uniform_swing": "^"}  # of the baselines
CALLED = {"persistence": "no change", "uniform_swing": "as in the capital"}
LABELS, ERRORS = 0.42, 0.06  # of the width: what was observed on the left, errors on the right


@dataclass(frozen=True)
class _Frame:
    """Where things stand on the sheet, in points."""

    left: float  # of the shares' axis
    right: float
    top: float  # of the first row
    row: float  # height of a row
    most: float  # the share at the right end

    def across(self, share: float) -> float:
        """Where a share stands."""
        return self.left + (self.right - self.left) * min(share, self.most) / self.most


def evaluation_figure(found: Evaluation, style: str = "screen") -> Figure:
    """A figure of an evaluation, in a style of LOOKS; a long one makes the sheet longer."""
    if style not in LOOKS:
        raise ValueError(f"plot: {unknown('style', style, LOOKS)}")
    look = LOOKS[style]
    with matplotlib.rc_context(settings(look)):
        row = look.letter * (1.3 if look.brief else 1.55)
        rows = [scored for there in found.by_place.values() for scored in there]
        draft = Sheet(look, look.size, {})
        notes = _notes(found, draft)
        above = look.margin + look.title * 1.5 + _legend_lines(draft) * look.small * 1.7
        below = look.margin + look.small * (3.2 + LEADING * len(notes))
        if look.brief:
            rows = _widest_misses(rows, int((look.size[1] - above - below) / row))
        lines = len(rows) + len({scored.seen.place for scored in rows})
        high = look.size[1] if look.brief else max(above + below + row * lines, 0.5 * look.size[1])
        about = {"title": f"{TITLE}. {', '.join(found.sources)}", "software": "dualsim", "command": ""}
        sheet = Sheet(look, (look.size[0], high), about)
        wide = sheet.wide - 2 * look.margin
        right = sheet.wide - look.margin - (look.small if look.brief else ERRORS * wide)
        most = math.ceil(10 * max([0.5, *(_highest(scored) for scored in rows)])) / 10
        frame = _Frame(look.margin + LABELS * wide, right, high - above, row, min(most, 1.0))
        _heading(sheet, _title(found, rows, look))
        _axis(sheet, frame, lines)
        _draw_rows(sheet, frame, found, rows)
        for n, line in enumerate(reversed(notes)):
            sheet.say(look.margin, look.margin + n * look.small * LEADING, line, color=look.pale)
        return sheet


def _highest(row: Scored) -> float:
    return max(row.seen.share, row.score.wide[1], *(score.median for score in row.baselines.values()), 0.0)


def _title(found: Evaluation, rows: Sequence[Scored], look: Look) -> str:
    if len(rows) < len(found.rows):
        return f"{len(rows)} of {len(found.rows)} shares: the widest misses"
    return TITLE


def _widest_misses(rows: Sequence[Scored], lines: int) -> list[Scored]:
    """As many rows as there are lines for, with a line for the name of each place; the widest misses stay."""
    kept: list[Scored] = []
    for row in sorted(rows, key=lambda row: -abs(row.score.error)):
        more = [*kept, row]
        if len(more) + len({one.seen.place for one in more}) <= lines:
            kept = more
    return [row for row in rows if row in kept]


def _notes(found: Evaluation, sheet: Sheet) -> list[str]:
    """What stands at the foot: scores, runs, what the intervals hold."""
    look, total = sheet.look, found.total
    if not total.rows:
        return sheet.wrap("No observation is covered.", sheet.wide - 2 * look.margin, look.small)
    scores = f"Mean absolute error {100 * total.mean_absolute_error:.1f} points"
    if look.brief:
        return [scores + f", {100 * total.coverage_90:.0f}% inside 90% intervals"]
    left = f"; {len(found.uncovered)} observations not covered" if found.uncovered else ""
    text = (
        f"{total.rows} observations: {scores.lower()}, {100 * total.coverage_90:.0f}% inside the intervals "
        f"of 90%, mean CRPS {100 * total.mean_crps:.1f} points{left}. {size(found)}. Intervals hold luck and "
        f"the error of measurement; draws of numbers: {found.draws}. {', '.join(found.sources)} "
        f"against {found.against}. Dates are Old Style, errors in points."
    )
    return sheet.wrap(text, sheet.wide - 2 * look.margin, look.small)


def _entries(look: Look) -> list[tuple[str, str]]:
    """The legend: what is drawn, and its word."""
    model = "model: 50%, 90%" if look.brief else "model: median, 50% and 90%"
    dots = [("inside", "observed"), ("outside", "outside" if look.brief else "observed, outside of 90%")]
    others = [(name, CALLED[name] if look.brief else f"{name.replace('_', ' ')}") for name in BASELINES]
    return [("model", model), *dots, *others]


def _places(sheet: Sheet) -> list[tuple[str, str, float, int]]:
    """Each entry of the legend with where it begins and on which line."""
    look, found, x, line = sheet.look, [], sheet.look.margin, 0
    for kind, word in _entries(look):
        wide = _sample(look, kind) + sheet.width(word, look.small) + 1.5 * look.small
        if x + wide > sheet.wide - look.margin and x > look.margin:
            x, line = look.margin, line + 1
        found.append((kind, word, x, line))
        x += wide
    return found


def _sample(look: Look, kind: str) -> float:
    return look.small * (3.4 if kind == "model" else 1.3)


def _legend_lines(sheet: Sheet) -> int:
    return _places(sheet)[-1][3] + 1


def _heading(sheet: Sheet, title: str) -> None:
    """The title, and the legend below it."""
    look = sheet.look
    first = sheet.high - look.margin - look.title * 0.8
    sheet.say(look.margin, first, title, size=look.title, fontweight="bold")
    for kind, word, x, line in _places(sheet):
        y, room = first - look.small * (1.9 + 1.5 * line), _sample(look, kind)
        middle = y + 0.35 * look.small
        if kind == "model":
            _bar(sheet, middle, (x, x + 0.8 * room), (x + 0.25 * room, x + 0.6 * room), x + 0.4 * room)
        else:
            _mark(sheet, x + 0.4 * look.small, middle, kind)
        sheet.say(x + room, y, word)


def _axis(sheet: Sheet, frame: _Frame, lines: int) -> None:
    """Shares from nothing to the most, with a thin line at each tick."""
    look, step = sheet.look, 0.2 if sheet.look.brief or frame.most > 0.6 else 0.1
    low = frame.top - lines * frame.row
    ticks = [step * n for n in range(int(frame.most / step + 1e-9) + 1)]
    at = [frame.across(tick) for tick in ticks]
    sheet.strokes([[(x, low), (x, frame.top)] for x in at], colors=look.stem, linewidths=0.5, zorder=0.5)
    for x, tick in zip(at, ticks, strict=True):
        sheet.say(x, low - 1.3 * look.small, f"{100 * tick:.0f}%", ha="center", color=look.pale)


def _draw_rows(sheet: Sheet, frame: _Frame, found: Evaluation, rows: Sequence[Scored]) -> None:
    look, y = sheet.look, frame.top
    if rows and not look.brief:
        sheet.say(sheet.wide - look.margin, y - 0.7 * frame.row, "error", ha="right", color=look.pale)
    for place, there in groupby(rows, key=lambda row: row.seen.place):
        y -= frame.row
        sheet.say(look.margin, y + 0.3 * frame.row, found.places[place], size=look.letter, fontweight="bold")
        for row in there:
            y -= frame.row
            _draw_row(sheet, frame, row, y + 0.5 * frame.row)


def _draw_row(sheet: Sheet, frame: _Frame, row: Scored, y: float) -> None:
    look, score = sheet.look, row.score
    base, room = y - 0.35 * look.small, frame.left - look.margin - look.small
    indent = sheet.width("30 Mar ", look.small) + 0.7 * look.small
    sheet.say(look.margin, base, short_date(row.seen.date_os), color=look.pale)
    label = row.label.partition(":")[0].partition(",")[0] if look.brief else row.label
    sheet.say(look.margin + indent, base, sheet.cut(label, room - indent, look.small))
    for name, other in row.baselines.items():
        _mark(sheet, frame.across(other.median), y, name)
    wide, middle = ((frame.across(low), frame.across(high)) for low, high in (score.wide, score.middle))
    _bar(sheet, y, wide, middle, frame.across(score.median))
    _mark(sheet, frame.across(row.seen.share), y, "inside" if score.inside else "outside")
    if not look.brief:
        x = sheet.wide - look.margin
        error = f"{100 * score.error:+.0f}".replace("-", "\N{MINUS SIGN}")
        sheet.say(x, base, error if error[1:] != "0" else "0", ha="right")


def _bar(
    sheet: Sheet, y: float, wide: tuple[float, float], middle: tuple[float, float], median: float
) -> None:
    """An interval of 90 per cent as a thin line, of 50 as a thick one, and the median as a tick."""
    look = sheet.look
    colour = PALETTE[0] if look.colour else "#7a7a7a"
    high = 0.42 * look.letter
    sheet.strokes([[(wide[0], y), (wide[1], y)]], colors=colour, linewidths=0.6 * look.line, zorder=2)
    sheet.strokes([[(middle[0], y), (middle[1], y)]], colors=colour, linewidths=2.6 * look.line, zorder=2)
    sheet.strokes(
        [[(median, y - high), (median, y + high)]], colors=look.ink, linewidths=0.8 * look.line, zorder=3
    )


def _mark(sheet: Sheet, x: float, y: float, kind: str) -> None:
    """A dot for what was observed, hollow if it is outside; a small mark for a baseline."""
    look = sheet.look
    ink = PALETTE[1] if look.colour else "#000000"
    if kind in MARKS:
        how: dict[str, Any] = {
            "marker": MARKS[kind],
            "ms": 0.5 * look.letter,
            "mfc": "none",
            "mec": look.pale,
            "zorder": 3.5,
        }
    else:
        face = ink if kind == "inside" else "white"
        how = {"marker": "o", "ms": 0.62 * look.letter, "mfc": face, "mec": ink, "zorder": 4}
    sheet.over.plot([x], [y], ls="none", mew=max(0.8, 0.5 * look.line), scalex=False, scaley=False, **how)
