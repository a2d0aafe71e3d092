"""Where runs are carried out: here, in processes of our own, or through any executor that is given."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

# Imported once, by the process from which the others are forked, and not once a process.
BEFOREHAND = ["dualsim.runs.chunk", "dualsim.runs.ensembles"]


class Here(Executor):
    """An executor that does the work at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The answer, as something that has been waited for."""
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


def begin_early(jobs: int | None) -> None:
    """Let the process from which workers are forked import what they need while other work is done."""
    if jobs != 1 and _context().get_start_method() == "forkserver":
        from multiprocessing import forkserver

        forkserver.ensure_running()


@contextmanager
def workers(jobs: int | None, executor: Executor | None, most: int) -> Iterator[Executor]:
    """The executor that was given, or processes of our own, which end with us however we end."""
    count = min(jobs or os.cpu_count() or 1, most)
    if executor is not None or count == 1:
        yield executor or Here()
        return
    pool = ProcessPoolExecutor(count, mp_context=_context(), initializer=_at_work)
    try:
        yield pool
    except BaseException:
        for process in list((pool._processes or {}).values()):
            process.kill()  # or else we would wait for what nobody wants any more
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def answer_of(done: Future[Any], whose: str = "ensemble") -> Any:
    """What a process found; raise ValueError with words if it died."""
    try:
        return done.result()
    except BrokenExecutor:  # no memory, or a script that every process runs again from its top
        message = (
            f"{whose}: a process died; call it below if __name__ == '__main__': in a script, or give jobs=1"
        )
        raise ValueError(message) from None


def _context() -> Any:
    """How processes are begun: from a process that has imported once for all, where the system has that."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        context.set_forkserver_preload(BEFOREHAND)
    return context


def _at_work() -> None:
    """Leave Ctrl-C to the process that gave the work, and end when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
