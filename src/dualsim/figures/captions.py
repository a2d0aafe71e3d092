"""The words about the picture of an analysis: title, subtitle, caption, and how an outcome is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dualsim.analysis.outcomes.outcome import CHANCE, DAY
from dualsim.figures.drawing.canvas import LEADING, Box, Canvas
from dualsim.figures.drawing.letters import shortened
from dualsim.scenario.dates import short_date

if TYPE_CHECKING:
    from dualsim.analysis.attribution.result import Attribution
    from dualsim.analysis.outcomes.outcome import Outcome
    from dualsim.analysis.statistics import Floats
    from dualsim.figures.drawing.styles import Style
    from dualsim.scenario.schema import Scenario


class Frame(NamedTuple):
    """The words about a picture."""

    title: str
    subtitle: str
    caption: str

    def draw(self, canvas: Canvas) -> Box:
        """Write them; the room that is left for the picture."""
        style = canvas.style
        room, y = canvas.wide - 2 * style.margin, canvas.high - style.margin
        for line in canvas.wrap(self.title, room, style.title, bold=True, most=2):
            canvas.write(style.margin, y - 0.95 * style.title, line, style.title, weight="bold", gid="title")
            y -= 1.25 * style.title
        for line in canvas.wrap(self.subtitle, room, style.letter, most=3) if self.subtitle else ():
            down = y - 0.95 * style.letter
            canvas.write(style.margin, down, line, style.letter, color=style.pale, gid="subtitle")
            y -= LEADING * style.letter
        lines = canvas.wrap(self.caption, room, style.small, most=6)
        canvas.write_caption(lines)
        low = style.margin + (LEADING * len(lines) + 2.4) * style.small
        return Box(style.margin, low, room, y - 0.6 * style.letter - low)


class Unit:
    """How values of an outcome are written: in points of a hundred, or as they are."""

    def __init__(self, outcome: Outcome, scenario: Scenario) -> None:
        """Tell shares in points of a hundred, and days as dates."""
        self.share, self.is_day, self.scenario = outcome.is_share, outcome.kind == "day", scenario
        self.name = (
            "days" if self.is_day else "points of a hundred" if self.share else "in the measure's unit"
        )

    def change(self, value: float) -> str:
        """A difference, with its sign."""
        points = 100.0 * value if self.share else value
        return f"{points:+.3g}".replace("-", "\N{MINUS SIGN}") if abs(value) > 1e-12 else "0"

    def level(self, value: float) -> str:
        """A value itself."""
        if self.is_day:
            from dualsim.analysis.outcomes.answers import date_of

            return short_date(date_of(value, self.scenario))
        text = f"{100 * value:.0f}%" if self.share else f"{value:.3g}"
        return text.replace("-", "\N{MINUS SIGN}")


def landscape(style: Style, title: str, scenario_title: str) -> Canvas:
    """A canvas that lies on its long side, and knows what is drawn on it."""
    about = {"title": f"{title}. {scenario_title}", "software": "dualsim", "command": ""}
    return Canvas(style, style.shape(landscape=True), about)


def attribution_frame(attribution: Attribution, note: str) -> Frame:
    """The words about both figures of an attribution; the note follows what was run."""
    from dualsim.analysis.attribution.result import how, left_out

    def level(values: Floats) -> str:
        return unit.level(float(values[:, -1].mean()))

    outcome, title, runs = attribution.outcome, shortened(attribution.scenario.title), attribution.runs
    unit = Unit(outcome, attribution.scenario)
    gone = f"; {left_out(attribution)}" if attribution.undefined else ""
    count = f"{runs} run{'s' if runs > 1 else ''} of {attribution.people:,} people"
    called = f"{outcome.called(attribution.scenario)}{f' by {outcome.on}' if outcome.on else ''}"
    scale = f"{unit.name}, later to the right" if unit.is_day else unit.name
    moved = {DAY: "what moved the day", CHANCE: "what moved its chance"}.get(outcome.kind)
    return Frame(
        f"{called[:1].upper()}{called[1:]}: {moved}" if moved else f"What moved {called}",
        f"{level(attribution.whole)} with all {len(attribution.events)} events, "
        f"{level(attribution.none)} with none of them: {scale}",
        f"{title}: {count}, {how(attribution)}{gone}{note}",
    )
