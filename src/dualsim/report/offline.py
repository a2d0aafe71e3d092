"""The report as one HTML file: the page, its modules put together, and everything that it may be asked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from dualsim.page.modules import bundle, page_file
from dualsim.page.packing import deflated

ENTRY = "main.js"
WORDS = ("en", "ru")
EMPTY: Mapping[str, Sequence[Any]] = {}


def html_of(
    parts: Sequence[Mapping[str, Any]], command: str, differences: Mapping[str, Sequence[Any]] = EMPTY
) -> str:
    """The report of some parts as the text of a file, which asks for no other.

    `differences` are what `dualsim.diff` says of two parts, by their names: `a|b`.
    """
    words = {language: json.loads(page_file(f"words.{language}.json")) for language in WORDS}
    stored = {"parts": parts, "command": command, "differences": dict(differences), "words": words}
    text = page_file("index.html")
    style = f"<style>\n{page_file('page.css')}</style>"
    data = deflated(json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode())
    script = f'<script type="text/plain" id="stored">{data}</script>\n'
    script += f'<script type="module">\n{bundle(ENTRY)}</script>'
    text = _replaced(text, r'<link rel="stylesheet"[^>]*>', style)
    text = re.sub(r'\s*<link rel="icon"[^>]*>', "", text)
    return _replaced(text, r'<script type="module" src="[^"]*"></script>', script)


def _replaced(text: str, pattern: str, by: str) -> str:
    found, times = re.subn(pattern, lambda _: by, text)
    if times != 1:
        raise AssertionError(f"index.html: {pattern} is there {times} times; it is to be there once")
    return found
