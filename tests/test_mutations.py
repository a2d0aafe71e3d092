"""Damaged files: refused, read the same, or read otherwise in the damaged place alone; the short form."""

from __future__ import annotations

import os

import pytest

from mutants_judged import MisreadError, differing, judged, places_of, touched
from mutation_cases import SMALL, made, scenarios
from mutations import OF_BYTES, OF_TEXT, mutant

pytestmark = pytest.mark.skipif(os.name == "nt", reason="alarms of Unix")


@pytest.mark.parametrize("name", SMALL)
def test_a_mutated_scenario_is_refused_or_differs_in_that_place_alone(tmp_path, name):
    (case,) = scenarios(tmp_path, (name,))
    assert len({judged(case, number)[0] for number in range(50)}) > 1


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return made(tmp_path_factory.mktemp("made"))


@pytest.mark.parametrize(
    ("what", "count"), [("results", 40), ("members", 40), ("manifests", 25), ("observations", 150)]
)
def test_a_mutated_file_is_refused_or_reads_the_same_but_for_a_line_of_a_table(files, what, count):
    for case in files[what]:
        assert [judged(case, number)[0] for number in range(count)].count("refused") > count / 4


EACH = {**OF_BYTES, **OF_TEXT}


@pytest.mark.parametrize("kind", EACH)
def test_each_mutation_changes_something_and_is_the_same_for_the_same_seed(kind):
    text = b"a: 1\nb:\n  c: 0.5\n  d: word\n"
    one, again = (mutant(text, {kind: EACH[kind]}, (1, 2)) for _ in range(2))
    assert one == again
    assert one[1] != text


def test_what_is_read_otherwise_elsewhere_is_noticed(tmp_path):
    (case,) = scenarios(tmp_path, ("capital_minimal",))
    changed = case.original.replace(b"population: {worker: 400000", b"population: {worker: 500000")
    assert case.judged(changed) == "differs in that place alone"
    case.before[0]["groups"]["worker"]["threshold"]["mean"] = 7
    with pytest.raises(
        MisreadError, match=r"line 3\d is changed, and groups.worker.threshold.mean is read otherwise"
    ):
        case.judged(changed)


def test_a_traceback_and_a_hang_are_noticed(tmp_path, monkeypatch):
    (case,) = scenarios(tmp_path, ("capital_minimal",))
    monkeypatch.setattr(case, "read", lambda: int("no number"))
    with pytest.raises(MisreadError, match="ValueError: invalid literal"):
        case.judged(b"")
    monkeypatch.setattr("mutants_judged.SECONDS", 1)

    def forever():
        while True:
            pass

    monkeypatch.setattr(case, "read", forever)
    with pytest.raises(MisreadError, match="TimeoutError: it takes more than 1 s"):
        case.judged(b"")


def test_lines_know_the_paths_that_are_written_on_them():
    own, beneath = places_of(b"a: 1\nb:\n  c: {d: 1,\n    e: 2}\n  f: x\n   y\n")
    assert own == {
        0: {("a",)}, 1: {("b",)}, 2: {("b", "c"), ("b", "c", "d")}, 3: {("b", "c"), ("b", "c", "e")},
        4: {("b", "f")}, 5: {("b", "f")},
    }  # fmt: skip
    assert list(beneath[1]) == [2, 3, 4, 5]


def test_touched_lines_and_differing_paths_are_those_that_changed():
    assert touched(b"a\nb\nc", b"a\nx\nc") == ({1}, {1})
    assert touched(b"a\nb\nc", b"c\nb\na") == ({0, 2}, {0, 2})
    assert touched(b"a\nb\nc", b"a\nc") == ({1}, set())
    assert touched(b"a\nb", b"a\rx\nb") == (set(), {1})
    one, other = (
        {"a": {"b": 1, "c": 2}, "d": 1, "e": [1]},
        {"a": {"b": 1, "c": 3}, "d": {"value": 1}, "e": [1, 2]},
    )
    assert list(differing(one, other)) == [("a", "c"), ("e",)]
