"""A sweep told point by point: each answer is that of the runs at its point, and of no others."""

from __future__ import annotations

import csv

import numpy as np
import pytest

import dualsim
from dualsim.analysis.responses import Phases, responses
from dualsim.figures.plotting import plot
from dualsim.runs.sweeps import sweep

END = "1917-03-30"
ASKED = [f"seats[soviet, radical]@{END}", "took_power[soviet, town]", f"took_power[soviet, town]@{END}"]


@pytest.fixture(scope="module")
def runs(seizing, tmp_path_factory):
    """Two numbers on a grid; with the second at 0 nobody ever takes power."""
    vary = ["behaviour.beta=3:3.5:2", "behaviour.seize_pace=0:1:2"]
    return sweep(seizing, tmp_path_factory.mktemp("sweep") / "s", vary=vary, runs=3, people=300, jobs=1)


def test_each_point_tells_its_own_runs(runs):
    found = responses(runs, ASKED)
    number, day, share = found.answers
    assert [tuple(point.values()) for point in found.points] == [(3, 0), (3, 1), (3.5, 0), (3.5, 1)]
    for n in range(4):
        here = runs.isel(member=slice(3 * n, 3 * n + 3))
        seats = here["seats"].sel(authority="soviet", party="radical").isel(day=-1).values
        assert number.told[n].spread.median == pytest.approx(float(np.median(seats)))
        took = (here["formal_power"].sel(authority="soviet", place="town").values > 0.5)[:, -1]
        assert share.told[n].spread.median == took.mean() == n % 2
        assert day.told[n].defined == took.sum()
    rows = found.to_dict()["outcomes"][1]["at"]
    assert [row["median"] is None for row in rows] == [True, False, True, False]  # never is no day
    assert "in 0 of 3 runs" in str(found)


def test_without_outcomes_the_regime_at_the_end_and_who_took_power(runs):
    found = responses(runs)
    phases, share = found.views
    assert isinstance(phases, Phases)
    last = runs["regime"].sel(place="town").isel(day=-1).values.reshape(4, 3)
    for n, name in enumerate(phases.names):
        assert (last[n] == name).mean() == phases.shares[n].max()
    assert str(share.outcome) == f"took_power[soviet, town]@{END}"


def test_runs_in_which_nothing_varies_are_refused(tiny):
    with pytest.raises(ValueError, match="responses: nothing varies in these runs"):
        responses(dualsim.ensemble(tiny, 2, 300, jobs=1))


@pytest.mark.parametrize("style", ["screen", "projector", "print", "bw"])
def test_the_plane_has_a_cell_for_each_point(runs, style):
    """The cell of a point says what its runs say."""
    figure = plot(responses(runs, ASKED[2]), style=style)
    said = [text.get_text() for text in figure.over.texts if text.get_gid() == "value"]
    assert said == ["0%", "100%", "0%", "100%"]
    below = [text for text in figure.over.texts if text.get_text() in ("3", "3.5")]
    assert [text.get_text() for text in below] == ["3", "3.5"]  # the numbers that were run, and no others
    assert "3.2" not in {text.get_text() for text in figure.over.texts}


@pytest.mark.parametrize("style", ["screen", "projector", "print", "bw"])
def test_a_cell_without_a_day_is_hatched_and_told(runs, style):
    """Power is never taken at two points: no day, and not the look of the first day of all."""
    figure = plot(responses(runs, ASKED[1]), style=style)
    hatched = [box for box in figure.over.patches if box.get_hatch() == "////"]
    assert len(hatched) == 2
    assert len({box.get_x() for box in hatched}) == 2
    assert len({box.get_y() for box in hatched}) == 1
    (gaps,) = [text.get_text() for text in figure.over.texts if text.get_gid() == "gaps"]
    assert gaps == "hatched: not there at 2 of 4 points"


def test_the_command_tells_and_draws_every_point(command, tmp_path, seizing):
    file = tmp_path / "seizing.yaml"
    file.write_text(seizing.text(), encoding="utf-8")
    vary = ("--vary", "behaviour.seize_pace=0:1:2", "--outcome", "took_power[soviet, town]")
    said = command("sweep", file, *vary, "--people", 300, "--jobs", 1, "--out", tmp_path / "s")
    assert said.status == 0, said.err
    lines = said.out.splitlines()
    assert lines[3].split() == ["0", "never"]
    assert lines[4].split()[0] == "1"
    assert lines[4].split()[1].startswith("1917-03-")
    with (tmp_path / "s" / "outcomes.csv").open(newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    assert [row["share_of_runs"] for row in rows] == ["0.0", "1.0"]
    assert rows[1]["median"] == lines[4].split()[1]
    assert (tmp_path / "s" / "outcomes.png").is_file()
    wrong = command("sweep", file, *vary[:2], "--outcome", "took_powr[soviet]", "--out", tmp_path / "t")
    assert wrong.status == 2
    assert "did you mean 'took_power'" in wrong.err
    assert not (tmp_path / "t").exists()
