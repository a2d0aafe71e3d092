"""The command `dualsim new`: a scenario file to begin with."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from dualsim.cli.commands.schema import schema_text
from dualsim.cli.options import Force
from dualsim.cli.terminal import say, show
from dualsim.cli.writing import writing
from dualsim.scenario.suggestions import unknown

SLUG = re.compile(r"[a-z][a-z0-9_]*$")  # what a place may be called
SCHEMA_FILE = "scenario.schema.json"
EXAMPLES = ("new mine.yaml", "new mine.yaml --from petrograd_1917", "new --kind provincial_town tula.yaml")


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The scenario file to write.")],
    origin: Annotated[
        str | None,
        typer.Option("--from", metavar="SCENARIO", help="Extend a scenario that comes with dualsim."),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="Describe a place of this kind, named as the file."),
    ] = None,
    force: Force = False,
) -> None:
    """Write a scenario file to begin with.

    Beside it goes the schema by which editors complete and check it.
    """
    from dualsim.scenario import loading

    if origin is not None and origin not in loading.list_scenarios():
        raise ValueError(f"--from: {unknown('scenario', origin, loading.list_scenarios())}")
    if file.suffix not in (".yaml", ".yml"):
        raise ValueError(f"{file}: no name for a scenario file; let it end in .yaml")
    text = _text(file, origin, kind)
    if not file.absolute().parent.is_dir():
        raise ValueError(f"{file.parent}: there is no such folder; make it first")
    if file.exists() and not force:
        raise ValueError(f"{file}: it is there already, and stays as it is; choose another name, or --force")
    schema = file.with_name(SCHEMA_FILE)
    with writing(dict.fromkeys((schema, file), "dualsim new"), force=force) as claim:
        claim.write(schema, schema_text() + "\n")
        claim.write(file, text)
    say(f"Next: dualsim check {file}")
    show(str(file))


def _text(file: Path, origin: str | None, kind: str | None) -> str:
    """What the file begins with."""
    from dualsim.scenario.loading import bundled_kinds
    from dualsim.scenario.template import draft, draft_of_place

    if kind is None:
        return draft(origin)
    if origin is not None:
        raise ValueError("--kind: a place of a kind builds on provinces_1917; leave out --from, or --kind")
    known = bundled_kinds()
    if kind not in known:
        listed = "; ".join(f"{name}: {block.about}" for name, block in known.items())
        raise ValueError(f"--kind: {unknown('kind of place', kind, known)}\n{listed.replace('; ', chr(10))}")
    if not SLUG.match(file.stem):
        message = "the file's name is the place's, so small letters, digits and _, such as tula.yaml"
        raise ValueError(f"{file}: {message}")
    return draft_of_place(kind, file.stem)
