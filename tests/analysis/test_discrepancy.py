"""How far the model is off: known answers, what stands in for what is not known, and tables that are none."""

from __future__ import annotations

import numpy as np
import pytest

from dualsim.analysis.evaluation import evaluation
from dualsim.analysis.evaluation.discrepancy import (
    NONE,
    Discrepancy,
    Missed,
    discrepancy_of,
    own_discrepancy,
    read_discrepancy,
)
from dualsim.analysis.evaluation.evaluation import evaluate
from dualsim.analysis.evaluation.measurement_error import DISCREPANCY
from dualsim.analysis.evaluation.observations import Observation
from dualsim.figures.plotting import plot
from dualsim.scenario.errors import ScenarioError
from paths import TINY

HEAD = "level,quantity,option,rows,standard_deviation\n"
SMALL = {"runs": 3, "people": 300, "jobs": 1}


def seen(option: str = "radical", **given: object) -> Observation:
    known = {
        "id": "x", "date_os": "1917-03-20", "place": "town", "quantity": "vote", "authority": "",
        "groups": (), "option": tuple(option.split("+")), "share": 0.5, "n": 100.0, "confidence": "high",
        "source": "s", "notes": "",
    }  # fmt: skip
    return Observation(**{**known, **given})


def missed(sizes: np.ndarray, level: str = "region", option: str = "radical", spread: float = 0.0) -> list:
    return [Missed(seen(option), level, float(size), spread) for size in sizes]


def test_errors_of_counting_and_of_numbers_are_no_fault_of_the_model() -> None:
    errors = np.random.default_rng(1).normal(0.0, np.sqrt(0.08**2 + 0.06**2 + 0.01**2), 4000)
    found = discrepancy_of(missed(errors, spread=0.06))
    assert found.of(seen(), "region") == pytest.approx(0.08, abs=0.003)


def test_no_model_is_taken_for_better_than_any_may_be() -> None:
    assert discrepancy_of(missed(np.zeros(9))).of(seen(), "region") == pytest.approx(DISCREPANCY["vote"])


def test_few_rows_take_those_of_other_levels_with_them() -> None:
    many, few = np.full(18, 0.1), np.full(2, 0.0)
    found = discrepancy_of([*missed(many), *missed(few, "garrison")])
    assert found.of(seen(), "region") == pytest.approx(np.sqrt(0.1**2 - 0.01**2), abs=5e-4)
    assert found.of(seen(), "garrison") == pytest.approx(np.sqrt(0.9 * 0.1**2 - 0.01**2), abs=5e-4)
    alone = discrepancy_of([*missed(many), *missed(np.full(3, 0.0), "garrison")])
    assert alone.of(seen(), "garrison") == pytest.approx(DISCREPANCY["vote"])


def test_what_was_never_foretold_is_off_as_its_like() -> None:
    found = discrepancy_of([*missed(np.full(9, 0.1)), *missed(np.full(27, 0.05), option="moderate+loyal")])
    assert found.of(seen(), "town") == found.of(seen(), "region")  # its option at another level
    both = np.sqrt(
        (9 * found.of(seen(), "region") ** 2 + 27 * found.of(seen("moderate+loyal"), "town") ** 2) / 36
    )
    assert found.of(seen("loyal"), "region") == pytest.approx(both)  # all options
    assert found.of(seen(quantity="seats", authority="soviet"), "region") == 0.0
    assert NONE.of(seen(), "region") == 0.0


def test_a_table_is_read_as_it_was_written(tmp_path) -> None:
    found = discrepancy_of([*missed(np.full(9, 0.1)), *missed(np.full(4, 0.05), "town", "moderate+loyal")])
    file = tmp_path / "mine.csv"
    file.write_text(found.to_csv(), encoding="utf-8")
    again = read_discrepancy(file)
    assert (again.source, again.rows) == (str(file), found.rows)
    assert again.sizes == pytest.approx(found.sizes, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is no table of discrepancies; its first line is level,quantity,option,rows,standard_deviation"),
        ("level,option\n", "is no table of discrepancies"),
        (
            HEAD + "regoin,vote,radical,3,0.1\n",
            "mine.csv:2:1: no level named 'regoin'; did you mean 'region'?",
        ),
        (
            HEAD + "region,votes,radical,3,0.1\n",
            "mine.csv:2:8: no quantity named 'votes'; did you mean 'vote'?",
        ),
        (HEAD + "region,vote,radical,no,0.1\n", "rows: 'no' is no number of rows; 1 or more"),
        (HEAD + "region,vote,radical,0,0.1\n", "rows: '0' is no number of rows; 1 or more"),
        (HEAD + "region,vote,radical,3,8\n", "standard_deviation: '8' is no share; give 0 to 1"),
        (HEAD + "region,vote,radical,3,nan\n", "standard_deviation: 'nan' is no share; give 0 to 1"),
        (HEAD + "region,vote,radical,3\n", "this row has 4 cells, the first line has 5"),
    ],
)
def test_what_cannot_be_used_is_told(text: str, told: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        read_discrepancy("mine.csv")
    assert told in str(error.value)


def test_intervals_are_widened_by_it_and_nothing_else_changes(tmp_path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(HEAD + "place,vote,radical,9,0.1\n", encoding="utf-8")
    narrow = evaluate(TINY, against=[seen(share=0.3)], draws="none", **SMALL)
    wide = evaluate(TINY, against=[seen(share=0.3)], draws="none", discrepancy=file, **SMALL)
    ends = [row.score.wide[1] - row.score.wide[0] for found in (narrow, wide) for row in found.rows]
    assert ends[1] > ends[0] + 0.15
    assert narrow.rows[0].score.median == wide.rows[0].score.median
    assert narrow.rows[0].baselines == wide.rows[0].baselines
    assert f"and with how far the model is off ({file})" in str(wide)
    assert "how far the model is off" not in str(narrow)
    assert narrow.held == "luck and the error of measurement"
    assert wide.held == "luck, the error of measurement and how far the model is off"
    for found in (narrow, wide):
        words = " ".join(one.get_text() for one in plot(found).over.texts)
        assert "Intervals hold luck" in words
        assert ("how far the model is off" in words) == (found is wide)


def test_a_scenario_has_its_own_with_its_own_draws_alone(tmp_path, monkeypatch) -> None:
    file, draws = tmp_path / "own.csv", tmp_path / "draws.csv"
    file.write_text(HEAD + "place,vote,radical,9,0.1\n", encoding="utf-8")
    draws.write_text("behaviour.beta\n6\n", encoding="utf-8")
    monkeypatch.setattr(evaluation, "own_discrepancy", lambda name: file)
    ask = {"against": [seen()], **SMALL}
    assert evaluate(TINY, **ask).discrepancy == "own.csv"
    assert evaluate(TINY, discrepancy="none", **ask).discrepancy == ""
    assert evaluate(TINY, draws=draws, **ask).discrepancy == ""
    assert evaluate(TINY, draws=draws, discrepancy=file, **ask).discrepancy == str(file)


def test_the_districts_have_a_table_that_can_be_read() -> None:
    path = own_discrepancy("districts_1917")
    assert path is not None
    table = read_discrepancy(path)
    assert isinstance(table, Discrepancy)
    assert 0.03 <= table.of(seen("bolshevik"), "region") <= 0.2
    assert own_discrepancy("petrograd_1917") is None
