"""Tables of shares as text: a byte a number, the steps from day to day deflated, in base64."""

from __future__ import annotations

import zlib
from base64 import b64encode

import numpy as np
from numpy.typing import NDArray

STEPS = 250  # a share of 1, so that a byte is right to a fifth of a point
UNDEFINED = 255
# Efforts to deflate: the second takes a quarter of the time, for a hundredth more bytes.
THOROUGH, QUICK = 9, 6


def coded(table: NDArray[np.float64], most: NDArray[np.float64] | float = 1.0) -> NDArray[np.uint8]:
    """Numbers from 0 to `most` as bytes; what is not defined as UNDEFINED."""
    shares = np.clip(np.divide(table, most), 0.0, 1.0)
    return np.where(np.isfinite(shares), np.rint(np.nan_to_num(shares) * STEPS), UNDEFINED).astype(np.uint8)


def packed(codes: NDArray[np.uint8], effort: int = THOROUGH) -> str:
    """Bytes [row, day], told by how they differ from the day before, deflated (RFC 1951), in base64."""
    steps = np.diff(codes, axis=1, prepend=np.uint8(0))
    return deflated(steps.tobytes(), effort)


def deflated(content: bytes, effort: int = THOROUGH) -> str:
    """Bytes deflated (RFC 1951), in base64."""
    deflate = zlib.compressobj(effort, zlib.DEFLATED, -zlib.MAX_WBITS)
    return b64encode(deflate.compress(content) + deflate.flush()).decode("ascii")


def unpacked(text: str, rows: int) -> NDArray[np.uint8]:
    """The bytes [row, day] again; the page does the same."""
    from base64 import b64decode

    steps = np.frombuffer(zlib.decompress(b64decode(text), -zlib.MAX_WBITS), np.uint8).reshape(rows, -1)
    return np.cumsum(steps, axis=1, dtype=np.uint8)
