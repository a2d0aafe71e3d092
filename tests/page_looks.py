"""What is to be seen of a page, measured in it: sizes of text, boxes of labels, names of controls."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from chromium import Tab

SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8").strip()


def look(tab: Tab, what: str, *values: Any) -> Any:
    """What the script beside this file sees."""
    return tab.told(f"{SCRIPT}.{what}(...{json.dumps(values)})")


def small_texts(tab: Tab, least: float) -> list[Any]:
    """Texts that are smaller than they may be, with their sizes."""
    return [(text[:50], size) for text, size in look(tab, "texts") if size < least - 0.05]


def texts(tab: Tab) -> list[str]:
    """All that can be read."""
    return [text for text, _ in look(tab, "texts")]


def overlapping(tab: Tab) -> list[tuple[str, str]]:
    """Labels at the ends of lines that lie on each other, or reach out of their graph."""
    found = []
    for labels in look(tab, "labels"):
        for n, (name, left, top, right, bottom, edge) in enumerate(labels):
            if right > edge + 1:
                found.append((name, "the edge"))
            for other, left_, top_, right_, bottom_, _ in labels[n + 1 :]:
                if left < right_ and left_ < right and top < bottom_ - 0.5 and top_ < bottom - 0.5:
                    found.append((name, other))
    return found


def covered(tab: Tab, selector: str) -> float:
    """What part of the window is covered by some elements."""
    return float(look(tab, "covered", selector))


def lightness(colour: str) -> float:
    """How light a colour is, from 0 to 100 (CIE L*)."""

    def linear(byte: int) -> float:
        share = byte / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(colour[n : n + 2], 16)) for n in (1, 3, 5))
    shine = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 116 * shine ** (1 / 3) - 16 if shine > 0.008856 else 903.3 * shine
