"""Where files stand that many tests use."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
DATA = Path(__file__).parent / "data"
TINY = DATA / "tiny.yaml"  # two places and thirty days, in which a little of everything happens
LINKED = DATA / "linked.yaml"  # what links places, and what makes authorities act together
INSTITUTIONS = DATA / "institutions.yaml"  # the tiny town with shops of its own, raided and suppressed
