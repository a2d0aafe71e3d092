"""Formulas of a file: what they come to, what is refused, and what follows from a number that is changed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualsim.scenario.formulas import between, distance_km, evaluated, names_in, parsed
from dualsim.scenario.loading import check, load
from dualsim.scenario.paths import nudged, number_at
from paths import TINY


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("=2 * km + 1", 21.0),
        ("=0.5 * exp(-km / 5)", 0.5 * math.exp(-2.0)),
        ("=-km ** 2", -100.0),
        ("=max(km, share, 3)", 10.0),
        ("=(km > 5) * share", 0.25),
        ("=(km <= 5) * share", 0.0),
        ("=round(km / 3)", 3.0),
    ],
)
def test_a_formula_is_arithmetic(text: str, value: float) -> None:
    assert evaluated(parsed(text), {"km": 10.0, "share": 0.25}) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("=2 *", "is no formula"),
        ("=__import__('os')", "no function named '__import__'"),
        ("=km.real", "no part of a formula"),
        ("=[1][0]", "no part of a formula"),
        ("='a'", "is not a number"),
        ("=1 < 2 < 3", "compare two numbers"),
        ("=km % 2", "no arithmetic"),
        ("=exp(x=1)", "is no function"),
        ("=" + "1+" * 300 + "1", "at most 600"),
    ],
)
def test_what_is_no_formula_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("(", r"\(")):
        parsed(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("=kn", "no number named 'kn'; there is km"),
        ("=1 / (km - 10)", "cannot be worked out"),
        ("=log(km - 10)", "has no value"),
        ("=exp(1000 * km)", "cannot be worked out"),
        ("=(0 - km) ** 0.5", "no real number"),
    ],
)
def test_what_comes_to_nothing_is_told(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        evaluated(parsed(text), {"km": 10.0})


def test_names_are_told_once_and_functions_are_none() -> None:
    assert names_in(parsed("=exp(-km / days) + km")) == ["km", "days"]


def test_a_distance_is_that_of_the_globe() -> None:
    assert distance_km(59.93, 30.32, 55.75, 37.62) == pytest.approx(634.0, abs=3.0)  # the two capitals
    assert distance_km(50.0, 30.0, 50.0, 30.0) == pytest.approx(0.0, abs=1e-3)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.integers(0, 2**32), st.integers(1, 10_000))
def test_a_draw_of_a_range_lies_in_it_and_comes_again(low: float, more: float, which: int, draw: int) -> None:
    found = between(low, low + more, which, draw)
    assert low <= found <= low + more
    assert found == between(low, low + more, which, draw)
    assert between(low, low + more, which) == pytest.approx(low + 0.5 * more)


def test_draws_of_ranges_differ_and_cover_them() -> None:
    found = [between(0.0, 1.0, which, draw) for which in range(20) for draw in range(1, 51)]
    assert 0.45 < sum(found) / len(found) < 0.55
    assert min(found) < 0.02
    assert max(found) > 0.98


FORMULA = """
extends: {tiny}
numbers:
  readiness: {{value: 2, assumed: a test}}
behaviour:
  beta: {{value: "=1.5 * readiness", assumed: half as much again}}
"""


@pytest.fixture
def written(tmp_path):
    import shutil

    shutil.copy(TINY, tmp_path / "tiny.yaml")
    for base in TINY.parent.glob("*.yaml"):
        shutil.copy(base, tmp_path)
    file = tmp_path / "mine.yaml"
    file.write_text("schema: 1\ntitle: Mine\n" + FORMULA.format(tiny=TINY.name).lstrip("\n"))
    return file


def test_what_follows_from_a_number_follows_when_it_changes(written) -> None:
    scenario = load(written)
    assert number_at(scenario, "behaviour.beta") == 3.0
    assert scenario.behaviour.beta.assumed == "half as much again"
    assert scenario.formulas == {"behaviour.beta": "=1.5 * readiness"}
    assert number_at(nudged(scenario, {"numbers.readiness": 4.0}), "behaviour.beta") == 6.0
    assert number_at(load(written, changes={"numbers.readiness": 4}), "behaviour.beta") == 6.0
    assert number_at(scenario.replace({"numbers.readiness": 4}), "behaviour.beta") == 6.0


def test_a_number_that_is_set_by_hand_follows_no_more(written) -> None:
    scenario = load(written).replace({"behaviour.beta": 5})
    assert number_at(scenario, "behaviour.beta") == 5.0
    assert scenario.formulas == {}
    both = nudged(load(written), {"numbers.readiness": 4.0, "behaviour.beta": 5.0})
    assert number_at(both, "behaviour.beta") == 5.0


def test_a_scenario_with_formulas_is_the_same_when_it_is_written_and_read(written, tmp_path) -> None:
    scenario = load(written)
    again = tmp_path / "again.yaml"
    again.write_text(scenario.text(), encoding="utf-8")
    assert load(again) == scenario


def test_a_faulty_formula_is_told_where_it_stands(written) -> None:
    written.write_text(written.read_text().replace("* readiness", "* redness"))
    scenario, faults = check(written)
    assert scenario is None
    (fault,) = [f for f in faults if "redness" in f.message]
    assert fault.message == "no number named 'redness'; did you mean 'readiness'?"
    assert (
        fault.spot.line
        == written.read_text()
        .splitlines()
        .index('  beta: {value: "=1.5 * redness", assumed: half as much again}')
        + 1
    )
