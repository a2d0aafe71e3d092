"""Letters that a font has, and texts made short enough to be read at all."""

from __future__ import annotations

from functools import cache

from matplotlib.font_manager import FontProperties, findfont, get_font

MISSING = "\N{WHITE SQUARE}"  # in the place of a letter that the font lacks; one warning names them
LONGEST = 160  # letters of a name


def drawable(text: str, family: str, weight: str = "normal") -> str:
    """A text with a box for each letter that the font lacks."""
    gone = dict.fromkeys(lacking(text, family, weight), MISSING)
    return "".join(gone.get(letter, letter) for letter in text) if gone else text


def lacking(text: str, family: str, weight: str = "normal") -> list[str]:
    """The letters of a text that the font lacks, each once and in their order."""
    if text.isascii():
        return []
    known = _letters(family, weight)
    return list(dict.fromkeys(letter for letter in text if ord(letter) not in known))


def shortened(text: str) -> str:
    """A name on one line of at most LONGEST letters, the end of a longer one left out."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


@cache
def _letters(family: str, weight: str) -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family=[family], weight=weight))).get_charmap())
