"""What stands about the picture of an attribution: title, values in words, caption, and round values."""

from __future__ import annotations

import numpy as np

from dualsim.analysis.attribution.result import Attribution, how
from dualsim.analysis.statistics import Floats
from dualsim.figures.drawing.canvas import LEADING, Box, Sheet
from dualsim.figures.drawing.styles import LOOKS, Look
from dualsim.scenario.suggestions import unknown

STEPS = tuple(m * 10.0**e for e in range(-4, 7) for m in (1, 2, 5))


def look_of(style: str) -> Look:
    """The look of a style; raise ValueError if there is none."""
    if style not in LOOKS:
        raise ValueError(f"plot: {unknown('style', style, LOOKS)}")
    return LOOKS[style]


def sheet_of(look: Look, found: Attribution) -> Sheet:
    """A sheet that lies on its long side."""
    about = {"title": f"{asked(found)}. {found.scenario.title}", "software": "dualsim", "command": ""}
    return Sheet(look, (max(look.size), min(look.size)), about)


def asked(found: Attribution) -> str:
    """What the figure answers."""
    return f"What moved {found.outcome.called(found.scenario)} by {found.outcome.on}"


class Scale:
    """How values are written: in points of a hundred, or as they are."""

    def __init__(self, share: bool) -> None:
        """Tell shares in points of a hundred."""
        self.by = 100.0 if share else 1.0
        self.name = "points of a hundred" if share else "in the measure's unit"

    @staticmethod
    def of(found: Attribution) -> Scale:
        """That of an outcome."""
        return Scale(found.outcome.is_share)

    def ticks(self, low: float, high: float, most: int) -> list[float]:
        """Round values between two ends, at most so many."""
        for step in STEPS:
            ends = int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9))
            if ends[1] - ends[0] + 1 <= max(most, 2):
                return [n * step for n in range(ends[0], ends[1] + 1)]
        return [low, high]

    def text(self, value: float) -> str:
        """A value with its sign."""
        return f"{self.by * value:+.3g}".replace("-", "\N{MINUS SIGN}") if abs(value) > 1e-12 else "0"


def _level(found: Attribution, values: Floats) -> str:
    value = float(values[:, -1].mean())
    return f"{100 * value:.0f}%" if found.outcome.is_share else f"{value:.3g}"


def caption(found: Attribution) -> str:
    """What was run."""
    runs = f"{found.runs} run{'s' if found.runs > 1 else ''} of {found.people:,} people"
    return f"{found.scenario.title}: {runs}, {how(found)}"


def frame(sheet: Sheet, found: Attribution, note: str) -> Box:
    """Title, subtitle and caption about the room that is left for the picture."""
    look = sheet.look
    room, y = sheet.wide - 2 * look.margin, sheet.high - look.margin
    for line in sheet.wrap(asked(found), room, look.title, bold=True):
        sheet.say(look.margin, y - 0.95 * look.title, line, look.title, weight="bold", gid="title")
        y -= 1.25 * look.title
    whole, none = _level(found, found.whole), _level(found, found.none)
    told = f"{whole} with all {len(found.events)} events, {none} with none of them: {Scale.of(found).name}"
    for line in sheet.wrap(told, room, look.letter):
        sheet.say(look.margin, y - 0.95 * look.letter, line, look.letter, color=look.pale, gid="subtitle")
        y -= LEADING * look.letter
    lines = sheet.wrap(note, room, look.small)
    for n, line in enumerate(lines):
        base = look.margin + (len(lines) - 1 - n) * LEADING * look.small + 0.25 * look.small
        sheet.say(look.margin, base, line, color=look.pale, gid="caption")
    low = look.margin + (LEADING * len(lines) + 2.4) * look.small
    return Box(look.margin, low, room, y - 0.6 * look.letter - low)
