"""The files that a figure can be written as."""

from __future__ import annotations

from pathlib import Path

FORMATS = ("pdf", "png", "svg")
FILMS = ("gif", "mp4")


def format_of(path: Path) -> str:
    """The format that a file's name asks for; raise ValueError if no figure can be written so."""
    form = path.suffix.lower().lstrip(".")
    if form not in FORMATS:
        raise ValueError(f"plot: cannot write a figure as '{path.name}'; end its name in .png, .svg or .pdf")
    return form


def is_film(path: Path) -> bool:
    """Whether a file's name asks for a film."""
    return path.suffix.lower().lstrip(".") in FILMS


def film_format_of(path: Path) -> str:
    """The format of a film that a file's name asks for; raise ValueError if none can be written so here."""
    form = path.suffix.lower().lstrip(".")
    if form not in FILMS:
        raise ValueError(f"map: cannot write a film as '{path.name}'; end its name in .gif or .mp4")
    from matplotlib.animation import writers

    if form == "mp4" and not writers.is_available("ffmpeg"):
        raise ValueError(
            f"map: {path.name}: ffmpeg, which writes .mp4, is not here; install it, or name a .gif"
        )
    return form
