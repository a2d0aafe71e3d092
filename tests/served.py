"""`dualsim serve` at work in a process of its own, as a class has it."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from page_truth import PEOPLE, RUNS


class Served:
    """`dualsim serve` at work."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        self.address = process.stdout.readline().strip()
        self.home = self.address.partition("?")[0]

    def killed(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def serving(*words: object, people: int = PEOPLE, runs: int = RUNS, port: int = 0) -> Iterator[Served]:
    """The command itself in a process of its own."""
    given = [*words, "--port", port, "--people", people, "--runs", runs, "--jobs", 1]
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "dualsim", "serve", *map(str, given)],
            stdout=subprocess.PIPE, stderr=said, text=True,
        )  # fmt: skip
        try:
            served = Served(process)
            said.seek(0)
            assert re.match(r"http://[\d.]+:\d+/", served.address), said.read()
            yield served
        finally:
            process.kill()
            process.communicate()
