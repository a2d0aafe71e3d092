"""The scenarios that are served: those given at the start, and some uploads, by their content."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from dualsim.scenario.errors import quoted
from dualsim.scenario.suggestions import unknown
from dualsim.web.answers import Source

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

UPLOAD = "upload-"
DIGITS = 16  # of the hash in the name of an upload


class ServedScenarios:
    """Scenarios by name."""

    def __init__(self, served: Mapping[str, Scenario], uploads: int) -> None:
        """Begin with the scenarios that are always there; keep at most so many uploads."""
        self.served, self.uploads = dict(served), uploads
        self._uploaded: dict[str, tuple[Scenario, bytes]] = {}

    def scenario(self, name: str) -> Scenario:
        """The scenario of a name; raise ValueError if none is served by it."""
        if name in self.served:
            return self.served[name]
        found = self._uploaded.pop(name, None)
        if found is not None:
            self._uploaded[name] = found
            return found[0]
        if name.startswith(UPLOAD):
            raise ValueError(f"scenario: {quoted(name)} is not here any more; upload it again")
        raise ValueError(f"scenario: {unknown('scenario', quoted(name)[1:-1], self.served)}")

    def source(self, name: str) -> Source:
        """The same as a worker is told of it."""
        self.scenario(name)
        return Source(name) if name in self.served else Source(name, self._uploaded[name][1])

    def has(self, name: str) -> bool:
        """Whether an upload is there."""
        return name in self._uploaded

    def put(self, name: str, pickled: bytes) -> Scenario:
        """Keep an upload that a worker has checked."""
        self._uploaded[name] = (pickle.loads(pickled), pickled)
        while len(self._uploaded) > self.uploads:
            del self._uploaded[next(iter(self._uploaded))]
        return self._uploaded[name][0]

    def titles(self) -> list[dict[str, str]]:
        """Name, title and description of those that are always there."""
        return [
            {"name": name, "title": one.title, "about": one.about or ""} for name, one in self.served.items()
        ]


def upload_name(text: str) -> str:
    """What an uploaded text is called: the same for the same text."""
    return f"{UPLOAD}{sha256(text.encode()).hexdigest()[:DIGITS]}"
