"""Tabs of browsers, each known by its token: what waits to be sent to it, and how much it asks."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from typing import Any

from dualsim.web.limits import Limits

MINUTE = 60.0


class BusyError(Exception):
    """Too much is asked for at once; the message says what, and what helps."""


class Client:
    """One client: its stream of events, with a bound, and its questions."""

    def __init__(self, token: str, limits: Limits) -> None:
        """Begin without a stream."""
        self.token, self.limits = token, limits
        self.active: dict[str, Any] = {}  # what it asks, by slot
        self.alone: dict[str, asyncio.Future[Any]] = {}  # the film and the reasons that are waited for
        self.seen = time.monotonic()
        self.stream = 0  # the number of the stream that is read; one before it ends
        self.streaming = False
        self.dropped = False
        self._waiting: deque[tuple[bytes, ...]] = deque()
        self._size = 0
        self._wake = asyncio.Event()
        self._asked: deque[float] = deque()

    def tell(self, event: str, body: bytes) -> None:
        """Let an event wait for the stream; a client that does not read what waits is dropped."""
        if self.dropped:
            return
        parts = (b"event: ", event.encode(), b"\ndata: ", body, b"\n\n")
        self._waiting.append(parts)
        self._size += sum(map(len, parts))
        if self._size > self.limits.buffer:
            self.drop()
        self._wake.set()

    def say(self, event: str, **facts: Any) -> None:
        """The same for facts."""
        self.tell(event, json.dumps(facts, ensure_ascii=False).encode())

    def drop(self) -> None:
        """Send no more, and end the stream."""
        self.dropped = True
        self._waiting.clear()
        self._size = 0
        self._wake.set()

    def count(self) -> None:
        """Count a question; raise BusyError if there were too many within a minute."""
        now = time.monotonic()
        while self._asked and self._asked[0] < now - MINUTE:
            self._asked.popleft()
        if len(self._asked) >= self.limits.asks:
            raise BusyError(f"ask: more than {self.limits.asks} questions in a minute; wait a little")
        self._asked.append(now)
        self.seen = now

    def opened(self) -> int:
        """Begin a stream; the one before it ends."""
        self.stream += 1
        self.streaming, self.seen = True, time.monotonic()
        self._wake.set()
        return self.stream

    def closed(self, stream: int) -> None:
        """A stream has ended."""
        if stream == self.stream:
            self.streaming, self.seen = False, time.monotonic()

    def wake(self) -> None:
        """Let whoever waits look again."""
        self._wake.set()

    async def next(self, stream: int) -> bytes | None:
        """What is to be sent, a sign of life if there is nothing for long, or None at the end."""
        if not self._waiting and not self.dropped and stream == self.stream:
            self._wake.clear()
            try:
                await asyncio.wait_for(self._wake.wait(), self.limits.heartbeat)
            except TimeoutError:
                return b": all is well\n\n"
        if self.dropped or stream != self.stream:
            return None
        found = b"".join(part for parts in self._waiting for part in parts)
        self._waiting.clear()
        self._size = 0
        return found


class Clients:
    """The clients, by token, no more than so many."""

    def __init__(self, limits: Limits) -> None:
        """Begin with none."""
        self.limits = limits
        self._tabs: dict[str, Client] = {}

    def __iter__(self) -> Any:
        return iter(list(self._tabs.values()))

    def of(self, token: str) -> Client:
        """The client of a token; raise BusyError if there are too many already."""
        found = self._tabs.get(token)
        if found is None:
            if len(self._tabs) >= self.limits.clients:
                raise BusyError(f"token: {self.limits.clients} clients are open already; close one of them")
            found = self._tabs[token] = Client(token, self.limits)
        return found

    def away(self) -> list[Client]:
        """Take out the clients that are gone: those dropped, and those that nobody reads any more."""
        now = time.monotonic()
        gone = [
            client
            for client in self._tabs.values()
            if client.dropped or (not client.streaming and now - client.seen > self.limits.absent)
        ]
        for client in gone:
            client.drop()
            del self._tabs[client.token]
        return gone
