"""Connections: counted, and ended where a request trickles in or an answer is not read."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from dualsim.web.limits import LIMITS, Limits

FULL = json.dumps({"message": "server: too many connections at once; try again in a moment"}).encode()
REFUSAL = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\nconnection: close\r\n"
    b"content-length: " + str(len(FULL)).encode() + b"\r\n\r\n" + FULL
)


class Connection(H11Protocol):
    """HTTP as uvicorn speaks it, with bounds on the patience it has."""

    limits: Limits = LIMITS
    _looking: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None
    _seen: Any = None  # the request that was last looked at

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection in, if there are not too many."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            transport.write(REFUSAL)
            transport.close()
            return
        self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        for timer in (self._looking, self._unread):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in what comes, but for a connection that is being closed."""
        if not self.transport.is_closing():
            super().data_received(data)

    def pause_writing(self) -> None:
        """What is sent is not read: end the connection unless it is read soon."""
        super().pause_writing()
        self._unread = self.loop.call_later(self.limits.stalled, self.transport.abort)

    def resume_writing(self) -> None:
        """What was sent is read after all."""
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()

    def _look_later(self) -> None:
        self._looking = self.loop.call_later(self.limits.stalled, self._look)

    def _look(self) -> None:
        """End a connection that has brought no whole request for long."""
        idle = self.cycle is None or self.cycle.response_complete
        if idle and self._seen is self.cycle:
            self.transport.abort()
            return
        self._seen = self.cycle
        self._look_later()
