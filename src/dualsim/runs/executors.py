"""Where runs are carried out: here, in processes of our own, or through any executor that is given."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self, TypeVar

from dualsim.runs.optional import needed
from dualsim.scenario.refusals import marked

if TYPE_CHECKING:
    from dualsim.engine.simulation import Progress

# Imported once, by the process from which the others are forked, and not once a process.
BEFOREHAND = ["dualsim.runs.chunk", "dualsim.runs.ensembles"]
CHUNK = 2  # runs handed to a process at a time: few enough to share the work evenly
TRIES = 3  # of what a process died at, where the answers before it are kept: once may be chance
TIMEOUT = 10  # seconds to wait for a scheduler

Answer = TypeVar("Answer")


class Workers:
    """What carries out tasks: an executor that is given, or processes of our own, which end with us."""

    def __init__(
        self, whose: str, jobs: int | None, executor: Executor | None, most: int, *, keeps: bool = False
    ) -> None:
        """Take as many processes as `jobs` says, but no more than there are tasks at `most`.

        `whose` begins what is said when a process dies; `keeps` says that answers are kept as they come, so
        that others may be tried again.
        """
        self.whose, self.keeps, self.given = whose, keeps, executor
        self.count = max(1, min(jobs or os.cpu_count() or 1, most))

    def __enter__(self) -> Self:
        """Begin; processes are started when there is work."""
        self._pool = self._begun()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End the processes, at once if there was an error."""
        self._end(at_once=kind is not None)

    def in_order(
        self,
        work: Callable[..., Answer],
        tasks: Sequence[tuple[Any, ...]],
        progress: Progress | None = None,
        sizes: Sequence[int] | None = None,
    ) -> list[Answer]:
        """The answer of each task, in order; `progress` counts tasks, or as many as each one's size."""
        sizes = [1] * len(tasks) if sizes is None else sizes
        found, done = dict[int, Answer](), 0
        for number, answer in self.as_done(work, tasks):
            found[number] = answer
            done += sizes[number]
            if progress is not None:
                progress(done, sum(sizes))
        return [found[number] for number in range(len(tasks))]

    def as_done(
        self,
        work: Callable[..., Answer],
        tasks: Sequence[tuple[Any, ...]],
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[tuple[int, Answer]]:
        """The number and the answer of each task, in any order, until `stop` says that no more shall begin.

        Never more are in hand than keep all processes busy. Raises ValueError if processes die.
        """
        left, deaths = dict(enumerate(tasks)), 0
        while left and not stop():
            try:
                for number, answer in self._through(work, left, stop):
                    deaths = 0
                    del left[number]
                    yield number, answer
            except BrokenExecutor:  # no memory, or a script that every process runs again from its top
                deaths += 1
                if self.given is not None or not self.keeps or deaths == TRIES:
                    raise ValueError(self._died()) from None
                self._end(at_once=True)
                self._pool = self._begun()

    def _through(
        self, work: Callable[..., Answer], tasks: dict[int, tuple[Any, ...]], stop: Callable[[], bool]
    ) -> Iterator[tuple[int, Answer]]:
        ahead, in_hand = iter(list(tasks)), dict[Future[Answer], int]()
        while True:
            while len(in_hand) <= slots(self._pool) and not stop():
                number = next(ahead, None)
                if number is None:
                    break
                in_hand[self._pool.submit(marked, work, *tasks[number])] = number
            if not in_hand:
                return
            for future in wait(in_hand, return_when=FIRST_COMPLETED).done:
                yield in_hand.pop(future), future.result()

    def _begun(self) -> Executor:
        if self.given is not None or self.count == 1:
            return self.given or Here()
        return ProcessPoolExecutor(self.count, mp_context=processes(), initializer=at_work)

    def _end(self, *, at_once: bool) -> None:
        if self.given is not None or not isinstance(self._pool, ProcessPoolExecutor):
            return
        if at_once:
            for process in list((self._pool._processes or {}).values()):
                process.kill()  # or else we would wait for what nobody wants any more
        self._pool.shutdown(cancel_futures=True)

    def _died(self) -> str:
        kept = "what is done is kept; " if self.keeps else ""
        script = "in a script call it below if __name__ == '__main__':"
        why = "a process died at its work, perhaps for lack of memory"
        return f"{self.whose}: {why}; {kept}give fewer jobs or people, and {script}"


class Here(Executor):
    """An executor that does the work at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The answer, as something that has been waited for."""
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


def slots(pool: Executor) -> int:
    """How many tasks an executor works on at once, as far as it tells."""
    client = getattr(pool, "_client", None)
    if client is not None:  # of Dask: a cluster may grow and shrink
        return 2 * max(1, sum(client.nthreads().values()))
    return getattr(pool, "_max_workers", None) or (0 if isinstance(pool, Here) else os.cpu_count() or 1)


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """An executor of the Dask cluster whose scheduler listens here; raise ValueError if none does."""
    distributed = needed("distributed", "dask")
    try:
        client = distributed.Client(address, timeout=TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as error:  # a time that ran out is an OSError
        example = "write it as in tcp://10.0.0.1:8786"
        raise ValueError(f"scheduler {address}: no scheduler answers there; {example}") from error
    try:
        yield client.get_executor()
    finally:
        client.close()


def begin_early(jobs: int | None) -> None:
    """Let the process from which workers are forked import what they need while other work is done."""
    if jobs != 1:
        processes()


def processes(beforehand: Sequence[str] = BEFOREHAND) -> Any:
    """How processes are begun: from a process that has imported once for all, where the system has that.

    It begins deaf to Ctrl-C, which goes to all processes of a terminal and is for the one that gave the work.
    """
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        from multiprocessing import forkserver, resource_tracker

        context.set_forkserver_preload(list(beforehand))
        resource_tracker.ensure_running()  # begun by the other, it would make that hear Ctrl-C again
        heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            forkserver.ensure_running()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, heard)
    return context


def at_work() -> None:
    """Leave Ctrl-C to the process that gave the work, and end when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
