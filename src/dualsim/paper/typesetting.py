"""Sheets to a PDF by typst: texts go to it as data, which it never reads as markup."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from dualsim.runs.optional import needed

TEMPLATE = "handout.typ"
EXTRA = "paper"
FONTS = Path("fonts", "ttf")  # of matplotlib's data: what the template's font lacks is set in DejaVu


def compiler() -> Any:
    """The package typst; raise ValueError with how to get it."""
    return needed("typst", "paper")


def typeset(data: Mapping[str, Any], form: str = "pdf") -> Any:
    """The bytes of the PDF; of another form a list, page by page."""
    import matplotlib

    template = files(__package__).joinpath(TEMPLATE).read_bytes()
    return compiler().compile(
        template,
        format=form,
        font_paths=[str(matplotlib.get_data_path() / FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
