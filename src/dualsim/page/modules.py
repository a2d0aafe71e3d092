"""The page's own files, and its modules put together as one script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files

_IMPORT = re.compile(r'^import\s*(?:\{[^}]*\}\s*from\s*)?"\./([\w.-]+)";[ \t]*\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class|let)\b)", re.MULTILINE)


def page_file(name: str) -> str:
    """One of the page's own files, as text."""
    return files("dualsim.page").joinpath("static", name).read_text(encoding="utf-8")


def bundle(entry: str) -> str:
    """A module and all that it imports, each once and before what uses it, as one script."""
    return "\n".join(_modules(entry, set()))


def _modules(name: str, seen: set[str]) -> Iterator[str]:
    seen.add(name)
    text = page_file(name)
    for other in _IMPORT.findall(text):
        if other not in seen:
            yield from _modules(other, seen)
    yield _EXPORT.sub("", _IMPORT.sub("", text))
