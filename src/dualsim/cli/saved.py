"""An answer saved, its figure and beside it its table as CSV and JSON, and told on standard output."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from dualsim.cli.options import STYLES, AsJson, Force, Style, figure_file
from dualsim.cli.terminal import show
from dualsim.cli.writing import writing
from dualsim.runs.outputs import TakenError, claimed

if TYPE_CHECKING:
    from dualsim.analysis.result import Result
    from dualsim.runs.outputs import Claim, Write

ONE: Mapping[str, Mapping[str, Any]] = {"": {}}  # one figure, drawn without options


class Drawn(NamedTuple):
    """How an answer is drawn and printed."""

    style: Style = STYLES[0]
    out: Annotated[Path | None, figure_file("runs/COMMAND-HASH/COMMAND.png")] = None
    force: Force = False
    as_json: AsJson = False


@contextmanager
def answering(
    command: str, drawn: Drawn, *given: str | Path | None, figures: Mapping[str, Any] = ONE
) -> Iterator[Callable[[Result], None]]:
    """Claim the files of an answer, before the work, if they are named; none may be among what is given.

    Gives what saves the answer and prints it. Figures are named by the end of their file's name and the
    options that they are drawn with.
    """
    files = files_of(drawn.out, figures) if drawn.out is not None else []
    with writing(dict.fromkeys(files, f"dualsim {command}"), *given, force=drawn.force) as claim:
        yield lambda found: _saved_and_told(_Answer(found, command, drawn, figures), claim if files else None)


class _Answer(NamedTuple):
    """What was found by which command, and how it is drawn and printed."""

    found: Result
    command: str
    drawn: Drawn
    figures: Mapping[str, Any]

    def text(self) -> str:
        return as_json(self.found.to_dict())

    def write(self, file: Path, write: Write) -> None:
        """Write the figures and the tables."""
        from dualsim.figures.plotting import write_figure, write_with_tables

        style, options = self.drawn.style, self.figures.values()
        first, *others = (self.found.plot(style=style, **chosen) for chosen in options)
        write_with_tables(write, first, file, self.found.to_csv(), self.text())
        for figure, end in zip(others, [*self.figures][1:], strict=True):
            write_figure(write, figure, file.with_stem(file.stem + end))


def files_of(file: Path, figures: Iterable[str]) -> list[Path]:
    """The figures of an answer, each by what its name ends with, and the tables."""
    return [*(file.with_stem(file.stem + end) for end in figures), *map(file.with_suffix, (".csv", ".json"))]


def _saved_and_told(answer: _Answer, claim: Claim | None) -> None:
    """Save an answer and print it, and print it if it cannot be saved, too.

    The last line is the folder, or the file that was asked for.
    """
    drawn = answer.drawn
    try:
        with ExitStack() as stack:
            file = drawn.out
            if claim is None or file is None:
                file, claim = _of_its_own(answer, stack)
            answer.write(file, claim.write)
    except OSError:
        show(answer.text() if drawn.as_json else str(answer.found))
        raise
    files = {f"figure{end}".replace("-", "_"): file.with_stem(file.stem + end) for end in answer.figures}
    if drawn.as_json:
        paths = {key: str(path) for key, path in {"folder": file.parent, **files}.items()}
        show(as_json({**paths, **answer.found.to_dict()}))
        return
    last = file.parent if drawn.out is None else file
    tables = f"{file.with_suffix('.csv')} and {file.with_suffix('.json')}"
    show(f"{answer.found}\n\nFigure: {' and '.join(map(str, files.values()))}\nTables: {tables}\n{last}")


def _of_its_own(answer: _Answer, stack: ExitStack) -> tuple[Path, Claim]:
    """Files in a folder that two answers share only if they are equal, claimed until the stack ends.

    Where one of them was changed since, or is not ours, it is the next folder: the work is done by now.
    """
    command, digest = answer.command, sha256(answer.text().encode()).hexdigest()[:8]
    for number in count(1):
        name = f"{command}-{digest}" + (f"-{number}" if number > 1 else "")
        file = Path("runs", name, f"{command}.png")
        files = dict.fromkeys(files_of(file, answer.figures), f"dualsim {command}")
        with suppress(TakenError):
            return file, stack.enter_context(claimed(files, force=answer.drawn.force, wait=True))
    raise AssertionError("there is always a next number")


def as_json(facts: Mapping[str, Any]) -> str:
    """Facts as JSON, and nothing that is not JSON."""
    return json.dumps(facts, ensure_ascii=False, indent=2, allow_nan=False)
