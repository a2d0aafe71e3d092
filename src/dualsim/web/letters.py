"""A code in letters so large that the last row of a class can read them."""

from __future__ import annotations

# Each letter of a code in five rows of five, a row after the other.
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
    "V": "#...# #...# #...# .#.#. ..#..", "W": "#...# #...# #.#.# ##.## #...#",
    "X": "#...# .#.#. ..#.. .#.#. #...#", "Y": "#...# .#.#. ..#.. ..#.. ..#..",
    "Z": "##### ...#. ..#.. .#... #####",
}  # fmt: skip
ROWS = 5


def large(code: str) -> list[str]:
    """The code in lines of blocks."""
    shapes = [SHAPES[letter].split() for letter in code]
    lines = ["   ".join(shape[row] for shape in shapes) for row in range(ROWS)]
    return [f"  {line.replace('.', '  ').replace('#', '██')}" for line in lines]
