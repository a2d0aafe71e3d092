"""Answers kept by what was asked, up to so many bytes; the one not used for longest goes first."""

from __future__ import annotations

from collections.abc import Hashable


class AnswerCache:
    """Bytes by key, bounded in bytes."""

    def __init__(self, most: int) -> None:
        """Keep at most so many bytes."""
        self.most, self.size = most, 0
        self._found: dict[Hashable, bytes] = {}

    def __contains__(self, key: Hashable) -> bool:
        return key in self._found

    def get(self, key: Hashable) -> bytes | None:
        """What is kept under a key, used just now; or None."""
        found = self._found.pop(key, None)
        if found is not None:
            self._found[key] = found
        return found

    def put(self, key: Hashable, value: bytes) -> None:
        """Keep a value; what is larger than a quarter of the room is not kept."""
        self.size -= len(self._found.pop(key, b""))
        if len(value) > self.most // 4:
            return
        self._found[key] = value
        self.size += len(value)
        while self.size > self.most:
            self.size -= len(self._found.pop(next(iter(self._found))))
