"""A class at `dualsim serve`: so many clients that think and ask, and how long each waits.

python benchmarks/classroom.py [--clients 40] [--seconds 120] [--think 10] [--restart]

Server and clients share this machine. Every client speaks as the page does: it opens its stream of events,
asks, reads to the end of its answer, thinks, asks anew; if the stream breaks, it comes back and asks again
what is unanswered. The class comes `--before` seconds after the server was begun. `--restart` kills it
in the middle and begins it anew. Ends with 1 if an answer was lost or refused.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

HOST = "127.0.0.1"
LINE = 2**24  # bytes of an event
PATIENCE = 30.0  # seconds for the last answers
BACK = 0.5  # seconds until a client tries again
ID = re.compile(rb'"id": "([^"]+)"')
OF = re.compile(rb'"of": (\d+)')


@dataclass
class Asked:
    """A question: when it was asked, when its first line and its end came."""

    name: str
    body: bytes
    begun: float
    first: float = 0.0
    ended: float = 0.0
    runs: int = 0
    again: bool = False  # asked anew, as the server was not there
    done: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Class:
    """What all clients share: where the server is, the story, and what went wrong."""

    port: int
    options: argparse.Namespace
    story: dict = field(default_factory=dict)
    wrong: Counter = field(default_factory=Counter)
    asked: list[Asked] = field(default_factory=list)
    over: bool = False


async def fetched(port: int, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
    """The status and the body of an answer."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        length = f"Content-Length: {len(body)}\r\n" if method == "POST" else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n{length}\r\n"
        writer.write(head.encode() + body)
        answer = await reader.read()
    finally:
        writer.close()
    top, _, rest = answer.partition(b"\r\n\r\n")
    if not top:
        raise ConnectionError("no answer")
    return int(top.split(b" ", 2)[1]), rest


class Client:
    """One pupil with one tab."""

    def __init__(self, number: int, room: Class) -> None:
        self.number, self.room = number, room
        self.luck = random.Random(number)
        self.token = f"{self.luck.getrandbits(128):032x}"
        self.open: dict[bytes, Asked] = {}
        self.listening = asyncio.Event()
        self.posting: set[asyncio.Task] = set()

    async def live(self) -> None:
        """Come in at some moment, then ask, read, think, and again."""
        reading = asyncio.create_task(self.read())
        await asyncio.sleep(self.luck.uniform(0, min(self.room.options.think, 5.0)))
        await self.listening.wait()
        count = 0
        while not self.room.over:
            asked = self.question(count)
            count += 1
            await self.post(asked)
            with suppress(TimeoutError):
                await asyncio.wait_for(asked.done.wait(), PATIENCE)
            think = self.room.options.think
            await asyncio.sleep(self.luck.uniform(0.5 * think, 1.5 * think))
        reading.cancel()

    def question(self, count: int) -> Asked:
        """A change as pupils make them: an event or two off, one moved, a number turned."""
        story, luck = self.room.story, self.luck
        landmarks = [one for one in story["events"] if one["landmark"] and one["day"] is not None]
        some = [one["slug"] for one in landmarks]
        kind = luck.random()
        changes: dict = {}
        if count and landmarks and kind < 0.5:
            changes = {"without": [luck.choice(some)]}
        elif count and len(some) > 1 and kind < 0.7:
            changes = {"without": luck.sample(some, 2)}
        elif count and landmarks and kind < 0.9:
            one = luck.choice(landmarks)
            day = min(max(one["day"] + luck.choice((-7, 7, 14)), 1), len(story["days"]) - 1)
            changes = {"move": {one["slug"]: story["days"][day]}}
        elif count and story["sliders"]:
            one = luck.choice(story["sliders"])
            changes = {
                "set": {one["path"]: one["low"] + luck.choice((0.25, 0.75)) * (one["high"] - one["low"])}
            }
        options = self.room.options
        question = {
            "scenario": options.scenario, "place": story["places"][0]["slug"], "seed": 1,
            "people": options.people, "runs": options.runs, **changes,
        }  # fmt: skip
        name = f"c{self.number}q{count}"
        body = {"token": self.token, "id": name, "slot": "main", "question": question}
        return Asked(name, json.dumps(body).encode(), time.monotonic())

    async def post(self, asked: Asked) -> None:
        """Ask; whatever the server says, the question stays open until it is answered."""
        if asked not in self.room.asked:
            self.room.asked.append(asked)
        self.open = {asked.name.encode(): asked}
        try:
            status, body = await fetched(self.room.port, "POST", "/api/ask", asked.body)
        except OSError:
            asked.again = True
            return  # the stream breaks as well, and asks anew once it is back
        if status != 202:
            self.room.wrong[f"{status} {body[:80].decode()}"] += 1
            asked.done.set()

    async def read(self) -> None:
        """Read the stream, for ever; come back if it breaks."""
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self.stream()
            self.listening.clear()
            await asyncio.sleep(BACK)

    async def stream(self) -> None:
        """Read one stream to its end."""
        reader, writer = await asyncio.open_connection(HOST, self.room.port, limit=LINE)
        try:
            path = f"/api/answers?token={self.token}"
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {HOST}:{self.room.port}\r\n\r\n".encode())
            kind = b""
            while line := await reader.readline():
                if line.startswith(b"retry:"):
                    self.listening.set()
                    for asked in list(self.open.values()):
                        asked.again = True
                        task = asyncio.get_running_loop().create_task(self.post(asked))
                        self.posting.add(task)
                        task.add_done_callback(self.posting.discard)
                elif line.startswith(b"event: "):
                    kind = line[7:].strip()
                elif line.startswith(b"data: "):
                    self.heard(kind, line)
        finally:
            writer.close()

    def heard(self, kind: bytes, line: bytes) -> None:
        """Note when what came came."""
        found = ID.search(line)
        asked = self.open.get(found[1]) if found else None
        if asked is None:
            return
        now = time.monotonic()
        if kind == b"course":
            asked.first = asked.first or now
            asked.runs = int(OF.search(line)[1])
        elif kind in (b"done", b"refused"):
            if kind == b"refused":
                self.room.wrong[line[:200].decode()] += 1
            asked.ended = now
            asked.done.set()
            self.open.clear()


async def begun(options: argparse.Namespace, port: int) -> subprocess.Popen:
    """A server that answers."""
    words = [sys.executable, "-m", "dualsim", "serve", options.scenario, "--port", str(port)]
    words += ["--jobs", str(options.jobs)] if options.jobs else []
    server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    await asyncio.to_thread(server.stdout.readline)
    return server


async def lesson(options: argparse.Namespace) -> Class:
    """The whole lesson."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    server = await begun(options, port)
    room = Class(port, options)
    try:
        _, story = await fetched(port, "GET", f"/api/story?scenario={options.scenario}")
        room.story = json.loads(story)
        await asyncio.sleep(options.before)
        clients = [asyncio.create_task(Client(n, room).live()) for n in range(options.clients)]
        if options.restart:
            await asyncio.sleep(options.seconds / 2)
            server.kill()
            server.wait()
            server = await begun(options, port)
            await asyncio.sleep(options.seconds / 2)
        else:
            await asyncio.sleep(options.seconds)
        room.over = True
        await asyncio.wait(clients, timeout=PATIENCE + 2 * options.think)
        for one in clients:
            one.cancel()
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()
    return room


def told(name: str, seconds: list[float]) -> str:
    """The middle and the tail of some times."""
    found = sorted(seconds)
    if not found:
        return f"{name:<28} none"
    at = [found[min(int(len(found) * share), len(found) - 1)] for share in (0.5, 0.95)]
    return f"{name:<28} p50 {at[0]:6.2f} s   p95 {at[1]:6.2f} s   most {found[-1]:6.2f} s   of {len(found)}"


def main() -> int:
    options = argparse.ArgumentParser(description="A class of clients at a server on this machine.")
    options.add_argument("--clients", type=int, default=40)
    options.add_argument("--seconds", type=float, default=120.0)
    options.add_argument("--think", type=float, default=10.0, help="seconds, on average")
    options.add_argument("--before", type=float, default=20.0, help="seconds until the class comes")
    options.add_argument("--scenario", default="petrograd_1917")
    options.add_argument("--people", type=int, default=2_000)
    options.add_argument("--runs", type=int, default=8)
    options.add_argument("--jobs", type=int, help="processes of the server")
    options.add_argument("--restart", action="store_true", help="kill the server in the middle")
    given = options.parse_args()
    room = asyncio.run(lesson(given))
    whole = [one for one in room.asked if one.ended and not one.again]
    lost = [one for one in room.asked if not one.ended]
    print(f"{given.clients} clients, {given.seconds:g} s, {len(room.asked)} questions")
    print(told("first line", [one.first - one.begun for one in whole if one.first]))
    for runs in sorted({one.runs for one in whole}):
        print(told(f"band of {runs}", [one.ended - one.begun for one in whole if one.runs == runs]))
    if given.restart:
        again = [one.ended - one.begun for one in room.asked if one.again and one.ended]
        print(told("asked again, to the band", again))
    print(f"lost: {len(lost)}; wrong: {sum(room.wrong.values())}")
    for what, times in room.wrong.most_common(5):
        print(f"  {times} times {what}")
    return 1 if lost or room.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
