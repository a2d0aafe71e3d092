"""The command `dualsim`: a file for each of its commands, which imports what it needs when it is called."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from dualsim.cli.commands import (
    attribute,
    calibrate,
    check,
    compare,
    diff,
    evaluate,
    explain,
    map,
    new,
    plot,
    replicates,
    run,
    scenarios,
    schema,
    sensitivity,
    signs,
    swap,
    sweep,
    whatif,
    why,
)
from dualsim.cli.commands.classroom import handout, report, serve
from dualsim.cli.terminal import DONE, Commands, carry_out, examples, show

COMMANDS = (
    scenarios, new, check, explain, run, sweep, replicates, plot, map, compare, evaluate, attribute, whatif,
    swap, signs, calibrate, sensitivity, diff, why, schema, serve, report, handout,
)  # fmt: skip

EXAMPLES = ("scenarios", "run petrograd_1917", "run petrograd_1917 --without kornilov_marches")

app = typer.Typer(
    cls=Commands,
    rich_markup_mode=None,  # rich takes longer to import than the help takes to print
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(*EXAMPLES),
)


def _version(wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import version
    from platform import python_version

    show(f"dualsim {version('dualsim')}")
    show(f"Python {python_version()}")
    show(f"Mesa {version('mesa')}")
    show(f"NumPy {version('numpy')}")
    raise typer.Exit(DONE)


@app.callback()
def dualsim(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the versions and stop.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Print the traceback of whatever goes wrong.")
    ] = False,
) -> None:
    """Who is obeyed when two authorities claim to rule, and why it shifts."""


for module in COMMANDS:
    name = module.__name__.rpartition(".")[2]
    app.command(epilog=examples(*getattr(module, "EXAMPLES", ())))(getattr(module, name))


def main(args: list[str] | None = None) -> int:
    """Carry out the command: 0 done, 1 a fault of dualsim or a row of signs that fails, 2 a mistake in what
    was given, 3 runs that failed, 4 a score missed, 130 stopped."""
    return carry_out(app, sys.argv[1:] if args is None else args)
