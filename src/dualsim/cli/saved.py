"""An answer saved, its figure and beside it its table as CSV and JSON, and told on standard output."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, Protocol

from dualsim.cli.options import STYLES, AsJson, Style, figure_file
from dualsim.cli.terminal import show

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ONE: Mapping[str, Mapping[str, Any]] = {"": {}}  # one figure, drawn without options


class Drawn(NamedTuple):
    """How an answer is drawn and printed."""

    style: Style = STYLES[0]
    out: Annotated[Path | None, figure_file("runs/COMMAND-HASH/COMMAND.png")] = None
    as_json: AsJson = False


class Result(Protocol):
    """An answer that tells itself."""

    def __str__(self) -> str: ...

    def to_dict(self) -> dict[str, Any]:
        """What the JSON holds."""

    def to_dataframe(self) -> Any:
        """What the CSV holds."""

    def plot(self, *, style: str, **options: Any) -> Figure:
        """What is drawn."""


class Told(NamedTuple):
    """An answer told by functions beside it."""

    words: str
    facts: dict[str, Any]
    table: str
    draw: Callable[..., Figure]

    def __str__(self) -> str:
        return self.words

    def to_dict(self) -> dict[str, Any]:
        """Its facts."""
        return self.facts

    def to_dataframe(self) -> Any:
        """Its table, every cell as it is written."""
        import io

        import pandas as pd  # type: ignore[import-untyped]

        return pd.read_csv(io.StringIO(self.table), dtype=str, keep_default_na=False)

    def plot(self, *, style: str, **options: Any) -> Figure:
        """Its figure."""
        return self.draw(style, **options)


def save_and_tell(found: Result, command: str, drawn: Drawn, figures: Mapping[str, Any] = ONE) -> None:
    """Save an answer and print it; the last line is the folder, or the file that was asked for.

    Figures are named by the end of their file's name and the options that they are drawn with. Two answers
    share a folder only if they are equal.
    """
    from dualsim.figures.single_run import save, save_with_tables

    facts = found.to_dict()
    text = as_json(facts)
    file = drawn.out or Path("runs", f"{command}-{sha256(text.encode()).hexdigest()[:8]}", f"{command}.png")
    files = {f"figure{end}".replace("-", "_"): file.with_stem(file.stem + end) for end in figures}
    first, *others = (found.plot(style=drawn.style, **options) for options in figures.values())
    save_with_tables(first, file, found.to_dataframe().to_csv(index=False, lineterminator="\n"), text)
    for figure, beside in zip(others, [*files.values()][1:], strict=True):
        save(figure, beside)
    if drawn.as_json:
        paths = {"folder": file.parent, **files}
        show(as_json({**{key: str(path) for key, path in paths.items()}, **facts}))
        return
    last = file.parent if drawn.out is None else file
    tables = f"{file.with_suffix('.csv')} and {file.with_suffix('.json')}"
    show(f"{found}\n\nFigure: {' and '.join(map(str, files.values()))}\nTables: {tables}\n{last}")


def as_json(facts: Mapping[str, Any]) -> str:
    """Facts as JSON, and nothing that is not JSON."""
    return json.dumps(facts, ensure_ascii=False, indent=2, allow_nan=False)
