"""Small damage done to the bytes of a file, as an editor, a disk or a tired hand does it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np

Mutation = Callable[[np.random.Generator, bytes], bytes]

NUMBER = re.compile(rb"(?<![\w#.])-?\d+(\.\d+)?(?![\w.])")
KEY = re.compile(rb"\w+(?=:(\s|$))", re.MULTILINE)
NUMBERS = ("0", "1", "-1", "2", "0.5", "-0.5", "1.5", "07", "1e3", "1e999", ".nan", "-.inf", "0x1F", "1_000",
           "9" * 22, "1.", "+1", "\u0661")  # fmt: skip
CONTROLS = [*map(chr, range(32)), *"\x7f\x85\xa0\u2028\u200b\ufeff"]


def _place(rng: np.random.Generator, data: bytes) -> int:
    return int(rng.integers(len(data)))


def _put(data: bytes, at: int, new: bytes, instead: int = 0) -> bytes:
    return data[:at] + new + data[at + instead :]


def flip(rng: np.random.Generator, data: bytes) -> bytes:
    """Turn one bit over."""
    at = _place(rng, data)
    return _put(data, at, bytes([data[at] ^ 1 << int(rng.integers(8))]), 1)


def retype(rng: np.random.Generator, data: bytes) -> bytes:
    """Put a printable character in the place of a byte, punctuation as often as letters."""
    letters = b" :#-'\"[]{},&*!|>%@`?\\\n" if rng.random() < 0.5 else bytes(range(33, 127))
    return _put(data, _place(rng, data), bytes([letters[int(rng.integers(len(letters)))]]), 1)


def delete(rng: np.random.Generator, data: bytes) -> bytes:
    """Take out a byte or a few."""
    return _put(data, _place(rng, data), b"", int(rng.integers(1, 9)) if rng.random() < 0.5 else 1)


def duplicate(rng: np.random.Generator, data: bytes) -> bytes:
    """Write some bytes twice."""
    at = _place(rng, data)
    return _put(data, at, data[at : at + int(rng.integers(1, 41))])


def truncate(rng: np.random.Generator, data: bytes) -> bytes:
    """Cut off the end."""
    return data[: _place(rng, data)]


def zero(rng: np.random.Generator, data: bytes) -> bytes:
    """Lose some bytes to zeros, as a disk does."""
    at, size = _place(rng, data), int(rng.integers(1, 513))
    return _put(data, at, bytes(len(data[at : at + size])), size)


def blank(rng: np.random.Generator, data: bytes) -> bytes:
    """Lose some bytes to spaces."""
    at, size = _place(rng, data), int(rng.integers(1, 41))
    return _put(data, at, b" " * len(data[at : at + size]), size)


def _of_lines(change: Callable[[np.random.Generator, list[bytes]], None]) -> Mutation:
    def mutation(rng: np.random.Generator, data: bytes) -> bytes:
        lines = data.split(b"\n")
        change(rng, lines)
        return b"\n".join(lines)

    return mutation


def _swap(rng: np.random.Generator, lines: list[bytes]) -> None:
    one, other = (int(n) for n in rng.integers(len(lines), size=2))
    if rng.random() < 0.5:
        other = max(one - 1, 0)
    lines[one], lines[other] = lines[other], lines[one]


def _drop(rng: np.random.Generator, lines: list[bytes]) -> None:
    del lines[int(rng.integers(len(lines)))]


def _repeat(rng: np.random.Generator, lines: list[bytes]) -> None:
    one, other = (int(n) for n in rng.integers(len(lines), size=2))
    lines.insert(other if rng.random() < 0.3 else one, lines[one])


def _indent(rng: np.random.Generator, lines: list[bytes]) -> None:
    one, size = int(rng.integers(len(lines))), int(rng.integers(1, 5))
    inward = rng.random() < 0.5
    spaces = b"\t" if rng.random() < 0.1 else b" " * size
    lines[one] = spaces + lines[one] if inward else re.sub(rb"^ {1,%d}" % size, b"", lines[one])


def _found(pattern: re.Pattern[bytes], change: Callable[[np.random.Generator, bytes], bytes]) -> Mutation:
    def mutation(rng: np.random.Generator, data: bytes) -> bytes:
        places = list(pattern.finditer(data))
        if not places:
            return data
        one = places[int(rng.integers(len(places)))]
        return _put(data, one.start(), change(rng, one[0]), len(one[0]))

    return mutation


def _other_number(rng: np.random.Generator, number: bytes) -> bytes:
    if rng.random() < 0.5:
        return NUMBERS[int(rng.integers(len(NUMBERS)))].encode()
    at = int(rng.integers(len(number)))
    return _put(number, at, b"%d" % rng.integers(10), 1)


def _misspelt(rng: np.random.Generator, word: bytes) -> bytes:
    at = int(rng.integers(len(word)))
    ways = (
        _put(word, at, b"", 1),
        _put(word, at, word[at : at + 1]),
        _put(word, at, word[at : at + 2][::-1], 2),
        _put(word, at, bytes([97 + int(rng.integers(26))]), 1),
        word.swapcase(),
    )
    return ways[int(rng.integers(len(ways)))]


def control(rng: np.random.Generator, data: bytes) -> bytes:
    """Put in a character that no one sees."""
    return _put(data, _place(rng, data), CONTROLS[int(rng.integers(len(CONTROLS)))].encode())


def not_utf8(rng: np.random.Generator, data: bytes) -> bytes:
    """Put in a byte that is not of UTF-8 where it stands."""
    return _put(data, _place(rng, data), bytes([int(rng.integers(128, 256))]))


OF_BYTES: dict[str, Mutation] = {
    "flip": flip,
    "retype": retype,
    "delete": delete,
    "duplicate": duplicate,
    "truncate": truncate,
    "zero": zero,
    "control": control,
    "not UTF-8": not_utf8,
    "swap lines": _of_lines(_swap),
}
OF_TEXT: dict[str, Mutation] = {
    **{kind: mutation for kind, mutation in OF_BYTES.items() if mutation is not zero},
    "blank": blank,
    "drop a line": _of_lines(_drop),
    "repeat a line": _of_lines(_repeat),
    "indent": _of_lines(_indent),
    "change a number": _found(NUMBER, _other_number),
    "misspell a key": _found(KEY, _misspelt),
}


def mutant(data: bytes, kinds: dict[str, Mutation], seed: Iterable[int]) -> tuple[str, bytes]:
    """A file with one change in it, the same for the same seed, and which kind of change it is."""
    rng = np.random.default_rng(list(seed))
    while True:
        kind = list(kinds)[int(rng.integers(len(kinds)))]
        changed = kinds[kind](rng, data)
        if changed != data:
            return kind, changed


def lines_of(data: bytes) -> list[bytes]:
    """The lines of a text, whatever ends them."""
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")


def touched(before: bytes, after: bytes) -> tuple[set[int], set[int]]:
    """The lines, counted from 0, that a change touched: as they were, and as they are."""
    old, new = lines_of(before), lines_of(after)
    if len(old) == len(new):
        differ = {n for n, (one, other) in enumerate(zip(old, new, strict=True)) if one != other}
        return differ, differ
    same = min(len(old), len(new))
    head = next((n for n in range(same) if old[n] != new[n]), same)
    tail = next((n for n in range(same - head) if old[-1 - n] != new[-1 - n]), same - head)
    return set(range(head, len(old) - tail)), set(range(head, len(new) - tail))
