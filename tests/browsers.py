"""Browsers of pupils as tests play them: a token, a stream of events read in a thread, questions."""

from __future__ import annotations

import contextlib
import itertools
import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx

from dualsim.web.addresses import listening
from dualsim.web.server import Plan, Server

_tokens = itertools.count(1)
PATIENCE = 60.0


class Running:
    """A server in a thread of its own, and its address."""

    def __init__(self, plan: Plan) -> None:
        self.socket = listening("127.0.0.1", 0)
        self.port = self.socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.server = Server(plan, self.socket)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self.server.run, args=(self._ready.set,), daemon=True)

    def __enter__(self) -> Running:
        self._thread.start()
        assert self._ready.wait(PATIENCE), "the server did not come up"
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stop()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "the server did not end"

    @property
    def dispatcher(self) -> Any:
        assert self.server.dispatcher is not None
        return self.server.dispatcher


class Browser:
    """One client of a pupil."""

    def __init__(self, running: Running, join: str = "") -> None:
        self.token = f"{next(_tokens):032x}"
        self.running = running
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.http = httpx.Client(base_url=running.url, timeout=PATIENCE, headers={"X-Join": join})
        self._changed = threading.Condition()
        self._opened = threading.Event()
        self._stream: Any = None
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Browser:
        self._thread.start()
        assert self._opened.wait(PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(PATIENCE)
        self._socket.close()
        self.http.close()

    def _listen(self) -> None:
        self._socket = opened(
            self.running, f"/api/answers?token={self.token}&join={self.http.headers['X-Join']}"
        )
        with contextlib.suppress(OSError, ValueError), self._socket.makefile("rb") as read:
            event = ""
            for line in read:
                text = line.decode().strip("\r\n")
                if text.startswith("retry:"):
                    self._opened.set()
                elif text.startswith("event: "):
                    event = text.removeprefix("event: ")
                elif text.startswith("data: "):
                    with self._changed:
                        self.events.append((event, json.loads(text.removeprefix("data: "))))
                        self._changed.notify_all()

    def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        return self.http.post(path, json=body)

    def ask(self, name: str, question: dict[str, Any], slot: str = "main") -> httpx.Response:
        return self.post("/api/ask", {"token": self.token, "id": name, "slot": slot, "question": question})

    def told(self, name: str) -> list[tuple[str, dict[str, Any]]]:
        """The events of a question so far."""
        return [one for one in self.events if one[1]["id"] == name]

    def until(self, there: Callable[[], Any]) -> Any:
        """Wait for something among the events."""
        end = time.monotonic() + PATIENCE
        with self._changed:
            while not (found := there()):
                assert self._changed.wait(end - time.monotonic()), f"nothing came; there is {self.events}"
        return found

    def answer(self, name: str, question: dict[str, Any], slot: str = "main") -> list[dict[str, Any]]:
        """Ask, wait to the end, and give the courses by their number."""
        response = self.ask(name, question, slot)
        assert response.status_code == 202, response.text
        self.until(lambda: any(event in ("done", "refused") for event, _ in self.told(name)))
        courses = [data for event, data in self.told(name) if event == "course"]
        return sorted(courses, key=lambda one: one["n"])


def opened(running: Running, path: str, room: int = 0) -> socket.socket:
    """A connection on which a page was asked for, not read yet, with so much room for what is not read."""
    made = socket.socket()
    if room:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    made.connect(("127.0.0.1", running.port))
    made.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{running.port}\r\n\r\n".encode())
    return made
