"""The files that a figure can be written as."""

from __future__ import annotations

from pathlib import Path

FORMATS = ("pdf", "png", "svg")


def format_of(path: Path) -> str:
    """The format that a file's name asks for; raise ValueError if no figure can be written so."""
    form = path.suffix.lower().lstrip(".")
    if form not in FORMATS:
        raise ValueError(f"plot: cannot write a figure as '{path.name}'; end its name in .png, .svg or .pdf")
    return form
