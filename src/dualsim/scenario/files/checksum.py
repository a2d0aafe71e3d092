"""Files that carry a checksum of their own, so that none is read otherwise than it was written."""

from __future__ import annotations

from hashlib import sha256

KEY = "checksum"  # of the last line of a text
_SIZE = sha256().digest_size


def sealed(content: bytes) -> bytes:
    """The bytes of a file with their checksum behind them, which HDF5 does not look at."""
    return content + sha256(content).digest()


def is_sealed(content: bytes) -> bool:
    """Whether no byte was changed since."""
    return sha256(content[:-_SIZE]).digest() == content[-_SIZE:]


def sealed_text(text: str) -> str:
    """A text of whole lines with its checksum as a last line, a key of YAML."""
    return f"{text}{KEY}: {sha256(text.encode()).hexdigest()}\n"


def is_sealed_text(text: str) -> bool:
    """Whether no character was changed since."""
    above, mark, _ = text.rpartition(f"\n{KEY}: ")
    return bool(mark) and text == sealed_text(f"{above}\n")
