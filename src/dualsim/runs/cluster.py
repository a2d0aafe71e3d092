"""A Dask cluster as an executor: the same chunks, on other machines."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

TIMEOUT = 10  # seconds to wait for a scheduler


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """An executor of the cluster whose scheduler listens here; raise ValueError if none does."""
    try:
        from distributed import Client
    except ImportError:
        raise ValueError("--scheduler: Dask is not installed; pip install 'dualsim[dask]'") from None
    try:
        client = Client(address, timeout=TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as error:  # a time that ran out is an OSError
        example = "write it as in tcp://10.0.0.1:8786"
        raise ValueError(f"--scheduler {address}: no scheduler answers there; {example}") from error
    try:
        yield client.get_executor()
    finally:
        client.close()
