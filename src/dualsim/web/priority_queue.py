"""Who waits: first lines before bands, and in each line the questions of all tokens by turns."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from dualsim.web.answers import Outcome

FIRST, BAND = range(2)  # the ranks; what nobody waits for stands in no line


class Listener(Protocol):
    """Who wants to hear of a job."""

    def began(self, job: Job) -> None:
        """The job is in work now."""

    def ended(self, job: Job, outcome: Outcome) -> None:
        """The job is done, or refused."""


@dataclass(eq=False)
class Job:
    """One call of a worker: what it answers, and who waits for that."""

    key: tuple[Any, ...]  # by which identical ones are known
    call: tuple[Any, ...]
    seconds: float
    turn: int = 0  # jobs of one turn go to one process, if it is free: it has lived their past
    listeners: list[Listener] = field(default_factory=list)
    begun: bool = False
    tries: int = 0

    @property
    def waits(self) -> bool:
        """Whether somebody wants it and nobody is at it."""
        return bool(self.listeners) and not self.begun


class PriorityQueue:
    """The lines, each by token; what nobody wants any more is passed over."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._lines: tuple[dict[str, deque[Job]], ...] = ({}, {})

    def put(self, rank: int, token: str, job: Job) -> None:
        """Let a job of a token wait."""
        self._lines[rank].setdefault(token, deque()).append(job)

    def take(self) -> Job | None:
        """The job whose turn it is, or None."""
        for line in self._lines:
            for token in list(line):
                found = next(iter(_drawn(line[token])), None)
                if not line[token]:
                    del line[token]
                elif found is None or not _belong(found, line[token][0]):
                    line[token] = line.pop(token)  # its question is through: behind all others
                if found is not None:
                    return found
        return None

    def prune(self, token: str) -> None:
        """Forget the jobs of a token that nobody waits for."""
        for line in self._lines:
            left = deque(job for job in line.get(token, ()) if job.waits)
            if left:
                line[token] = left
            else:
                line.pop(token, None)

    def places(self) -> dict[Job, int]:
        """How many come before each job that waits, counted as 1 for the next."""
        found: dict[Job, int] = {}
        for line in self._lines:
            for job in _by_turns([_parts(waiting) for waiting in line.values()]):
                found.setdefault(job, len(found) + 1)
        return found


def _belong(one: Job, other: Job) -> bool:
    """Whether two jobs are of one question."""
    return one.key[:2] == other.key[:2]


def _drawn(waiting: deque[Job]) -> Iterator[Job]:
    """Jobs taken out of a line, without those that do not wait any more."""
    while waiting:
        job = waiting.popleft()
        if job.waits:
            yield job


def _parts(waiting: deque[Job]) -> list[list[Job]]:
    """The jobs that wait, question by question."""
    found: list[list[Job]] = []
    for job in waiting:
        if job.waits:
            if found and _belong(found[-1][0], job):
                found[-1].append(job)
            else:
                found.append([job])
    return found


def _by_turns(rows: list[list[list[Job]]]) -> Iterator[Job]:
    for n in range(max(map(len, rows), default=0)):
        for row in rows:
            yield from row[n] if n < len(row) else ()
