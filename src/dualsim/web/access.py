"""Who is let in: requests for this server's own addresses, from its own page, with the code of the class."""

from __future__ import annotations

import asyncio
import hmac
import json
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from dualsim.web.limits import Limits

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:",
    "connect-src 'self'", "font-src 'self'", "base-uri 'none'", "form-action 'none'",
    "frame-ancestors 'none'",
))  # fmt: skip
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
PAUSE = 1.0  # seconds before a wrong code is told to be wrong


class Access:
    """Looks at every request before the page's own code does."""

    def __init__(self, app: App, host: str, code: str, limits: Limits) -> None:
        """Guard an app that listens at a host; an empty code asks for none."""
        self.app, self.hosts, self.code, self.limits = app, LOOPBACK | {host.lower()}, code, limits
        self.inside = 0  # requests
        self._wrong: list[float] = []  # when wrong codes came, within the last second

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say why not."""
        if scope["type"] != "http":
            return

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        refusal = self._refusal(scope)
        if refusal is None and scope["path"].startswith("/api/"):
            refusal = await self._without_code(scope)
        if refusal is not None:
            await refuse(headed, *refusal)
            return
        self.inside += 1
        try:
            await self.app(scope, receive, headed)
        finally:
            self.inside -= 1

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """The status and the words of a refusal, or None."""
        given = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        host = host_of(given[0]) if len(given) == 1 else ""
        if host not in self.hosts and host != own_address(scope):
            return 421, "Host: this is not an address of this server; open the address that it prints"
        for name, value in scope["headers"]:
            if name == b"origin" and value.decode("latin-1").lower() != f"http://{given[0].lower()}":
                return 403, "Origin: another page asks; only the page of this server may"
            if name == b"sec-fetch-site" and value == b"cross-site" and scope["path"].startswith("/api/"):
                return 403, "Sec-Fetch-Site: another page asks; only the page of this server may"
        if self.inside >= self.limits.requests:
            return 503, "server: too many requests at once; try again in a moment"
        return None

    async def _without_code(self, scope: Scope) -> tuple[int, str] | None:
        """A refusal if the code of the class is asked for and is not given.

        A right code always passes, so nobody shuts the class out by guessing. Wrong ones are answered late,
        so many a second; the rest are told that there are too many.
        """
        if not self.code:
            return None
        given = code_given(scope)
        if hmac.compare_digest(given.encode(), self.code.encode()):
            return None
        now = time.monotonic()
        self._wrong = [when for when in self._wrong if when > now - 1.0]
        if len(self._wrong) >= self.limits.wrong_codes:
            return 429, "join: too many wrong codes at once; try again in a moment"
        if given:
            self._wrong.append(now)
            await asyncio.sleep(PAUSE)
        return 401, "join: this is not the code of the class; type the letters that the teacher shows"


def host_of(header: str) -> str:
    """The name or address of a Host header, without its port; nothing if it is none."""
    if header.startswith("["):
        name, closed, rest = header[1:].partition("]")
        port = rest.removeprefix(":")
    else:
        (name, _, port), closed = header.partition(":"), "]"
    return name.lower() if closed and (not port or port.isdecimal()) else ""


def own_address(scope: Scope) -> str:
    """The address of this machine at which a request came in."""
    server = scope.get("server")
    return str(server[0]).lower() if server else ""


def code_given(scope: Scope) -> str:
    """The code that a request brings, in its header or its address, in capitals."""
    for name, value in scope["headers"]:
        if name == b"x-join":
            return str(value.decode("latin-1")).strip().upper()
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1"), max_num_fields=20)
    return asked.get("join", [""])[0].strip().upper()


async def refuse(send: Send, status: int, message: str) -> None:
    """Answer with words."""
    body = json.dumps({"message": message}, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
