"""Dotted paths: what stands at their end, in a scenario and in a tree, and what is said of wrong ones."""

from __future__ import annotations

import pytest

from dualsim.scenario.errors import Source, Spot
from dualsim.scenario.files.node import node_of
from dualsim.scenario.loading import load
from dualsim.scenario.paths import deepest, nudged, number_at
from paths import TINY

CASE = load(TINY)
NUMBERS = [
    "behaviour.beta",
    "places.town.levers.garrison.weight",
    "series.bread_ration.scale.0.25",
    "events.soviet_meets.effects.1.call_to_streets.strength",
]


@pytest.mark.parametrize("path", NUMBERS)
def test_a_number_is_found_where_it_is_put_and_nothing_else_moves(path):
    changed = nudged(CASE, {path: 0.125})
    assert number_at(changed, path) == 0.125
    assert number_at(CASE, path) != 0.125
    assert nudged(changed, {path: number_at(CASE, path)}) == CASE


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("", "there is no '' here"),
        ("behaviour.bta", "there is no 'bta' here"),
        ("behaviour", "there is no number here"),
        ("behaviour.beta.value", "there is no 'value' here"),
        ("behaviour.beta.more", "there is no 'more' here"),
        ("places.city.news", "there is no 'city' here"),
        ("places.town.text", "there is no 'text' here"),
        ("events.soviet_meets.effects.x.news.credit", "there is no 'x' here"),
        ("events.soviet_meets.effects.-1.news.credit", "there is no '-1' here"),
        ("events.soviet_meets.effects.9.news.credit", "there is no '9' here"),
        ("title", "there is no number here"),
        ("title.x", "there is no 'x' here"),
    ],
)
def test_a_path_without_a_number_is_refused_in_words(path, said):
    for ask in (lambda: number_at(CASE, path), lambda: nudged(CASE, {path: 1.0})):
        with pytest.raises(KeyError) as found:
            ask()
        assert found.value.args == (f"{path}: {said}",)


def test_the_longest_key_that_is_there_is_a_step():
    tree = node_of({"scale": {"0": 1, "0.25": {"a": 2}}}, Spot(Source("x")))
    assert deepest(tree, "scale.0")[0].value == 1
    assert deepest(tree, "scale.0.25.a")[0].value == 2
    there, missing = deepest(tree, "scale.0.5")
    assert (there.value, missing) == (1, "5")
