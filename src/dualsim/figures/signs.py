"""The figure of a table of signs: each row's estimate and interval beside the region that is wanted."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from dualsim.analysis.signs.result import Judged, Signs
from dualsim.analysis.signs.verdicts import Finding
from dualsim.analysis.signs.wording import Wording, scale
from dualsim.figures.drawing.canvas import LEADING, Box, Canvas
from dualsim.figures.drawing.intervals import draw_axis, draw_ring
from dualsim.figures.drawing.letters import shortened
from dualsim.figures.drawing.panel import tick_values
from dualsim.figures.drawing.styles import Style, interval_colour
from dualsim.scenario.signs.claims import Claim

TITLE = "Do the people answer?"
LABELS = (0.3, 0.33, 0.36, 0.4, 0.44)  # of the width: what must follow, as narrow as it fits into two lines
VERDICTS = 0.2  # what was found on the right
WANTED, WANTED_GREY = "#cfe3d4", "#d4d4d4"
HEADS = {
    " points": "Differences, in points of a hundred",
    "%": "Levels",
    " times": "So many times as much",
    "date": "Days",
    " days": "Numbers of days",
    "": "Differences and levels on the scale of the measure",
}
_LONGEST = "88 of 88 lines: those that fail first."  # for which a slide keeps room
MINUS = "\N{MINUS SIGN}"
FARTHEST = 3.0  # so many times the ends of the wanted regions: what lies beyond is drawn at the edge


class _Line(NamedTuple):
    """A claim to draw: its row, what was found, and what the second printing found."""

    row: Judged
    finding: Finding
    quiet: Finding | None
    is_first: bool


def signs_figure(signs: Signs, style: Style) -> Canvas:
    """A line for each claim, by the unit that it is told in; a longer table makes a longer figure."""
    lines = _lines(signs)
    height = style.small * (2.3 if style.brief else 2.5 * LEADING)
    draft = Canvas(style, style.size, {})
    room = draft.wide - 2 * style.margin
    notes = draft.wrap(_note(signs, style, _LONGEST if style.brief else ""), room, style.small)
    above = style.margin + style.title * 1.6
    below = style.margin + style.small * (LEADING * len(notes) + (1.8 if style.brief else 2.4))
    if style.brief:
        free = style.size[1] - above - below + _axis(style)
        every, lines = lines, _first(lines, free, height, style)
        height = (free - _between(style) * len(_groups(lines))) / max(len(lines), 1)
        shown = f"{len(lines)} of {len(every)} lines: those that fail first." if lines != every else ""
        notes = draft.wrap(_note(signs, style, shown), room, style.small)
    groups = _groups(lines)
    inner = sum(_between(style) + height * len(group) for group in groups.values()) - _axis(style)
    high = style.size[1] if style.brief else max(above + inner + below, 0.5 * style.size[1])
    about = {"title": f"{TITLE} {signs.table.scenario.title}", "software": "dualsim", "command": ""}
    canvas = Canvas(style, (style.size[0], high), about)
    title = canvas.cut(_title(signs), canvas.wide - 2 * style.margin, style.title, bold=True)
    canvas.write(
        style.margin, high - style.margin - 0.95 * style.title, title, style.title, weight="bold", gid="title"
    )
    top = high - above + _axis(style)
    for unit, group in groups.items():
        size = height * len(group)
        top -= _between(style)
        _draw_group(
            canvas, Box(style.margin, top - size, canvas.wide - 2 * style.margin, size), unit, group, signs
        )
        top -= size
    canvas.write_caption(notes)
    return canvas


def _between(style: Style) -> float:
    """The room above a group: the axis of the one before, and its own head."""
    return _axis(style) + (1.5 if style.brief else 1.8) * style.letter


def _axis(style: Style) -> float:
    """The room of an axis, which is not needed above the first group."""
    return 1.6 * style.small


def _title(signs: Signs) -> str:
    return f"{TITLE} {signs.summary[:1].upper()}{signs.summary[1:].split(';')[0]}"


def _note(signs: Signs, style: Style, shown: str = "") -> str:
    title = shortened(signs.table.scenario.title)
    if style.brief:
        return f"{title}: {signs.made}. Shaded: what is wanted. {shown}"
    rings = (
        " A ring: with every credit of news and call to the streets at zero."
        if len(signs.printings) > 1
        else ""
    )
    return (
        f"{title}: {signs.made}. A square is the mean of a row that holds, a cross of one that fails, and "
        f"the line its interval of 95% (bootstrap); what is wanted is shaded.{rings}{_far(signs)} "
        f"{signs.summary}."
    )


def _far(signs: Signs) -> str:
    """What is said of values that lie farther out than their axis reaches."""
    for group in _groups(_lines(signs)).values():
        low, high = _ends(group)
        found = [one.estimate for line in group for one in (line.finding, line.quiet) if one is not None]
        if any(value < low or value > high for value in found):
            return " An arrow: beyond the axis, and hollow in a row that fails; so is a ring at the edge."
    return ""


def _lines(signs: Signs) -> list[_Line]:
    """The claims of the first printing, each with what the second says of it."""
    first, *others = (printing.rows for printing in signs.printings)
    found = []
    for n, judged in enumerate(first):
        for m, finding in enumerate(judged.findings):
            quiet = others[0][n].findings[m] if others else None
            found.append(_Line(judged, finding, quiet, m == 0))
    return found


def _first(lines: Sequence[_Line], room: float, height: float, style: Style) -> list[_Line]:
    """As many lines as there is room for beside the words, those that fail before others."""
    kept: list[_Line] = []
    wide = 1.0 - 2 * style.margin / style.size[0]
    least = style.least * style.size[1] / wide  # of the height, for the panels together
    for line in sorted(lines, key=lambda line: line.row.passes):
        more = [*kept, line]
        free = room - _between(style) * len(_groups(more))
        if height * len(more) <= free and (free >= least or not kept):
            kept = more
    return [line for line in lines if line in kept]


def _groups(lines: Sequence[_Line]) -> dict[str, list[_Line]]:
    """Lines by the unit that they are told in."""
    found: dict[str, list[_Line]] = {}
    for line in lines:
        found.setdefault(scale(line.finding.claim)[2], []).append(line)
    return {unit: found[unit] for unit in HEADS if unit in found}


def _draw_group(canvas: Canvas, box: Box, unit: str, lines: Sequence[_Line], signs: Signs) -> None:
    style, words = canvas.style, Wording(signs.table.scenario)
    head = box.top + 0.5 * style.letter
    canvas.write(box.left, head, HEADS[unit], style.letter, weight="bold", gid="panel")
    labels, verdicts = (
        (0.0, 0.0) if style.brief else (_label_room(canvas, box.width, signs), VERDICTS * box.width)
    )
    plot = Box(box.left + labels, box.low, box.width - labels - verdicts, box.height)
    low, high = _ends(lines)
    axes = canvas.add_panel(plot)
    axes.set_xlim(low, high)
    axes.set_label(HEADS[unit])

    def across(value: float) -> float:
        return plot.left + plot.width * (min(max(value, low), high) - low) / (high - low)

    claim = lines[0].finding.claim
    ticks = [(across(value), text) for text, value in _ticks(claim, low, high, words).items()]
    step = box.height / len(lines)
    over = 1.15 * style.small if style.brief else 0.0
    for n, line in enumerate(lines):
        y = box.top - step * (n + 0.5) - 0.5 * over
        ends = [across(end) for end in _wanted(line.finding.claim)]
        colour, tall = WANTED if style.colour else WANTED_GREY, 0.8 * (step - over)
        region = Box(ends[0], y - 0.5 * tall, max(ends[1] - ends[0], 1.0), tall)
        canvas.draw_box(region, facecolor=colour, edgecolor="none", zorder=0.4)
        if style.brief:
            _write_over(canvas, line, Box(plot.left, box.top - step * n - style.small, plot.width, 0.0))
        else:
            _label(canvas, line, box.left, y, labels - style.small)
            found = words.number(line.finding.claim, line.finding.estimate).replace("-", MINUS)
            right = Box(plot.right + 0.8 * style.small, y, verdicts - style.small, 0.0)
            _verdict(canvas, line, f"  {found}", right)
        _draw_line(canvas, line, y, across, (low, high))
    draw_axis(canvas, plot, ticks)
    if low < 0.0 < high:
        zero = [[(across(0.0), plot.low), (across(0.0), plot.top)]]
        canvas.draw_lines(zero, colors=style.ink, linewidths=max(0.8, 0.4 * style.line), zorder=1)


def _write_over(canvas: Canvas, line: _Line, box: Box) -> None:
    """On a slide: whether a row holds, and which it is, over its line."""
    style, word = canvas.style, "holds" if line.row.passes else "FAILS"
    name = line.row.row.key.replace("_", " ")
    text = canvas.cut(f"{word}: {name if line.is_first else f'or, {name}'}", box.width, style.small)
    behind = {"facecolor": style.ground, "edgecolor": "none", "pad": 0.3}
    canvas.write(box.left + 0.3 * style.small, box.low, text, bbox=behind, zorder=1.5, gid="row")


def _verdict(canvas: Canvas, line: _Line, said: str, box: Box) -> None:
    """Whether the row holds, and what was found."""
    holds = line.row.passes
    text = canvas.cut(f"{'holds' if holds else 'FAILS'}{said}", box.width, canvas.style.small, bold=not holds)
    weight = "normal" if holds else "bold"
    canvas.write(box.left, box.low, text, va="center_baseline", weight=weight, gid="verdict")


def _ticks(claim: Claim, low: float, high: float, words: Wording) -> dict[str, float]:
    """The values of an axis by what stands below them; of those that read alike, as of a day, the first."""
    found: dict[str, float] = {}
    for value in tick_values(low, high, 5):
        found.setdefault(_tick(claim, value, words), value)
    return found


def _tick(claim: Claim, value: float, words: Wording) -> str:
    """A value on the axis."""
    by, form, unit = scale(claim)
    if unit == "date":
        return words.date(value)
    text = f"{by * value:{'+' if '+' in form and value else ''}.3g}{unit if unit == '%' else ''}"
    return text.replace("-", MINUS)


def _called(line: _Line) -> str:
    """What must follow."""
    name = line.row.row.name
    return name if line.is_first else f"or, {name[:1].lower()}{name[1:]}"


def _label_room(canvas: Canvas, wide: float, signs: Signs) -> float:
    """How wide the column of what must follow is: the same in all groups."""
    small, called = canvas.style.small, [_called(line) for line in _lines(signs)]
    for room in (share * wide for share in LABELS):
        if all(len(canvas.wrap(name, room - small, small)) <= 2 for name in called):
            break
    return room


def _label(canvas: Canvas, line: _Line, left: float, y: float, room: float) -> None:
    """What must follow, in one or two lines."""
    style = canvas.style
    lines = canvas.wrap(_called(line), room, style.small)
    if len(lines) > 2:
        lines = [lines[0], canvas.cut(" ".join(lines[1:]), room, style.small)]
    for n, text in enumerate(lines):
        down = y + (0.5 * (len(lines) - 1) - n) * LEADING * style.small
        canvas.write(left, down, text, va="center_baseline", gid="row")


def _draw_line(
    canvas: Canvas, line: _Line, y: float, place: Callable[[float], float], ends: tuple[float, float]
) -> None:
    """The interval, the estimate as a square, a cross or an arrow, and the ring of the second printing."""
    style, finding, holds = canvas.style, line.finding, line.row.passes
    if math.isfinite(finding.estimate):
        colour = interval_colour(style)
        interval = [[(place(finding.low), y), (place(finding.high), y)]]
        canvas.draw_lines(interval, colors=colour, linewidths=0.6 * style.line, zorder=2)
        mark, face = ("s", colour) if holds else ("x", style.ink)
        if not ends[0] <= finding.estimate <= ends[1]:
            mark, face = "<" if finding.estimate < ends[0] else ">", colour if holds else "white"
        thin = max(0.6, 0.3 * style.line)
        canvas.over.plot(
            [place(finding.estimate)], [y], mark, ms=0.8 * style.small, mfc=face, mec=style.ink,
            mew=3.0 * thin if mark == "x" else thin, scalex=False, scaley=False, zorder=4,
        )  # fmt: skip
    if line.quiet is not None and math.isfinite(line.quiet.estimate):
        draw_ring(canvas, place(line.quiet.estimate), y - 0.55 * style.small, 0.7 * style.small)


def _wanted(claim: Claim) -> tuple[float, float]:
    """The ends of the region that is wanted; without end where it has none."""
    if not claim.sign:
        return claim.low, claim.high
    return (claim.low, math.inf) if claim.sign > 0 else (-math.inf, -claim.low)


def _ends(lines: Sequence[_Line]) -> tuple[float, float]:
    """The ends of the axis of some lines: all that is drawn, but nothing that is far out."""
    bounds = [end for line in lines for end in _wanted(line.finding.claim) if math.isfinite(end)]
    values = [v for line in lines for v in line.finding[1:4] if math.isfinite(v)]
    values += [line.quiet.estimate for line in lines if line.quiet is not None]
    if any(line.finding.claim.sign for line in lines):
        bounds.append(0.0)
    far = FARTHEST * max([abs(bound) for bound in bounds], default=0.0) or math.inf
    seen = [min(max(v, -far), far) for v in values if math.isfinite(v)] + bounds
    low, high = min(seen, default=0.0), max(seen, default=1.0)
    pad = max(0.06 * (high - low), 1e-3)
    return low - pad, high + pad
