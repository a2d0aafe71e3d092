"""The disk cache: it can never hide an edited rule."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dualsim
from paths import TINY

PACKAGE = Path(dualsim.__file__).parent

# Walks people once, compiled and plain, and prints what they did.
SCRIPT = """
import sys
import numpy as np
from dualsim.theory import rule
from dualsim.scenario.loading import load
from dualsim.theory.random_streams import key_of
from dualsim.engine.initial_state import initial_state
from dualsim.engine.compiled import walks
from dualsim.engine.tables import Handed

start = initial_state(load(sys.argv[1]), 200, 1)
given = (start.people, start.world, start.taste, key_of(1, 0))
rule.stir(*given[:3])
handed = (*map(Handed, given[:3]), given[3])
risen = np.full(200, 9, np.uint8)
walks().mobilise(0, 200, *handed, risen)
assert risen.tolist() == [rule.rise(i, *given) for i in range(200)]
print(risen.tolist(), start.people.ideal.tolist())
print(walks().mobilise.stats.cache_hits.total())
"""
EDITS = {
    "theory/random_streams.py": ("MIX_1 = 0xBF58476D1CE4E5B9", "MIX_1 = 0xBF58476D1CE4E5BB"),
    "theory/rule.py": ("danger = taste.risk *", "danger = 0.2 + taste.risk *"),
}


@pytest.fixture
def copy(tmp_path):
    """A copy of the package, and a way to walk its people with a cache of its own."""
    shutil.copytree(PACKAGE, tmp_path / "dualsim", ignore=shutil.ignore_patterns("__pycache__"))

    def walk():
        env = {**os.environ, "PYTHONPATH": str(tmp_path), "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
        env["NUMBA_OPT"] = "0"  # what is asked is which code runs, not how fast
        args = [sys.executable, "-c", SCRIPT, str(TINY)]
        done = subprocess.run(args, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        risen, hits = done.stdout.splitlines()
        return risen, int(hits)

    return tmp_path / "dualsim", walk


def test_an_edited_rule_shows_and_taking_it_back_restores(copy):
    folder, walk = copy
    first, hits = walk()
    assert {"0", "1"} <= set(first.split("]")[0])
    assert hits == 0
    for name, (old, new) in EDITS.items():
        path = folder / name
        text, stat = path.read_text(encoding="utf-8"), path.stat()
        assert text.count(old) == 1, "the line that this test edits"
        path.write_text(text.replace(old, new), encoding="utf-8")
        edited, hits = walk()
        assert edited != first, name
        assert hits == 0, name
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert walk() == (first, 1), "from the cache"
