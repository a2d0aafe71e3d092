"""Those who wait: a question whose runs are told one by one, or a request that is answered once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

from dualsim.web.answers import Outcome
from dualsim.web.clients import Client
from dualsim.web.priority_queue import Job
from dualsim.web.questions import Question


class StreamedRequest:
    """A question of a client: which runs it still waits for."""

    def __init__(self, client: Client, name: str, question: Question, of: int) -> None:
        """A question, of which so many runs are carried out."""
        self.client, self.name, self.question, self.of = client, name, question, of
        self.open: dict[Job, int] = {}  # the runs that are to come
        self.place: int | None = None  # in the queue, as last told
        self.over: Callable[[StreamedRequest], None] = lambda asking: None  # called at the end

    def course(self, n: int, body: bytes) -> None:
        """Tell a run."""
        head = json.dumps({"id": self.name, "n": n, "of": self.of}, ensure_ascii=False)[:-1]
        self.client.tell("course", b"".join((head.encode(), b', "course": ', body, b"}")))

    def queued(self, place: int) -> None:
        """Tell the place in the queue, if it is another one."""
        if place != self.place:
            self.place = place
            self.client.say("queued", id=self.name, place=place)

    def began(self, job: Job) -> None:
        """A run is in work."""
        self.queued(0)

    def ended(self, job: Job, outcome: Outcome) -> None:
        """A run is done: tell it, and the end if it was the last."""
        n = self.open.pop(job, None)
        if n is None:
            return
        if outcome.refused:
            self.client.say("refused", id=self.name, message=outcome.refused)
            self.over(self)
            return
        self.course(n, outcome.value)
        self.settle()

    def trim(self, most: int) -> list[Job]:
        """Wait for no more than so many runs; those that are given up, none of which has begun."""
        given_up = [job for job, n in self.open.items() if n >= most and not job.begun]
        for job in given_up:
            del self.open[job]
            job.listeners.remove(self)
        self.of -= len(given_up)
        return given_up

    def settle(self) -> None:
        """Tell the end if nothing is to come any more."""
        if not self.open:
            self.client.say("done", id=self.name)
            self.over(self)


class SingleRequest:
    """A request that waits for one answer."""

    def __init__(self) -> None:
        """Begin to wait."""
        self.answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

    def began(self, job: Job) -> None:
        """Nothing is told of that."""

    def ended(self, job: Job, outcome: Outcome) -> None:
        """The answer is there."""
        if not self.answer.done():
            self.answer.set_result(outcome)
