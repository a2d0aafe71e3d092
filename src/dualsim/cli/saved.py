"""An answer saved, its figure and beside it its table as CSV and JSON, and told on standard output."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from dualsim.cli.options import STYLES, AsJson, Force, Style, figure_file
from dualsim.cli.terminal import show
from dualsim.cli.writing import writing

if TYPE_CHECKING:
    from dualsim.analysis.result import Result

ONE: Mapping[str, Mapping[str, Any]] = {"": {}}  # one figure, drawn without options


class Drawn(NamedTuple):
    """How an answer is drawn and printed."""

    style: Style = STYLES[0]
    out: Annotated[Path | None, figure_file("runs/COMMAND-HASH/COMMAND.png")] = None
    force: Force = False
    as_json: AsJson = False


@contextmanager
def answering(
    command: str, drawn: Drawn, *given: str | Path | None, figures: Iterable[str] = ONE
) -> Iterator[None]:
    """Claim the files of an answer, before the work, if they are named; none may be among what is given."""
    files = files_of(drawn.out, figures) if drawn.out is not None else []
    with writing(dict.fromkeys(files, f"dualsim {command}"), *given, force=drawn.force):
        yield


def files_of(file: Path, figures: Iterable[str]) -> list[Path]:
    """The figures of an answer, each by what its name ends with, and the tables."""
    return [*(file.with_stem(file.stem + end) for end in figures), *map(file.with_suffix, (".csv", ".json"))]


def save_and_tell(found: Result, command: str, drawn: Drawn, figures: Mapping[str, Any] = ONE) -> None:
    """Save an answer and print it; the last line is the folder, or the file that was asked for.

    Figures are named by the end of their file's name and the options that they are drawn with. Two answers
    share a folder only if they are equal.
    """
    from dualsim.figures.plotting import save_figure, save_with_tables

    facts = found.to_dict()
    text = as_json(facts)
    file = drawn.out or Path("runs", f"{command}-{sha256(text.encode()).hexdigest()[:8]}", f"{command}.png")
    files = {f"figure{end}".replace("-", "_"): file.with_stem(file.stem + end) for end in figures}
    first, *others = (found.plot(style=drawn.style, **options) for options in figures.values())
    save_with_tables(first, file, found.to_csv(), text)
    for figure, beside in zip(others, [*files.values()][1:], strict=True):
        save_figure(figure, beside)
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
