"""How much of everything a class may ask at once; whatever waits, is kept or is sent has a bound."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """Bounds of a server; tests take smaller ones."""

    people: tuple[int, int] = (200, 5_000)  # of a question
    runs: tuple[int, int] = (1, 16)
    seeds: tuple[int, int] = (0, 1_000_000)
    clients: int = 200  # tokens at a time
    asks: int = 240  # of a token in a minute: a slider that is dragged asks often
    crowd: int = 4  # tokens that wait: if there are more, a question gets fewer runs
    few_runs: int = 4
    waiting: int = 4_000  # jobs of all together
    alone: int = 16  # requests that belong to no token: stories, comparisons, uploads
    kept: int = 64_000_000  # bytes of answers
    uploads: int = 32  # scenarios in memory
    body: int = 64_000  # bytes of a question
    upload: int = 1_000_000  # bytes of a scenario
    body_seconds: float = 10.0  # until a body is there
    upload_seconds: float = 30.0
    buffer: int = 6_000_000  # bytes that wait for one stream
    heartbeat: float = 10.0  # seconds between signs of life
    stalled: float = 20.0  # seconds that a connection may leave unread what is sent, or a request unfinished
    absent: float = 30.0  # seconds that a token is remembered without a stream
    tick: float = 0.5  # seconds between looks at the queue
    run_seconds: float = 30.0  # that one run may take
    report_seconds: float = 600.0
    parts: int = 4  # scenarios of a report
    check_seconds: float = 15.0  # that an uploaded scenario may take to be checked
    tries: int = 2  # of what a process died at
    memory: int = 2_000_000_000  # bytes of one process
    requests: int = 400  # at once, streams included
    connections: int = 1_200
    wrong_codes: int = 20  # a second, of all together


LIMITS = Limits()
