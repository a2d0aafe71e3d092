"""Write the pages of the site that come from the program, into docs/made: `make docs` does it at each build."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parent
MADE = DOCS / "made"

# What a browser fetches by itself: not links, which somebody has to follow.
LOADS = re.compile(
    r"""<(?:script|img|iframe|source|video|audio)\b[^>]*\bsrc=["']?((?:https?:)?//[^"'\s>]+)"""
    r"""|<link\b(?=[^>]*\brel=["']?(?:stylesheet|preload|icon|preconnect))[^>]*\bhref=["']?((?:https?:)?//[^"'\s>]+)"""
    r"""|(?:url\(|@import )\s*["']?((?:https?:)?//[^"')\s]+)""",
    re.IGNORECASE,
)


def loads(text: str) -> list[str]:
    """The addresses on other hosts that a page or style sheet loads."""
    return ["".join(found) for found in LOADS.findall(text)]


def check_offline(site: Path) -> None:
    """Raise ValueError if a page of the site would ask another host for anything."""
    for page in sorted([*site.rglob("*.html"), *site.rglob("*.css")]):
        if found := loads(page.read_text(encoding="utf-8")):
            raise ValueError(
                f"{page.relative_to(site)}: it loads {found[0]}; the site is to open without a net"
            )


def write_all() -> None:
    """Write every page that comes from the program."""
    MADE.mkdir(exist_ok=True)
