"""Whether the site can be read without a net: nothing on a page is loaded from another host."""

from __future__ import annotations

import re
from pathlib import Path

# What a browser fetches by itself; a link is none of it, since somebody has to follow it.
ELSEWHERE = r"""["']?\s*((?:https?:)?//[^"'\s>)]+)"""
LOADS = re.compile(
    rf"<(?:script|img|iframe|source)\b[^>]*?\bsrc={ELSEWHERE}"
    rf"|<link\b(?=[^>]*\brel=[\"']?(?:stylesheet|preload|icon|preconnect))[^>]*?\bhref={ELSEWHERE}"
    rf"|(?:url\(|@import )\s*{ELSEWHERE}",
    re.IGNORECASE,
)


def loads(text: str) -> list[str]:
    """The addresses on other hosts that a page or style sheet would load."""
    return ["".join(found) for found in LOADS.findall(text)]


def check_offline(site: Path) -> None:
    """Raise ValueError if a page of the site would ask another host for something."""
    for page in sorted([*site.rglob("*.html"), *site.rglob("*.css")]):
        if found := loads(page.read_text(encoding="utf-8")):
            raise ValueError(f"{page.relative_to(site)}: loads {found[0]}; the site is to open without a net")
