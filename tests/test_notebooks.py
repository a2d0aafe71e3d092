"""Every notebook is stored without outputs, and runs from top to bottom with few people."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

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
