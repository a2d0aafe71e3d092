"""The disk cache: it can never hide an edited rule."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dualsim

PACKAGE = Path(dualsim.__file__).parent
TINY = Path(__file__).parent / "data" / "tiny.yaml"

# Walks people once, compiled and plain, and prints what they chose.
SCRIPT = """
import sys
import numpy as np
from dualsim import rule
from dualsim.loading import load
from dualsim.luck import key_of, uniforms
from dualsim.simulation import Simulation

sim = Simulation(load(sys.argv[1]), 60)
key, n = key_of(1, 0), len(sim.people.cell)
(chosen, voted), risen = np.empty((2, n), np.int16), np.empty(n, np.uint8)
given = (sim.people, sim.world, sim.taste._replace(rho=0.5), key)
sim.walks.reconsider(0, n, *given, chosen, voted)
sim.walks.mobilise(0, n, *given, risen)
for i in range(n):
    again = rule.reconsiders(i, *given)
    assert chosen[i] == (rule.choose(i, *given) if again else sim.people.authority[i]), i
    assert voted[i] == (rule.vote(i, *given) if again else sim.people.party[i]), i
    assert risen[i] == rule.rise(i, *given), i
assert uniforms(key, 9, 3, 0).tolist() == [rule.uniform(key, i, 3, 0) for i in range(9)]
print(chosen.tolist(), voted.tolist(), sim.people.ideal.tolist())
print(sim.walks.reconsider.stats.cache_hits.total())
"""
EDITS = {
    "luck.py": ("MIX_1 = 0xBF58476D1CE4E5B9", "MIX_1 = 0xBF58476D1CE4E5BB"),
    "rule.py": ("appeal += taste.chi *", "appeal -= taste.chi *"),
    "state.py": ("IDEAL_STEP = 0.01", "IDEAL_STEP = 0.02"),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the package, and a way to run it with a cache of its own."""
    where = tmp_path_factory.mktemp("copy")
    shutil.copytree(PACKAGE, where / "dualsim", ignore=shutil.ignore_patterns("__pycache__"))

    def walk():
        env = {**os.environ, "PYTHONPATH": str(where), "NUMBA_CACHE_DIR": str(where / "cache")}
        args = [sys.executable, "-c", SCRIPT, str(TINY)]
        done = subprocess.run(args, env=env, cwd=where, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        chosen, hits = done.stdout.splitlines()
        return chosen, int(hits)

    return where / "dualsim", walk


@pytest.fixture(scope="module")
def first(copy):
    _, walk = copy
    chosen, _ = walk()
    return chosen


def test_the_second_time_comes_from_the_cache(copy, first):
    _, walk = copy
    assert walk() == (first, 1)


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_shows_and_taking_it_back_restores(copy, first, name):
    folder, walk = copy
    path, (old, new) = folder / name, EDITS[name]
    text, stat = path.read_text(encoding="utf-8"), path.stat()
    assert text.count(old) == 1, "the line that this test edits"
    path.write_text(text.replace(old, new), encoding="utf-8")
    edited, hits = walk()
    assert edited != first
    assert hits == 0
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert walk()[0] == first
