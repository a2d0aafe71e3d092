"""What the figures of analyses are measured by: their share of the sheet, greys, dates, and what is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from made_up_run import assert_nothing_overlaps, caption, covered, written
from matplotlib.colors import to_hex

import dualsim
from dualsim.analysis.evaluation.observations import Observation
from dualsim.figures.drawing.canvas import Canvas
from dualsim.figures.drawing.date_ticks import date_ticks
from dualsim.figures.drawing.styles import STYLES, lightness
from dualsim.figures.plotting import plot
from dualsim.scenario.dates import Period, day_number
from dualsim.scenario.schema import Scenario

SMALL = {"people": 300, "jobs": 1}
TAKES, BY, LEVEL = (
    "took_power[soviet, town]",
    "took_power[soviet, town]@1917-03-27",
    "duality[town]@1917-03-20",
)
AROUND = {"tick", "month", "row", "label", "number", "index", "event", "date", "end", "interval", "path"}
DATA = {"screen": 0.2, "print": 0.2, "bw": 0.2, "projector": 0.45}
WITH_WORDS = {"screen": 0.55, "print": 0.5, "bw": 0.5, "projector": 0.6}
OF_A_DAY = ("whatif", "attribute", "sensitivity", "sweep", "plane", "compare outcomes")


def observed(n: int) -> Observation:
    return Observation(
        f"x{n}", f"1917-03-{10 + n}", "town", "vote", "", (), ("radical",), 0.04 * n, 100.0, "high", "s", ""
    )


class Analyses:
    """What each analysis found in the smallest scenario, and its figures, each drawn when it is asked for."""

    def __init__(self, scenario: Scenario, folder) -> None:
        ranges = {"behaviour.beta": [1, 5], "behaviour.gamma_party": [0.8, 1.2], "behaviour.recall": [0.5, 1]}
        vary = scenario.replace({"vary": ranges})

        def sweep(name: str, *varied: str) -> dualsim.Responses:
            runs = dualsim.sweep(scenario, folder / name, vary=list(varied), runs=3, **SMALL)
            return dualsim.responses(runs, [TAKES, BY, LEVEL])

        beta, gamma = "behaviour.beta=1:4:3", "behaviour.gamma_party=0.6:1.2:3"
        self.makers: dict[str, Callable[[], object]] = {
            "whatif": lambda: dualsim.whatif(
                scenario, [TAKES, BY, LEVEL], without=["order_one"], runs=4, **SMALL
            ),
            "attribute": lambda: dualsim.attribute(scenario, TAKES, ["order_one"], runs=3, **SMALL),
            "attribute level": lambda: dualsim.attribute(
                scenario, LEVEL, list(scenario.events), runs=2, **SMALL
            ),
            "sensitivity": lambda: dualsim.sensitivity(vary, TAKES, samples=4, **SMALL),
            "sensitivity level": lambda: dualsim.sensitivity(vary, LEVEL, samples=2, **SMALL),
            "sensitivity chance": lambda: dualsim.sensitivity(vary, BY, samples=2, **SMALL),
            "sweep": lambda: sweep("one", beta),
            "plane": lambda: sweep("two", beta, gamma),
            "compare outcomes": lambda: dualsim.compare(
                f"{folder}/a.yaml:town",
                f"{folder}/a.yaml:village",
                runs=3,
                outcomes=["took_power[soviet]"],
                **SMALL,
            ),
            "swap": lambda: dualsim.swap("capital_minimal", "province_minimal", runs=2, **SMALL),
            "swap of two": lambda: dualsim.swap(
                "petrograd_1917", "village_1917", what="people,bodies", runs=2, **SMALL
            ),
            "compare": lambda: dualsim.compare("petrograd_1917", "kazan_1917:kazan", runs=2, **SMALL),
            "evaluate": lambda: dualsim.evaluate(
                scenario, against=[observed(n) for n in range(20)], draws="none", runs=3, **SMALL
            ),
            "calibrate": lambda: dualsim.calibrate(
                vary, against=[observed(n) for n in range(20)], trials=8, **SMALL
            ),
        }
        (folder / "a.yaml").write_text(scenario.text(), encoding="utf-8")
        self.found: dict[str, object] = {}
        self.figures: dict[tuple[str, str], Canvas] = {}

    def of(self, kind: str) -> object:
        if kind not in self.found:
            self.found[kind] = self.makers[kind]()
        return self.found[kind]

    def __getitem__(self, key: tuple[str, str]) -> Canvas:
        if key not in self.figures:
            kind, style = key
            options = {"over_time": True} if kind == "over time" else {}
            options |= {"outcomes": True} if kind == "compare outcomes" else {}
            found = self.of("attribute level" if kind == "over time" else kind)
            self.figures[key] = plot(found, style=style, **options)
        return self.figures[key]


KINDS = (
    "whatif", "attribute", "attribute level", "over time", "sensitivity", "sensitivity level",
    "sensitivity chance", "sweep", "plane", "compare outcomes", "compare", "evaluate", "calibrate",
    "swap", "swap of two",
)  # fmt: skip


@pytest.fixture(scope="module")
def drawn(seizing, tmp_path_factory) -> Analyses:
    return Analyses(seizing, tmp_path_factory.mktemp("analyses"))


def looks(fig: Canvas) -> dict[str, tuple[float, object, str]]:
    """How light each line is that a legend names, its dash and its marker."""
    named, found = set(written(fig, "legend")), {}
    for axes in fig.axes:
        for line in axes.lines if axes is not fig.over else ():
            if line.get_label() in named:
                how = (line._unscaled_dash_pattern[1], line.get_marker())
                found[line.get_label()] = (lightness(to_hex(line.get_color())), *how)
    return found


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", KINDS)
def test_panels_cover_most_of_the_sheet_and_no_words_overlap(drawn, kind, style):
    data, with_words = covered(drawn[kind, style], *AROUND)
    assert data >= DATA[style]
    assert with_words >= WITH_WORDS[style]
    assert_nothing_overlaps(drawn[kind, style])


@pytest.mark.parametrize("style", STYLES)
def test_lines_of_a_legend_are_told_apart_without_colour(drawn, style):
    found = looks(drawn["compare", style])
    if style == "projector":
        assert len(found) >= 3  # and that of others has labels at the lines' ends
    for (a, one), (b, other) in combinations(found.items(), 2):
        assert abs(one[0] - other[0]) >= 10.0 or one[1:] != other[1:], (a, b)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", OF_A_DAY)
def test_a_date_has_an_axis_of_dates_and_their_calendar(drawn, kind, style):
    fig = drawn[kind, style]
    said = " ".join(written(fig, "tick", "value"))
    assert re.search(r"\b\d{1,2} (Mar|Apr)\b", said), said
    assert "Old Style" in caption(fig)


@pytest.mark.parametrize("style", STYLES)
def test_runs_in_which_it_does_not_come_are_told(drawn, style):
    for kind, gid in (("whatif", "said"), ("compare outcomes", "said"), ("sweep", "runs")):
        told = written(drawn[kind, style], gid)
        assert any(re.search(r"in \d of \d runs|\d/\d", text) for text in told), (kind, told)
    never = [text for text in written(drawn["compare outcomes", style], "said") if "in 0 of 3" in text]
    assert len(never) == 1  # the village
    found = drawn.of("sensitivity")
    gone = f"does not come in {found.undefined} of them" if found.undefined else "it comes in all of them"
    assert gone in caption(drawn["sensitivity", style])


def test_a_sensitivity_of_a_date_has_an_interval_for_each_half_of_a_range(drawn):
    fig, found = drawn["sensitivity", "screen"], drawn.of("sensitivity")
    assert sorted(written(fig, "number")) == ["beta", "gamma_party", "recall"]
    assert [axes.get_label() for axes in fig.axes[1:]] == ["indices", "days", "shares"]
    days = fig.axes[2].get_xlim()
    known = found.series[np.isfinite(found.series)]
    assert days[0] < known.min() + 1
    assert days[1] > known.max() - 1
    assert fig.axes[3].get_xlim() == (-0.02, 1.02)


def test_what_a_slide_leaves_out_is_named(drawn):
    assert "left out: Took power (Soviet, Town), by 27 March 1917, Duality" in caption(
        drawn["whatif", "projector"]
    )
    found, slide = drawn.of("compare"), drawn["compare", "projector"]
    bodies = {str(name) for ds in found.results for name in ds["authority_name"].values} | {"Nobody"}
    lines = {line.get_label() for axes in slide.axes if axes is not slide.over for line in axes.lines}
    named = caption(slide).partition("left out: ")[2].rpartition(", ")[0]  # before the number of others
    panels = {axes.get_label().partition(":")[0].lower() for axes in drawn["compare", "screen"].axes} - {""}
    told = {panel for panel in panels if panel in named}
    assert len(panels - told) == 1, "a slide has room for one panel, and names all others"
    assert named.startswith((*bodies, *told)), "bodies first, if any that matter are left out"
    assert not lines & {"Commune"}, "and who never has much is not drawn"
    columns = replace(
        found, columns=found.columns * 2, results=found.results * 2
    )  # four, of which three have room
    assert "not shown: Kazan" in caption(plot(columns, style="projector"))
    for style in ("screen", "projector"):
        assert "()" not in caption(drawn["compare", style])
        assert "(, )" not in caption(drawn["compare", style])


def test_a_comparison_without_outcomes_has_no_second_figure(drawn):
    with pytest.raises(ValueError, match="plot: outcomes: none were asked for"):
        plot(drawn.of("compare"), outcomes=True)


@pytest.mark.parametrize("last", ["1917-03-01", "1917-03-12", "1917-06-01", "1918-02-01", "1930-01-01"])
def test_dates_along_an_axis_are_few_and_in_order(last):
    first = day_number("1917-02-23", "julian")
    period = Period(first, day_number(last, "julian"), "julian")
    for most in (2, 4, 9):
        found = date_ticks(0.0, float(len(period) - 1), most, period)
        assert 2 <= len(found) <= max(most, 2) or last == "1930-01-01"
        assert all(a[0] < b[0] for a, b in pairwise(found))
        assert all((" 19" in text) == (last[:4] != "1917") for _, text in found)
