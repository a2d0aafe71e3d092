"""A server from its first breath to its last: processes, dispatcher, access, connections."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import uvicorn

from dualsim.web.access import Access
from dualsim.web.answers import Tell
from dualsim.web.connections import Connection
from dualsim.web.dispatcher import Dispatcher
from dualsim.web.endpoints import Endpoints
from dualsim.web.limits import LIMITS, Limits
from dualsim.web.questions import Usual
from dualsim.web.served_scenarios import ServedScenarios
from dualsim.web.static_files import StaticFiles, of_page
from dualsim.web.worker_pool import WorkerPool

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
FAREWELL = 1  # seconds that answers in hand may take when the server ends
HEADER_BYTES = 16_384  # of a request, before its body


class Plan(NamedTuple):
    """What a server serves, to whom, and with how much."""

    scenarios: Mapping[str, Scenario]
    host: str = "127.0.0.1"
    code: str = ""  # that the class types; none is asked for if it is empty
    usual: Usual = Usual()
    jobs: int = 1
    limits: Limits = LIMITS
    files: StaticFiles | None = None  # of the page; those that come with the package if there are none


class Server:
    """One server; `run` serves until it is told to stop."""

    def __init__(self, plan: Plan, listener: socket.socket) -> None:
        """Serve on a socket that listens."""
        self.plan, self.listener = plan, listener
        self.stopped_by = 0  # the signal
        self.dispatcher: Dispatcher | None = None
        self._ending: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, ready: Callable[[], object], tell: Tell | None = None) -> None:
        """Serve; `ready` is called once questions can be answered, `tell` hears what is compiled before."""
        with self._heeding():  # before there is a loop, for a signal may come at any moment
            asyncio.run(self._serve(ready, tell))

    def stop(self) -> None:
        """Let the server end, from whatever thread."""
        if self._loop is not None and self._ending is not None:
            with suppress(RuntimeError):  # it has ended
                self._loop.call_soon_threadsafe(self._ending.set)

    async def _serve(self, ready: Callable[[], object], tell: Tell | None) -> None:
        plan = self.plan
        self._loop, self._ending = asyncio.get_running_loop(), asyncio.Event()
        if self.stopped_by:
            self._ending.set()
        pool = WorkerPool(plan.jobs, plan.scenarios, plan.limits)
        self.dispatcher = dispatcher = Dispatcher(
            pool, ServedScenarios(plan.scenarios, plan.limits.uploads), plan.limits
        )
        try:
            starting = asyncio.ensure_future(pool.start(tell))
            if await self._unless_ended(starting):
                await self._answer(dispatcher, ready)
            starting.cancel()
        finally:
            dispatcher.close()
            self.listener.close()

    async def _answer(self, dispatcher: Dispatcher, ready: Callable[[], object]) -> None:
        """Answer requests until the end."""
        plan, loop = self.plan, asyncio.get_running_loop()
        app = Endpoints(dispatcher, plan.usual, plan.files or of_page()).app()
        server = _Uvicorn(_config(Access(app, plan.host, plan.code, plan.limits), plan.limits))
        answering = loop.create_task(server.serve(sockets=[self.listener]))
        dispatcher.prepare(plan.usual)
        ticking = loop.create_task(_ticking(dispatcher))
        while not server.started and not answering.done():
            await asyncio.sleep(0.01)
        try:
            ready()
            await self._unless_ended(answering)
        finally:
            ticking.cancel()
            for client in dispatcher.clients:
                client.drop()
            server.should_exit = True
            dispatcher.close()
            await answering

    async def _unless_ended(self, work: asyncio.Future[Any]) -> bool:
        """Wait for work, or for the end; whether the work is done."""
        if self._ending is None:
            raise RuntimeError("a server that does not run has no end")
        ending = asyncio.ensure_future(self._ending.wait())
        await asyncio.wait({work, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if work.done():
            work.result()
            return True
        return False

    @contextmanager
    def _heeding(self) -> Iterator[None]:
        """Let signals end the server; the handlers of before come back."""
        before: dict[int, Any] = {}
        if threading.current_thread() is threading.main_thread():
            for name in SIGNALS:
                number = getattr(signal, name, None)
                if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                    before[number] = signal.signal(number, self._heard)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _heard(self, number: int, frame: Any) -> None:
        self.stopped_by = self.stopped_by or number
        self.stop()


class _Uvicorn(uvicorn.Server):
    """Uvicorn that leaves signals to us."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take no signals."""
        yield


def _config(app: Any, limits: Limits) -> uvicorn.Config:
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    bounded = type("Bounded", (Connection,), {"limits": limits})
    return uvicorn.Config(
        app,
        http=bounded,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=FAREWELL,
        h11_max_incomplete_event_size=HEADER_BYTES,
    )


async def _ticking(dispatcher: Dispatcher) -> None:
    """Let the dispatcher look after everything, again and again."""
    while True:
        await asyncio.sleep(dispatcher.limits.tick)
        dispatcher.tick()
