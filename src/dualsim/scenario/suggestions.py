"""What to say of a misspelt name: "did you mean", or what there is."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word nearest to a misspelt one, or None."""
    names = sorted(known)
    found = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.6)
    if found:
        return found[0]
    parts = {part: name for name in reversed(names) for part in name.split("_") if len(part) > 3}
    near = difflib.get_close_matches(word.lower(), sorted(parts), n=1, cutoff=0.75)
    return parts[near[0]] if near else None


LISTED = 20  # names that may stand in one message


def unknown(kind: str, word: str, known: Iterable[str]) -> str:
    """What to say of a name that nobody knows."""
    names = sorted(known)
    near = closest(word, names)
    if near is not None:
        return f"no {kind} named '{word}'; did you mean '{near}'?"
    if not names:
        return f"no {kind} named '{word}'; there is none here"
    more = len(names) - LISTED
    listed = f"{', '.join(names[:LISTED])} and {more} more" if more > 1 else ", ".join(names)
    return f"no {kind} named '{word}'; there is {listed}"
