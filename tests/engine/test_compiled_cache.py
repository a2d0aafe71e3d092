"""Compiled code on disk that is damaged, or cannot be kept, stops no run."""

from __future__ import annotations

import gc
import importlib.util
import subprocess
import sys

import pytest
from numba import njit

from dualsim.engine import compiled_cache
from dualsim.engine.compiled_cache import keep_code
from paths import TINY

SOURCE = "def twice(number):\n    return 2 * number\n"


@pytest.fixture
def twice(tmp_path, monkeypatch):
    """A small function, compiled anew at every call but for what is kept on disk, and the folder of that."""
    monkeypatch.syspath_prepend(tmp_path)  # code that is kept names the module of its function
    monkeypatch.delitem(sys.modules, "own", raising=False)
    (tmp_path / "own.py").write_text(SOURCE)

    def compiled():
        gc.collect()  # nothing of the function before may help, as in another process
        spec = importlib.util.spec_from_file_location("own", tmp_path / "own.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return keep_code(njit(module.twice))

    return compiled, tmp_path / "__pycache__"


def hits(function) -> int:
    return sum(function.stats.cache_hits.values())


def test_what_is_kept_is_used(twice):
    compiled, folder = twice
    assert compiled()(4) == 8
    again = compiled()
    assert (again(4), hits(again)) == (8, 1)
    assert {file.suffix for file in folder.iterdir()} >= {".nbi", ".nbc"}


def test_code_of_an_older_source_is_never_found_under_the_name_of_the_new(twice, monkeypatch):
    """Not even by a process that looks while the new code is being kept; and the old code goes."""
    compiled, folder = twice
    assert compiled()(4) == 8
    (folder.parent / "own.py").write_text(SOURCE.replace("2 *", "30 *"))  # the same instructions
    kept, found = compiled_cache._Files._save_data, []

    def meanwhile(self, name, data):
        found.append(self._load_index())
        kept(self, name, data)

    monkeypatch.setattr(compiled_cache._Files, "_save_data", meanwhile)
    assert compiled()(4) == 120
    assert found == [{}]
    again = compiled()
    assert (again(4), hits(again)) == (120, 1)
    assert len(list(folder.glob("*.nbc"))) == 1


def test_who_watches_is_told_of_what_has_to_be_compiled_and_of_nothing_else(twice, monkeypatch):
    compiled, told = twice[0], []
    monkeypatch.setattr(compiled_cache, "_kept", [])
    with compiled_cache.watched(lambda number, of: told.append((number, of))):
        compiled()(4)
        assert told == [(1, 1)]
        compiled()(4)
    assert told == [(1, 1)]


@pytest.mark.parametrize("suffix", [".nbi", ".nbc"])
@pytest.mark.parametrize("damage", ["empty", "half", "noise", "one byte"])
def test_what_is_damaged_is_compiled_anew_and_said(twice, suffix, damage):
    compiled, folder = twice
    assert compiled()(4) == 8
    (file,) = folder.glob(f"*{suffix}")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 255
    harm = {"empty": b"", "half": content[: len(content) // 2], "noise": b"x" * 500, "one byte": content}
    file.write_bytes(harm[damage])
    again = compiled()
    with pytest.warns(RuntimeWarning, match="__pycache__: compiled code that is kept here is damaged"):
        assert again(4) == 8
    assert hits(again) == 0
    healed = compiled()
    assert (healed(4), hits(healed)) == (8, 1)


def test_a_full_disk_is_said_and_the_code_runs(twice, monkeypatch):
    compiled, folder = twice

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(compiled_cache._Files, "_save_index", full)
    with pytest.warns(RuntimeWarning, match="No space left on device; compiled code is not kept"):
        assert compiled()(4) == 8
    assert not list(folder.glob("*.nb*"))


def test_no_folder_at_all_is_said_and_the_code_runs(twice, monkeypatch):
    def nowhere(function):
        raise RuntimeError("cannot cache function: no locator available")

    monkeypatch.setattr(compiled_cache, "KeptCode", nowhere)
    with pytest.warns(RuntimeWarning, match="no folder takes compiled code"):
        function = twice[0]()
    assert function(4) == 8


def test_a_run_needs_no_scipy_and_a_rule_that_needs_it_gets_it(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\n"
        "import numpy as np\n"
        "import numba\n"
        "from dualsim.engine.simulation import Simulation\n"
        "from dualsim.scenario.loading import load\n"
        f"Simulation(load({str(TINY)!r}), 300, 1).advance()\n"
        "print('scipy.linalg' in sys.modules)\n"
        "weigh = numba.njit(lambda a: np.dot(a, a))\n"
        "print(weigh(np.array([1.0, 2.0])), 'scipy.linalg' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "5.0", "True"]
