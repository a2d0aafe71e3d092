"""Where questions come in and answers go out: each run once for all who ask for it, kept by its content."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from dualsim.web.answer_cache import AnswerCache
from dualsim.web.answers import Outcome, Requested, Source
from dualsim.web.clients import BusyError, Client, Clients
from dualsim.web.limits import Limits
from dualsim.web.priority_queue import BAND, FIRST, Job, PriorityQueue
from dualsim.web.questions import Content, Question, Usual, likely
from dualsim.web.reports import Reports
from dualsim.web.served_scenarios import ServedScenarios, upload_name
from dualsim.web.waiting_requests import SingleRequest, StreamedRequest
from dualsim.web.worker_pool import DiedError, TooLongError, Worker, WorkerPool

DIED = "the process at it died {tries} times, perhaps for lack of memory; ask for fewer people"
TOO_LONG = "this takes longer than {seconds:.0f} seconds; ask for fewer people, or a shorter scenario"
FAULT = "a fault of dualsim itself, {what}; the server goes on"
NEWER = "a newer one was asked for; this one was dropped"
OPENED = "petrograd_1917"  # the scenario with which the page begins
NOBODY = ""  # the token of requests that bring none


class Dispatcher:
    """Joins those who ask with the runs that they ask for."""

    def __init__(self, pool: WorkerPool, served: ServedScenarios, limits: Limits) -> None:
        """Begin with nothing asked."""
        self.pool, self.served, self.limits = pool, served, limits
        self.cache, self.clients, self.queue = AnswerCache(limits.kept), Clients(limits), PriorityQueue()
        self.jobs: dict[tuple[Any, ...], Job] = {}
        self.reports = Reports(served.served, limits)
        self.done = 0  # runs carried out
        self._ahead: Iterator[tuple[Content, int]] = iter(())  # what is prepared while nobody asks
        self._tasks: set[asyncio.Task[None]] = set()
        self._alone = 0
        pool.on_free = self._dispatch

    def prepare(self, usual: Usual) -> None:
        """Work out ahead what a page asks when it is opened, and may ask next."""
        name = OPENED if OPENED in self.served.served else next(iter(self.served.served))
        scenario = self.served.scenario(name)
        of = Content(name, next(iter(scenario.places)), people=usual.people)
        self._ahead = likely(Question(of, usual.seed, usual.runs), scenario)
        self._dispatch()

    # Questions of clients

    def client(self, token: str) -> Client:
        """The client of a token, a fresh one if it was dropped; raise BusyError if there are too many."""
        found = self.clients.of(token)
        if found.dropped:
            self._clear_away()
            found = self.clients.of(token)
        return found

    def ask(self, client: Client, name: str, slot: str, question: Question) -> None:
        """Take in a question; an older one of the same client and slot is dropped. Raises BusyError."""
        client.count()
        if len(self.jobs) >= self.limits.waiting:
            raise BusyError("ask: too many questions wait already; ask again in a moment")
        self.drop(client, slot)
        if self._is_crowded():
            self._trim()
        asking = StreamedRequest(client, name, question, self._runs(question))
        asking.over = lambda over: self._over(client, slot, over)
        client.active[slot] = asking
        source = self.served.source(question.of.scenario)
        for n in range(asking.of):
            key = _key(question.of, question.seed + n)
            kept = self.cache.get(key)
            if kept is not None:
                asking.course(n, kept)
            else:
                self._wait(asking, n, self._job(key, source, question.of, question.seed + n))
        self._ahead = likely(question, self.served.scenario(question.of.scenario))
        asking.settle()
        self._dispatch()
        if asking.open:
            self._tell_place(asking, self.queue.places())

    def drop(self, client: Client, slot: str) -> None:
        """Drop the question of a client in a slot; runs that have begun are let end, and kept."""
        asking = client.active.pop(slot, None)
        if asking is None:
            return
        for job in asking.open:
            job.listeners.remove(asking)
            self._let_go(job)
        asking.open.clear()
        self.queue.prune(client.token)

    def _over(self, client: Client, slot: str, asking: StreamedRequest) -> None:
        if client.active.get(slot) is asking:
            self.drop(client, slot)

    def _runs(self, question: Question) -> int:
        """How many runs a question gets: fewer where many wait, if not all of them are there already."""
        if all(_key(question.of, question.seed + n) in self.cache for n in range(question.runs)):
            return question.runs
        return min(question.runs, self.limits.few_runs) if self._is_crowded() else question.runs

    def _is_crowded(self) -> bool:
        return sum(1 for client in self.clients if client.active) >= self.limits.crowd

    def _trim(self) -> None:
        """Let those who asked before there was a crowd do with fewer runs, too."""
        for client in self.clients:
            for asking in list(client.active.values()):
                for job in asking.trim(self.limits.few_runs):
                    self._let_go(job)
                asking.settle()
            self.queue.prune(client.token)

    def _wait(self, asking: StreamedRequest, n: int, job: Job) -> None:
        asking.open[job] = n
        job.listeners.append(asking)
        if not job.begun:
            self.queue.put(FIRST if n == 0 else BAND, asking.client.token, job)

    def _job(self, key: tuple[Any, ...], source: Source, of: Content, seed: int) -> Job:
        """The run that is waited for already, or a new one."""
        found = self.jobs.get(key)
        if found is None:
            call = ("course", source, of, seed)
            found = self.jobs[key] = Job(key, call, self.limits.run_seconds, turn=seed)
        return found

    def _let_go(self, job: Job) -> None:
        """Forget a job that nobody wants and nobody is at."""
        if not job.listeners and not job.begun and self.jobs.get(job.key) is job:
            del self.jobs[job.key]

    # Requests that are answered once

    async def film(self, client: Client, question: Question) -> Outcome:
        """The film of a question's first run."""
        source = self.served.source(question.of.scenario)
        call = ("film", source, question.of, question.seed)
        return await self._newest(client, call, question.of)

    async def why(self, client: Client, question: Question, person: int, on: str) -> Outcome:
        """One person's decision of a day."""
        source = self.served.source(question.of.scenario)
        call = ("why", source, question.of, question.seed, person, on)
        return await self._newest(client, call, question.of)

    async def report(self, questions: list[Question]) -> Outcome:
        """The offline report of some questions."""
        key = ("report", *questions)
        kept = self.cache.get(key)
        if kept is not None:
            return Outcome(kept)
        source = self.served.source
        asked = tuple(Requested(source(one.of.scenario), one.of, one.seed, one.runs) for one in questions)
        found = await self.reports.made(asked)
        if not found.refused:
            self.cache.put(key, found.value)
        return found

    async def story(self, name: str) -> Outcome:
        """What a page is told of a scenario."""
        return await self._once(NOBODY, ("story", self.served.source(name)), ("story", name))

    async def diff(self, first: str, second: str) -> Outcome:
        """What differs between two scenarios."""
        call = ("diff", self.served.source(first), self.served.source(second))
        return await self._once(NOBODY, call, ("diff", first, second))

    async def upload(self, text: str) -> list[str] | str:
        """The name of an uploaded scenario, or what is wrong with it."""
        name = upload_name(text)
        if self.served.has(name):
            return name
        outcome = await self._once(NOBODY, ("upload", text), None, self.limits.check_seconds)
        if outcome.refused:
            return [outcome.refused]
        wrong, pickled = outcome.value
        if not wrong:
            self.served.put(name, pickled)
        return wrong or name

    async def _newest(self, client: Client, call: tuple[Any, ...], of: Content) -> Outcome:
        """The answer to a call of a client; an older call of the same kind is dropped."""
        client.count()
        kind = str(call[0])
        if (older := client.alone.pop(kind, None)) is not None:
            older.cancel()
        mine = asyncio.ensure_future(self._once(client.token, call, (kind, of, *call[3:])))
        client.alone[kind] = mine
        try:
            return await mine
        except asyncio.CancelledError:
            if client.alone.get(kind) is mine:  # whoever asked has gone
                mine.cancel()
                raise
            return Outcome(refused=f"{kind}: {NEWER}")
        finally:
            if client.alone.get(kind) is mine:
                del client.alone[kind]

    async def _once(
        self, token: str, call: tuple[Any, ...], key: tuple[Any, ...] | None, seconds: float | None = None
    ) -> Outcome:
        """The answer to one call, kept under its key if it has one."""
        kept = self.cache.get(key) if key is not None else None
        if kept is not None:
            return Outcome(kept)
        if self._alone >= self.limits.alone * (1 if token == NOBODY else 4):
            raise BusyError(f"{call[0]}: too many wait already; ask again in a moment")
        key = key if key is not None else (call[0], object())
        job = self.jobs.setdefault(key, Job(key, call, seconds or self.limits.run_seconds))
        waiting = SingleRequest()
        job.listeners.append(waiting)
        if not job.begun:
            self.queue.put(FIRST if call[0] in ("story", "why") else BAND, token, job)
        self._alone += 1
        self._dispatch()
        try:
            return await waiting.answer
        finally:
            self._alone -= 1
            if waiting in job.listeners:
                job.listeners.remove(waiting)
                self._let_go(job)

    # Work

    def _dispatch(self) -> None:
        """Give work to processes that are free; if nobody waits, what may be asked next, to all but one."""
        while free := self.pool.free():
            job = self.queue.take()
            if job is None:
                if len(free) > 1 or self.pool.count == 1:
                    job = self._foreseen()
                if job is None:
                    return
            worker = next((one for one in free if one.number == job.turn % self.pool.count), free[0])
            worker.free = False
            job.begun = True
            for listener in list(job.listeners):
                listener.began(job)
            task = asyncio.get_running_loop().create_task(self._carry_out(worker, job))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _foreseen(self) -> Job | None:
        """A run that may be asked for next, and is not there."""
        for of, seed in self._ahead:
            key = _key(of, seed)
            if key not in self.cache and key not in self.jobs:
                with suppress(ValueError):  # an upload that is not here any more
                    return self._job(key, self.served.source(of.scenario), of, seed)
        return None

    async def _carry_out(self, worker: Worker, job: Job) -> None:
        job.tries += 1
        try:
            outcome = await self.pool.do(worker, job.call, job.seconds)
            self.done += 1
        except TooLongError:
            outcome = Outcome(refused=f"{job.call[0]}: {TOO_LONG.format(seconds=job.seconds)}")
        except DiedError:
            if job.tries < self.limits.tries and job.listeners:
                job.begun = False
                self.queue.put(FIRST, NOBODY, job)
                self._dispatch()
                return
            outcome = Outcome(refused=f"{job.call[0]}: {DIED.format(tries=job.tries)}")
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
            outcome = Outcome(refused=f"{job.call[0]}: {FAULT.format(what=what)}")
        self._settle(job, outcome)
        self._dispatch()

    def _settle(self, job: Job, outcome: Outcome) -> None:
        """Keep an answer, and tell all who wait for it."""
        if self.jobs.get(job.key) is job:
            del self.jobs[job.key]
        if isinstance(outcome.value, bytes):
            self.cache.put(job.key, outcome.value)
        listeners, job.listeners = job.listeners, []
        for listener in listeners:
            listener.ended(job, outcome)

    # Time

    def tick(self) -> None:
        """Look after everything: places in the queue, clients that are gone, processes that died."""
        self.pool.look_after()
        self.reports.look_after()
        self._clear_away()
        places = self.queue.places()
        for client in self.clients:
            for asking in list(client.active.values()):
                self._tell_place(asking, places)
        self._dispatch()

    def _clear_away(self) -> None:
        for client in self.clients.away():
            for slot in list(client.active):
                self.drop(client, slot)

    def _tell_place(self, asking: StreamedRequest, places: dict[Job, int]) -> None:
        begun = any(job.begun for job in asking.open)
        waiting = [places[job] for job in asking.open if job in places]
        asking.queued(0 if begun else min(waiting, default=0))

    def close(self) -> None:
        """End everything: streams, tasks, processes."""
        for client in self.clients:
            client.drop()
            for waiting in client.alone.values():
                waiting.cancel()
        self.pool.close()
        self.reports.close()
        for task in self._tasks:
            task.cancel()


def _key(of: Content, seed: int) -> tuple[Any, ...]:
    return ("course", of, seed)
