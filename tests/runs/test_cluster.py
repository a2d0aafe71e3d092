"""A Dask cluster: the same bytes as one process, also when one of its workers dies."""

from __future__ import annotations

import sys
from concurrent.futures import Executor

import numpy as np
import pytest

from dualsim.runs.executors import cluster, slots
from dualsim.runs.single import open_run
from dualsim.runs.store import statuses
from dualsim.runs.sweeps import sweep
from paths import TINY

distributed = pytest.importorskip("distributed", reason="dualsim[dask] is not installed")

SMALL = {"people": 300, "seed": 5, "vary": ["behaviour.beta=2:4:16"], "design": "lhs"}

pytestmark = pytest.mark.filterwarnings("default")  # those of Dask are its own


@pytest.fixture(scope="module")
def two_workers():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as found:
        yield found


def content(folder):
    """Every number of every run in a folder, as bytes."""
    results = open_run(folder)
    return {
        name: np.asarray(values.values).astype("U64" if values.dtype == object else values.dtype).tobytes()
        for name, values in results.data_vars.items()
    }


def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(two_workers, tmp_path):
    sweep(TINY, tmp_path / "one", jobs=1, **SMALL)
    killed = []

    def kill(done: int, of: int) -> None:
        if not killed:
            killed.append(done)
            next(iter(two_workers.workers.values())).process.process._process.kill()

    with cluster(two_workers.scheduler_address) as executor:
        assert isinstance(executor, Executor)
        assert slots(executor) >= 2
        sweep(TINY, tmp_path / "many", executor=executor, progress=kill, **SMALL)
    assert killed
    assert killed[0] < 16
    sweep(TINY, tmp_path / "many", jobs=1, **SMALL)  # what died with the worker, if anything did
    assert {run["status"] for run in statuses(tmp_path / "many")} == {"done"}
    assert content(tmp_path / "many") == content(tmp_path / "one")


def test_nobody_at_an_address_is_said(monkeypatch):
    monkeypatch.setattr("dualsim.runs.executors.TIMEOUT", 0.2)
    with (
        pytest.raises(ValueError, match=r"^scheduler tcp://127.0.0.1:9: no scheduler answers there; write"),
        cluster("tcp://127.0.0.1:9"),
    ):
        pass


def test_without_dask_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(ValueError, match=r"^distributed: not installed; pip install 'dualsim\[dask\]'"),
        cluster("tcp://127.0.0.1:9"),
    ):
        pass
