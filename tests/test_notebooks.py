"""Every notebook is stored without outputs, and runs from top to bottom with few people."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import dualsim

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
FEW = 500


def test_there_is_a_first_one():
    assert [path.name for path in NOTEBOOKS][:1] == ["01_first_run.ipynb"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_stored_without_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.mark.documents
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_from_top_to_bottom(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    sizes = [cell for cell in notebook.cells if re.match(r"PEOPLE = ", cell.source)]
    assert len(sizes) == 1, "one cell says how many people: PEOPLE = ..."
    sizes[0].source = f"PEOPLE = {FEW}"
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    printed = [
        out.get("text", "") for cell in notebook.cells if cell.cell_type == "code" for out in cell.outputs
    ]
    assert any(text.strip() for text in printed)
    if path.stem == "01_first_run":
        assert "Equal up to 8 September (26 August Old Style): True" in "".join(printed)
    if path.stem == "06_change_the_rule":
        assert "The same as ours, to the last digit: True" in "".join(printed)


# What a hint of 06_change_the_rule says, put in the place of the rule in the cell above it

HINT = re.compile(r"<details>.*?```python\n(def (\w+)\(.*?)```\n\n</details>", re.DOTALL)


def hints() -> dict[str, str]:
    """The rule of each hint, by its name; the cell above a hint has a rule of this name that is ours."""
    path = next(path for path in NOTEBOOKS if path.stem == "06_change_the_rule")
    cells = nbformat.read(path, as_version=4).cells
    (ours,) = (cell.source for cell in cells if cell.source.startswith("def ours("))
    found = {}
    for above, cell in pairwise(cells):
        for rule, name in HINT.findall(cell.source):
            assert ours.replace("def ours(", f"def {name}(") in above.source, name
            found[name] = rule
    return found


def named_by(cells: list[Any]) -> dict[str, Any]:
    """What the cells that a rule needs define: the imports, `merits`, the row of bread."""
    names: dict[str, Any] = {"dualsim": dualsim}
    for cell in cells:
        if cell.cell_type == "code" and re.match(r"import math|BREAD = ", cell.source):
            exec(cell.source.split("\n\n\ndef fed")[0], names)
    return names


def test_each_hint_makes_another_history():
    path = next(path for path in NOTEBOOKS if path.stem == "06_change_the_rule")
    names = named_by(nbformat.read(path, as_version=4).cells)
    scenario = dualsim.load("petrograd_1917", until="1917-05-05")

    def followers(rule: Any, authority: str) -> float:
        run = dualsim.run(scenario, people=FEW, seed=1, choose=rule)
        turned = run.allegiance.sel(place="petrograd", group=["worker", "soldier"], authority=authority)
        return float(turned.sel(day=slice("1917-04-01", None)).mean())

    assert list(hints()) == ["alone", "office", "fed"]
    for rule in hints().values():
        exec(rule, names)
    ours, government = followers(None, "soviet"), followers(None, "provisional_government")
    assert ours > 2 / 3 > 0.2 > government > 0.05, "most workers and soldiers of April, and not all"
    assert 0.01 < ours - followers(names["alone"], "soviet") < 0.1, "company adds a little"
    assert followers(names["office"], "provisional_government") == 1.0
    assert followers(names["fed"], "soviet") < 0.1, "in spring it has no bread"
