"""The page's curves in a notebook cell: plain data of a run, or of many with a band."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

import dualsim


@pytest.fixture(scope="module")
def many(tiny):
    return dualsim.ensemble(tiny, runs=3, people=300, jobs=1)


def test_the_lines_are_medians_of_the_runs_and_the_band_holds_nine_of_ten(many):
    figure = dualsim.curves(many, "acceptance").figure
    assert [line["key"] for line in figure["lines"]] == ["worker", "soldier"]
    runs = many["acceptance"].sel(place="town", group="worker").values
    line = figure["lines"][0]
    for edge, share in (("low", 0.05), ("median", 0.5), ("high", 0.95)):
        told = np.array([np.nan if value is None else value for value in line[edge]])
        assert np.allclose(told, np.quantile(runs, share, axis=0), atol=1e-4, equal_nan=True)
    assert figure["dates"][0] == "1917-03-01"
    assert len(figure["dates"]) == runs.shape[1]


def test_a_single_run_has_no_band_and_another_place_may_be_picked(tiny):
    run = dualsim.run(tiny, people=300)
    figure = dualsim.curves(run, "acceptance", "village").figure
    assert [line["key"] for line in figure["lines"]] == ["worker"]
    assert "low" not in figure["lines"][0]
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure


def test_a_number_that_is_no_share_has_a_scale_of_its_own(many):
    figure = dualsim.curves(many, "effective_powers").figure
    assert figure["isShare"] is False or figure["most"] == 1.0
    assert figure["most"] >= float(many["effective_powers"].sel(place="town").max())


def test_the_cell_is_the_page_s_own_module(many):
    script = dualsim.curves(many)._esm
    assert "function drawCurves(" in script
    assert re.search(r"^export default \{ render: renderCell \};$", script, re.MULTILINE)
    assert not re.search(r"^import\b", script, re.MULTILINE)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"measure": "allegance"}, "curves: no measure named 'allegance'; did you mean 'allegiance'?"),
        (
            {"measure": "allegiance"},
            "curves: allegiance has lines along group and authority;",
        ),
        ({"measure": "acceptance", "place": "twn"}, "curves: no place named 'twn'; did you mean 'town'?"),
        ({"measure": "real_power", "group": "worker"}, "curves: real_power has no axis 'group'"),
    ],
)
def test_what_is_not_there_is_refused_in_words(many, given, said):
    with pytest.raises(ValueError) as refusal:
        dualsim.curves(many, **given)
    assert str(refusal.value).startswith(said)
