"""The words about the picture of an analysis: title, subtitle, caption, and how an outcome is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from dualsim.analysis.outcomes.outcome import CHANCE, DAY
from dualsim.figures.drawing.canvas import LEADING, Box, Canvas
from dualsim.figures.drawing.date_ticks import date_ticks
from dualsim.figures.drawing.letters import shortened
from dualsim.figures.drawing.panel import tick_values
from dualsim.scenario.dates import STYLE_NAMES, short_date

if TYPE_CHECKING:
    from dualsim.analysis.attribution.result import Attribution
    from dualsim.analysis.outcomes.outcome import Outcome
    from dualsim.analysis.statistics import Floats
    from dualsim.figures.drawing.styles import Style
    from dualsim.scenario.schema import Scenario


MOST_NAMED, MOST_NAMED_BRIEF = 12, 2  # of what is left out


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


def left_out(names: Sequence[str], brief: bool) -> str:
    """The names of what a picture has no room for; all but the first few are counted."""
    if not names:
        return ""
    named = names[: MOST_NAMED_BRIEF if brief else MOST_NAMED]
    rest = [f"{len(names) - len(named)} more"] if len(named) < len(names) else []
    return f"; left out: {', '.join([*named, *rest])}"


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

    def ticks(self, low: float, high: float, most: int) -> list[tuple[float, str]]:
        """At most so many round values between two ends with what they are called: days as dates."""
        if self.is_day:
            return date_ticks(low, high, most, self.scenario.period)
        return [(value, self.level(value)) for value in tick_values(low, high, most)]

    @property
    def dates(self) -> str:
        """What is said of dates, if values are any."""
        return f" Dates are {STYLE_NAMES[self.scenario.calendar]}." if self.is_day else ""

    def level(self, value: float) -> str:
        """A value itself."""
        if self.is_day:
            from dualsim.analysis.outcomes.answers import date_of

            return short_date(date_of(value, self.scenario), year=self.scenario.period.of_years)
        text = f"{100 * value:.0f}%" if self.share else f"{value:.3g}"
        return text.replace("-", "\N{MINUS SIGN}")


def landscape(style: Style, title: str, scenario_title: str) -> Canvas:
    """A canvas that lies on its long side, and knows what is drawn on it."""
    about = {"title": f"{title}. {scenario_title}", "software": "dualsim", "command": ""}
    return Canvas(style, style.shape(landscape=True), about)


def attribution_frame(attribution: Attribution, note: str, brief: bool = False) -> Frame:
    """The words about both figures of an attribution; the note follows what was run."""
    from dualsim.analysis.attribution.result import how, left_out

    def level(values: Floats) -> str:
        return unit.level(float(values[:, -1].mean()))

    outcome, title, runs = attribution.outcome, shortened(attribution.scenario.title), attribution.runs
    unit = Unit(outcome, attribution.scenario)
    gone = f"; {left_out(attribution)}" if attribution.undefined else ""
    count = f"{runs} run{'s' if runs > 1 else ''} of {attribution.people:,} people"
    by = f" by {outcome.on}" if outcome.on else ""
    called = f"{outcome.called(attribution.scenario)}{'' if brief else by}"
    scale = f"{unit.name}, later to the right" if unit.is_day else unit.name
    moved = {DAY: "what moved the day", CHANCE: "what moved its chance"}.get(outcome.kind)
    return Frame(
        f"{called[:1].upper()}{called[1:]}: {moved}" if moved else f"What moved {called}",
        f"{level(attribution.whole)} with all {len(attribution.events)} events, "
        f"{level(attribution.none)} with none of them: {scale}",
        f"{title}{f',{by}' if brief and by else ''}: {count}, {how(attribution)}{gone}{note}",
    )
