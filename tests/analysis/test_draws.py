"""Tables of draws: which numbers of a scenario they set, which they leave out, which they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from dualsim.analysis.draws import default_draws, read_draws
from dualsim.scenario.errors import ScenarioError
from dualsim.scenario.loading import list_scenarios, load
from dualsim.scenario.paths import nudged
from paths import TINY


def written(folder: Path, text: str) -> Path:
    path = folder / "draws.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_each_row_is_a_draw(tmp_path):
    path = written(tmp_path, "behaviour.beta,parties.radical.organisation.town\n2,0.3\n\n2.5,0.4\n")
    first, second = read_draws(path).of(load(TINY))
    assert first == {"behaviour.beta": 2.0, "parties.radical.organisation.town": 0.3}
    assert nudged(load(TINY), second).behaviour.beta.value == 2.5


def test_a_path_of_another_place_or_a_body_named_after_one_is_left_out(tmp_path):
    path = written(
        tmp_path,
        "parties.radical.organisation.petrograd,behaviour.beta,authorities.moscow_soviet.recall\n0.2,2,0.1\n",
    )
    assert read_draws(path).of(load(TINY)) == [{"behaviour.beta": 2.0}]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("parties.radical.organisation.petrogrd", "there is no 'petrogrd' here, in the scenario 'Tiny town"),
        ("parties.bolshevik.ceiling", "there is no 'bolshevik' here"),
        ("behaviour.bta", "there is no 'bta' here"),
        ("places.town.name", "there is no number here"),
    ],
)
def test_any_other_path_that_is_not_there_is_refused(tmp_path, path, said):
    table = read_draws(written(tmp_path, f"behaviour.beta,{path}\n2,1\n"))
    with pytest.raises(ScenarioError) as caught:
        table.of(load(TINY))
    assert f"draws.csv:1:16: {path}: {said}" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "draws.csv: the file is empty; its first line names a parameter over each column"),
        ("behaviour.beta\n", "draws.csv: there is no draw in it; write one in each line below the first"),
        ("beta\n2\n", "draws.csv:1:1: 'beta': no path of a parameter; write it as in behaviour.beta"),
        ("a.b,a.b\n1,2\n", "draws.csv:1:5: 'a.b': stands over two columns; name it once"),
        ("a.b,a.c\n1\n", "draws.csv:2:1: this row has 1 cells, the first line has 2"),
        ("a.b,a.c\n1,two\n", "draws.csv:2:3: a.c: 'two' is not a number"),
        ("a.b,a.c\n1,nan\n", "draws.csv:2:3: a.c: 'nan' is not a number"),
        ("a.b,a.c\n,2\n", "draws.csv:2:1: a.b: '' is not a number"),
    ],
)
def test_what_is_no_table_of_draws_is_refused(tmp_path, text, said):
    with pytest.raises(ScenarioError) as caught:
        read_draws(written(tmp_path, text))
    assert said in str(caught.value)


def test_the_draws_that_come_with_dualsim_fit_every_scenario_of_its_revolution():
    path = default_draws()
    if path is None:
        pytest.skip("there is no posterior.csv yet")
    table = read_draws(path)
    for name in list_scenarios():
        if name.endswith("_1917"):
            assert len(table.of(load(name))) == len(table.rows)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("behaviour.rho", "5", "5 is outside what is allowed here; give a number from 0 to 1"),
        ("places.town.population.worker", "-10", "-10 is"),
    ],
)
def test_what_set_refuses_is_refused_in_a_table_too_at_its_cell(tmp_path, path, value, said):
    good = "0.2" if "rho" in path else "10000"
    table = read_draws(written(tmp_path, f"behaviour.beta,{path}\n2,{good}\n3,{value}\n"))
    with pytest.raises(ScenarioError) as caught:
        table.of(load(TINY))
    (fault,) = [one for one in caught.value.faults if one.severity == "error"]
    assert (fault.spot.line, fault.spot.column) == (3, 3)
    assert fault.message.startswith(said)
    with pytest.raises(ScenarioError, match=fault.message[:20]):
        load(TINY, changes={path: float(value)})
