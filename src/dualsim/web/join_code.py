"""The code that lets a class in: drawn by lot, shown in large letters and as a picture for phones."""

from __future__ import annotations

import secrets
from typing import Any

# Each letter that a code may have, five rows of five; without those that look like another or like a digit.
SHAPES = {
    "A": ".###. #...# ##### #...# #...#", "B": "####. #...# ####. #...# ####.",
    "C": ".#### #.... #.... #.... .####", "D": "####. #...# #...# #...# ####.",
    "E": "##### #.... ####. #.... #####", "F": "##### #.... ####. #.... #....",
    "G": ".#### #.... #..## #...# .####", "H": "#...# #...# ##### #...# #...#",
    "J": "..### ...#. ...#. #..#. .##..", "K": "#...# #..#. ###.. #..#. #...#",
    "M": "#...# ##.## #.#.# #...# #...#", "N": "#...# ##..# #.#.# #..## #...#",
    "P": "####. #...# ####. #.... #....", "Q": ".###. #...# #.#.# #..#. .##.#",
    "R": "####. #...# ####. #..#. #...#", "S": ".#### #.... .###. ....# ####.",
    "T": "##### ..#.. ..#.. ..#.. ..#..", "U": "#...# #...# #...# #...# .###.",
    "W": "#...# #...# #.#.# ##.## #...#", "X": "#...# .#.#. ..#.. .#.#. #...#",
    "Y": "#...# .#.#. ..#.. ..#.. ..#..", "Z": "##### ...#. ..#.. .#... #####",
}  # fmt: skip
ROWS = 5
LENGTH = 6
QUIET = 2  # light modules around a picture


def new_code() -> str:
    """The letters that a class types to be let in."""
    return "".join(secrets.choice(sorted(SHAPES)) for _ in range(LENGTH))


def large(code: str) -> list[str]:
    """The code in lines of blocks."""
    shapes = [SHAPES[letter].split() for letter in code]
    lines = ["   ".join(shape[row] for shape in shapes) for row in range(ROWS)]
    return [f"  {line.replace('.', '  ').replace('#', '██')}" for line in lines]


def picture(segno: Any, url: str) -> list[str]:
    """A QR code of the package `segno` in lines of half blocks, light where a terminal is dark."""
    rows = [list(row) for row in segno.make(url, error="l").matrix_iter(border=QUIET)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    blocks = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
    return [
        "".join(blocks[int(bool(a)), int(bool(b))] for a, b in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]
