"""The command `dualsim map`: which file is drawn, and what is refused before the work."""

from __future__ import annotations

import shlex

import pytest
from matplotlib import animation
from PIL import Image

from dualsim.runs.single import run, save
from dualsim.scenario.loading import load
from paths import TINY

AT = {"places.town.coordinates": {"latitude": 56.0, "longitude": 40.0}}


@pytest.fixture(scope="module")
def a_run(tmp_path_factory):
    """The folder of a short run of which one place has coordinates."""
    where = tmp_path_factory.mktemp("runs") / "tiny"
    save(run(load(TINY, changes=AT, until="1917-03-15"), 300, 1), where)
    return where


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ("", "map-regime.png"),
        ("--measure vote --party radical --on 1917-03-08", "map-vote-radical-1917-03-08.png"),
        ("--measure vote --group worker --dates 2 --style bw", "map-vote-worker-2-dates-bw.png"),
        ("--on 1917-03-02 --on 1917-03-08", "map-regime-1917-03-02-1917-03-08.png"),
        ("--measure stance --side rival", "map-stance-rival.png"),
        ("--measure condition --issue bread", "map-condition-bread.png"),
        ("--measure lever_control --lever garrison", "map-lever_control-garrison.png"),
        ("--measure real_power --authority soviet", "map-real_power-soviet.png"),
    ],
)
def test_a_map_stands_beside_its_run_and_says_what_it_is_of(command, a_run, options, name):
    done = command("map", a_run, *shlex.split(options))
    assert (done.status, done.out) == (0, f"{a_run / name}\n"), done.err
    assert (a_run / name).read_bytes()[:4] == b"\x89PNG"


def test_the_results_file_and_a_name_of_ones_own_are_taken_too(command, a_run, tmp_path):
    for suffix, begin in ((".svg", b"<?xml"), (".pdf", b"%PDF")):
        file = tmp_path / f"mine{suffix}"
        assert command("map", a_run / "results.nc", "-o", file).status == 0
        assert file.read_bytes().startswith(begin)
    file.write_bytes(b"my own")
    refused = command("map", a_run, "-o", file)
    assert refused.status == 2
    assert "it was changed since it was made by" in refused.err
    assert command("map", a_run, "-o", file, "--force").status == 0


def test_a_gif_is_a_film_of_weeks_or_of_as_many_days_as_are_given(command, a_run, tmp_path):
    for options, frames in ((), 3), (("--every", 5), 4), (("--dates", 2), 2), (("--on", "1917-03-03"), 1):
        file = tmp_path / f"film{frames}.gif"
        assert command("map", a_run, *options, "-o", file).status == 0
        with Image.open(file) as film:
            assert film.n_frames == frames


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--measure votes", "map: no measure named 'votes'; did you mean 'vote'?"),
        ("--measure vote --party radicl", "map: no party named 'radicl'; did you mean 'radical'?"),
        (
            "--on 1918-01-01",
            "map: on: 1 January 1918 is outside the run, which is 1 March 1917 to 15 March 1917",
        ),
        ("--on 1917-03-02 --dates 3", "map: dates: the dates are named already"),
        ("--every 3", "--every: map-regime.png is no film; end its name in .gif or .mp4, or give --dates"),
        (
            "-o x.jpg",
            "map: cannot draw a map as 'x.jpg'; end its name in one of .pdf, .png, .svg, .gif, .mp4",
        ),
        ("-o x.mp4", "map: x.mp4: ffmpeg, which writes .mp4, is not here; install it, or name a .gif"),
        ("--dates 0", "Input should be greater than or equal to 1"),
    ],
)
def test_what_cannot_be_drawn_is_refused(command, a_run, tmp_path, monkeypatch, options, said):
    monkeypatch.setattr(animation.writers, "is_available", lambda name: name != "ffmpeg")
    monkeypatch.chdir(tmp_path)
    done = command("map", a_run, *shlex.split(options))
    assert done.status == 2
    assert said in " ".join(done.err.split())
    assert list(tmp_path.iterdir()) == []


def test_a_run_whose_places_lie_nowhere_has_no_map(command, tmp_path):
    save(run(load(TINY, until="1917-03-05"), 300, 1), tmp_path / "tiny")
    done = command("map", tmp_path / "tiny")
    assert done.status == 2
    assert "map: no place of this run has coordinates; write coordinates: {latitude: ..., lon" in done.err


def test_a_run_that_keeps_few_measures_opens_and_says_what_a_figure_lacks(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    kept = "measures: [regime, stance, population, seats, formal_power]"
    text = f"schema: 1\ntitle: Few measures\nextends: smolensk_1917.yaml\n{kept}\n"
    (tmp_path / "few.yaml").write_text(text, encoding="utf-8")
    assert command("run", "few.yaml", "--people", 300, "-o", "few").status == 0
    assert command("map", "few", "--measure", "regime", "-o", "map.png").status == 0
    assert command("plot", "few", "--kind", "stances", "-o", "stances.png").status == 0
    done = command("plot", "few", "--kind", "allegiance", "-o", "allegiance.png")
    assert done.status == 2
    assert "plot: allegiance: this run did not keep it, and the figure needs it; name it under" in done.err
