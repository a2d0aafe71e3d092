"""A stream of server-sent events, as long as somebody reads it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.responses import Response

from dualsim.web.clients import Client

RETRY = b"retry: 1000\n\n"  # milliseconds until a browser comes back


class EventStream(Response):
    """What waits in a client, sent as it comes."""

    media_type = "text/event-stream"

    def __init__(self, client: Client) -> None:
        """Send what waits in this client."""
        super().__init__(headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self.client = client

    async def __call__(
        self, scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
    ) -> None:
        """Send until the reader, the client or the server goes."""
        stream = self.client.opened()
        gone = asyncio.ensure_future(_gone(receive))
        gone.add_done_callback(lambda _: self.client.wake())
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": RETRY, "more_body": True})
            while not gone.done() and (body := await self.client.next(stream)) is not None:
                await send({"type": "http.response.body", "body": body, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()
            self.client.closed(stream)


async def _gone(receive: Callable[[], Awaitable[Any]]) -> None:
    """Wait until the reader has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
