"""Sheets to a PDF by typst: texts go to it as data, which it never reads as markup."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from dualsim.runs.optional import needed

TEMPLATE = "handout.typ"
FONTS = Path("fonts", "ttf")  # of matplotlib's data: what the template's font lacks is set in DejaVu


def compiler() -> Any:
    """The package typst; raise ValueError with how to get it."""
    return needed("typst", "paper")


def typeset(data: Mapping[str, Any], form: str = "pdf") -> Any:
    """The bytes of the PDF; of another form a list, page by page."""
    import matplotlib

    with as_file(files(__package__).joinpath(TEMPLATE)) as template:
        return compiler().compile(
            str(template),
            format=form,
            font_paths=[str(Path(matplotlib.get_data_path()) / FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
