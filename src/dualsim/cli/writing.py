"""What a command is about to write: claimed before the work, and said if it replaces something."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dualsim.cli.terminal import say
from dualsim.runs.manifest import RUN
from dualsim.runs.outputs import Claim, Purposes, claimed

OF_A_RUN = ("results.nc", "manifest.yaml", "design.csv", "members/*.nc")


@contextmanager
def writing(
    files: Purposes, *given: str | Path | None, force: bool = False, way: str = "--force"
) -> Iterator[Claim]:
    """Claim files, none of which may be among what is given to the command, for the work done inside.

    A refusal names the `way` to force it. What is replaced is said before the work, unless it is the same
    again: a purpose that names a run.
    """
    inputs = [file for one in given if one for file in read_for(one)] if _any(files) else []
    with claimed(files, inputs, force=force, way=way) as claim:
        told = [str(file) for file in claim.replaced if force or RUN not in files[file]]
        if told:
            say(f"Will be replaced: {', '.join(told)}")
        yield claim


def read_for(given: str | Path) -> list[Path]:
    """The files that are read for a scenario, a table or a folder of runs."""
    from dualsim.scenario import loading

    path = Path(given)
    if path.is_dir():
        return [file for name in OF_A_RUN for file in path.glob(name)]
    named = str(given) if path.exists() else str(given).partition(":")[0]  # of one place of a scenario
    return [path, *loading.files_of(named)] if path.suffix != ".csv" else [path]


def _any(files: Purposes) -> bool:
    return any(file.exists() for file in files)
