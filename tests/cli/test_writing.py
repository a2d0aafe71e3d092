"""No command writes over what it reads, or over what is not its own, without being told to."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from dualsim.figures.plotting import save_figure
from dualsim.scenario.loading import list_scenarios
from paths import TINY

SMALL = ("--runs", 2, "--people", 300, "--jobs", 1)


@pytest.fixture(autouse=True)
def there(tmp_path, monkeypatch):
    """A folder with a scenario of one's own, which builds on another, and a table."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(TINY, "mine.yaml")
    shutil.copy(TINY.with_name("behaviour.yaml"), "behaviour.yaml")
    shutil.copy(list_scenarios()["petrograd_1917"].with_name("observations.csv"), "mine.csv")
    for name in ("cmp.csv", "manifest.yaml", "stances.png", "report.txt", "notes.json"):
        (tmp_path / name).write_text("my own")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("evaluate mine.yaml --against mine.csv -o mine.png", "mine.csv: this command reads it"),
        ("evaluate mine.yaml --against mine.csv -o mine.png --force", "mine.csv: this command reads it"),
        ("compare mine.yaml mine.yaml:town -o cmp.png", "cmp.csv: it is there already, and not"),
        ("signs mine.yaml -o notes.svg", "notes.json: it is there already, and not made by dualsim signs"),
        ("attribute mine.yaml --outcome duality@1917-03-20 -o cmp.png", "cmp.csv: it is there already"),
        ("sensitivity mine.yaml --outcome duality@1917-03-20 -o cmp.png", "cmp.csv: it is there already"),
        ("whatif mine.yaml --outcome duality@1917-03-20 -o mine.yaml", "a figure as 'mine.yaml'"),
        ("whatif mine.yaml --outcome duality@1917-03-20 -o notes.svg", "notes.json: it is there already"),
        ("calibrate mine.yaml --against mine.csv -o .", "behaviour.yaml: this command reads it"),
        ("calibrate mine.yaml --against mine.csv -o . --force", "behaviour.yaml: this command reads it"),
        ("calibrate mine.yaml --against mine.csv -o mine.csv", "mine.csv: a file is there; name a folder"),
        ("run mine.yaml --people 300 -o .", "manifest.yaml: it is there already, and not made by the run of"),
        ("run mine.yaml --people 300 -o mine.csv", "mine.csv: a file is there; name a folder"),
        ("run mine.yaml --people 300 --runs 2 --jobs 1 -o mine.csv", "mine.csv: something else is there"),
        ("run mine.yaml --people 300 --runs 2 --jobs 1 -o .", "something else is there"),
        ("run mine.yaml --people 300 -o /proc/x", "/proc: "),
        ("new behaviour.yaml", "behaviour.yaml: it is there already"),
    ],
)  # fmt: skip
def test_it_is_refused_before_the_work_and_nothing_is_touched(command, there, monkeypatch, words, said):
    monkeypatch.setattr("dualsim.engine.simulation.Simulation.run", lambda *_, **__: pytest.fail("worked"))
    before = {file: file.read_bytes() for file in there.iterdir()}
    done = command(*words.split())
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1
    assert {file: file.read_bytes() for file in there.iterdir()} == before


def test_another_run_does_not_replace_a_run_and_the_same_run_does(command, there):
    for name in ("manifest.yaml", "stances.png"):
        (there / name).unlink()
    words = ("run", "mine.yaml", "--people", 300, "-o", ".")
    first = command(*words)
    assert first.status == 0, first.err
    kept = (there / "results.nc").read_bytes()
    assert command(*words) == first
    other = command(*words, "--seed", 2)
    assert other.status == 2
    assert other.err.startswith("results.nc: it is there already, made by the run of 'Tiny town, March 1917'")
    assert (there / "results.nc").read_bytes() == kept
    forced = command(*words, "--seed", 2, "--force")
    assert forced.status == 0
    assert forced.err == "Will be replaced: results.nc, manifest.yaml, stances.png, allegiance.png\n"


def test_a_figure_of_a_run_is_drawn_again_and_a_picture_of_another_stays(command, there):
    folder = command("run", "mine.yaml", "--people", 300).out.splitlines()[-1]
    assert command("plot", folder).status == 0
    assert command("plot", folder, "-o", "stances.png").status == 2
    assert (there / "stances.png").read_text() == "my own"
    assert command("plot", folder, "-o", "stances.png", "--force").status == 0


def test_what_is_replaced_is_said_before_the_work(command):
    words = ("compare", "mine.yaml", *SMALL, "-o", "two.png")
    assert command(*words).err == ""
    assert command(*words).err == "Will be replaced: two.png, two.csv, two.json\n"


def test_a_schema_of_someone_else_stays(command, there):
    (there / "scenario.schema.json").write_text("my own")
    done = command("new", "fresh.yaml")
    assert done.status == 2
    assert done.err.startswith("scenario.schema.json: it is there already, and not made by dualsim new")
    assert not (there / "fresh.yaml").exists()
    (there / "scenario.schema.json").unlink()
    assert command("new", "fresh.yaml").status == 0
    assert command("new", "second.yaml").status == 0


def test_an_answer_does_not_write_over_one_that_was_changed_since(command, there):
    words = ("evaluate", "mine.yaml", "--against", "mine.csv", "--draws", "none", *SMALL)
    first, second, third = (_changed(command(*words).out.splitlines()[-1]) for _ in range(3))
    assert (second, third) == (f"{first}-2", f"{first}-3")
    assert all((there / one / "evaluate.csv").read_text() == "my own" for one in (first, second, third))


def _changed(folder):
    """A folder, with a table in it that was changed by hand."""
    Path(folder, "evaluate.csv").write_text("my own")
    return folder


def test_a_sweep_does_not_write_over_outcomes_that_were_changed_since(command, there):
    words = (
        "sweep",
        "mine.yaml",
        "--people",
        300,
        "--jobs",
        1,
        "--vary",
        "behaviour.beta=2:4:2",
        "-o",
        "many",
    )
    assert command(*words).status == 0
    assert command(*words).status == 0
    (there / "many" / "outcomes.csv").write_text("my own")
    done = command(*words)
    assert done.status == 2
    assert "many/outcomes.csv: it was changed since it was made by the outcomes of the run of" in done.err
    assert (there / "many" / "outcomes.csv").read_text() == "my own"


def test_save_figure_writes_over_its_own_alone(there):
    figure = Figure()
    with pytest.raises(
        ValueError, match=r"cmp\.png: it is there already, and not made by dualsim.save_figure"
    ):
        save_figure(figure, _named("cmp.png"))
    save_figure(figure, "cmp.png", force=True)
    save_figure(figure, "cmp.png")
    (there / "cmp.png").write_text("my own")
    with pytest.raises(ValueError, match=r"it was changed since it was made by dualsim\.save_figure"):
        save_figure(figure, "cmp.png")
    assert (there / "cmp.png").read_text() == "my own"


def _named(name):
    """A file of one's own."""
    Path(name).write_text("my own")
    return name
