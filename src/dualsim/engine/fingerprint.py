"""A fingerprint of code: what is kept on disk is used again only while no line has changed."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

PACKAGE = Path(__file__).parents[1]


@cache
def fingerprint(*packages: str) -> str:
    """A hexadecimal number that changes with any line of any file of some packages of dualsim."""
    files = [file for package in packages for file in sorted((PACKAGE / package).rglob("*.py"))]
    texts = [f"{file.relative_to(PACKAGE).as_posix()}\n".encode() + file.read_bytes() for file in files]
    return sha256(b"\0".join(texts)).hexdigest()
