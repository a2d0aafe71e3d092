"""Warm processes that answer calls: each by itself, so that one that dies takes nobody with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from typing import TYPE_CHECKING, Any

from dualsim.runs.executors import processes
from dualsim.web.answers import BEFOREHAND, Outcome, Tell, begin, work
from dualsim.web.limits import Limits

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

COMPILING = 600.0  # seconds that the first process may take to be ready
PATIENCE = (0.0, 1.0, 5.0)  # seconds before a process that does not come up is begun again


def _nothing() -> None:
    """Nobody wants to know."""


class DiedError(Exception):
    """The process that worked on a call has died."""


class TooLongError(Exception):
    """A call took longer than it may, and its process was ended."""


class Worker:
    """One process: whether it may be given work."""

    def __init__(self, number: int, pool: ProcessPoolExecutor) -> None:
        """Begin with a pool of one process, which is not warm yet."""
        self.number, self.pool, self.free = number, pool, False

    @property
    def process(self) -> Any:
        """The process itself, once it is begun."""
        return next(iter((self.pool._processes or {}).values()), None)

    def end(self) -> None:
        """Kill the process; nobody wants what it does any more."""
        process = self.process
        if process is not None:
            process.kill()
        self.pool.shutdown(wait=False, cancel_futures=True)


class WorkerPool:
    """So many processes, each replaced when it dies."""

    def __init__(self, count: int, served: Mapping[str, Scenario], limits: Limits, nice: int = 0) -> None:
        """Take so many processes, which know these scenarios and let others go first if they are nice."""
        self.count, self.served, self.limits = count, dict(served), limits
        self.workers: list[Worker] = []
        self.replaced = 0  # processes that died or were ended
        self._closed, self._nice = False, nice
        self._context = processes(BEFOREHAND)
        self._warming: set[asyncio.Task[None]] = set()
        self.on_free: Callable[[], None] = _nothing  # called when a process has become free

    async def start(self, tell: Tell | None = None) -> None:
        """Have all processes ready, the first alone: it may have to compile. Raises ValueError if none is."""
        first = self._begun(0)
        self.workers = [first]  # known from the first, for it may have to be ended while it compiles
        try:
            await self._ready(first, tell)
        except (BrokenExecutor, TimeoutError) as error:
            raise ValueError(f"serve: no process can be begun, {error}; give fewer --jobs") from error
        self.workers += [self._begun(number) for number in range(1, self.count)]
        await asyncio.gather(*(self._warm(worker) for worker in self.workers[1:]))

    def free(self) -> list[Worker]:
        """The processes that wait for work."""
        return [worker for worker in self.workers if worker.free]

    async def do(self, worker: Worker, call: tuple[Any, ...], seconds: float) -> Outcome:
        """The answer of a process to a call; raise DiedError or TooLongError if there comes none."""
        worker.free = False
        try:
            found = await asyncio.wait_for(self._submitted(worker, *call), seconds)
        except TimeoutError:
            self._replace(worker)
            raise TooLongError from None
        except BrokenExecutor:
            self._replace(worker)
            raise DiedError from None
        except BaseException:
            worker.free = True
            raise
        worker.free = True
        return found

    def look_after(self) -> None:
        """Replace processes that died while they waited."""
        for worker in self.free():
            if worker.process is not None and not worker.process.is_alive():
                self._replace(worker)

    def close(self) -> None:
        """End all processes at once."""
        self._closed = True
        for task in self._warming:
            task.cancel()
        for worker in self.workers:
            worker.end()

    def _begun(self, number: int) -> Worker:
        given = (self.served, self.limits.memory, self._nice)
        return Worker(
            number,
            ProcessPoolExecutor(1, mp_context=self._context, initializer=begin, initargs=given),
        )

    def _submitted(self, worker: Worker, *call: Any) -> asyncio.Future[Outcome]:
        try:
            found: Future[Outcome] = worker.pool.submit(work, *call)
        except RuntimeError as error:  # a pool that is broken, or closed meanwhile
            raise BrokenExecutor(str(error)) from error
        return asyncio.wrap_future(found)

    async def _ready(self, worker: Worker, tell: Tell | None = None) -> None:
        outcome = await asyncio.wait_for(self._submitted(worker, "warm", tell), COMPILING)
        if outcome.refused:
            raise BrokenExecutor(outcome.refused)
        worker.free = True

    def _replace(self, worker: Worker) -> None:
        worker.free = False
        worker.end()
        self.replaced += 1
        if not self._closed:
            task = asyncio.get_running_loop().create_task(self._warm(worker, again=True))
            self._warming.add(task)
            task.add_done_callback(self._warming.discard)

    async def _warm(self, worker: Worker, again: bool = False) -> None:
        """Have a process ready, begun again if it does not come up."""
        tries = 0
        while not self._closed:
            await asyncio.sleep(PATIENCE[min(tries, len(PATIENCE) - 1)])
            if again or tries:
                worker.pool = self._begun(worker.number).pool
            try:
                await self._ready(worker)
            except (BrokenExecutor, TimeoutError):
                worker.end()
                tries += 1
            else:
                self.on_free()
                return
