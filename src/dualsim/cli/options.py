"""The options that several commands share, each worded once, alone or in groups."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from dualsim.runs.defaults import MANY_PEOPLE, PEOPLE, SEED
from dualsim.scenario.suggestions import unknown

FEWEST = 200  # people; a smaller crowd says nothing
FULL = 0  # people: as many as live there
KINDS = (
    "allegiance", "stances", "power", "vote", "regime", "ending", "mobilisation", "conditions",
    "institutions",
)  # fmt: skip
STYLES = ("screen", "projector", "print", "bw")


def known(option: str, words: tuple[str, ...]) -> Callable[[str], str]:
    """What refuses a word that an option does not know."""

    def check(word: str) -> str:
        if word not in words:
            raise ValueError(f"--{option}: {unknown(option, word, words)}")
        return word

    return check


def _drawable(file: Path | None) -> Path | None:
    """Refuse a name that no figure can have before the runs, not after them."""
    from dualsim.figures.drawing.formats import format_of

    if file is not None:
        format_of(file)
    return file


Scenario = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A scenario that comes with dualsim, or a file.")
]
Source = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="A scenario that comes with dualsim, a file, or a manifest."),
]

Without = Annotated[
    list[str] | None, typer.Option(metavar="EVENT", help="Leave an event out; may be given again.")
]
Move = Annotated[
    list[str] | None,
    typer.Option(metavar="EVENT=DATE", help="Move an event, and what follows from it; may be given again."),
]
Scale = Annotated[
    list[str] | None,
    typer.Option(metavar="EVENT=FACTOR", help="Make an event larger or smaller; may be given again."),
]
Changes = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change a value of the scenario; may be given again."),
]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Name what warnings count, and show where it stands.")
]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="End the run on this date.")]
BranchAt = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Let changes hold, and luck be fresh, only from this date on."),
]
Luck = Annotated[
    int | None, typer.Option(metavar="S", min=0, help="The seed from --branch-at on.  [default: the run's]")
]

People = Annotated[int, typer.Option(metavar="N", min=FEWEST, help="How many people.")]


def _people_option(usual: int) -> Any:
    """How many people, or else as many as are usual, or more if a scenario needs them."""
    told = f"How many people.  [default: {usual}, or what the scenario needs if that is more]"
    return typer.Option(metavar="N", min=FEWEST, help=told)


PeopleOrUsual = Annotated[int | None, _people_option(PEOPLE)]
PeopleOfMany = Annotated[int | None, _people_option(MANY_PEOPLE)]


def _number_or_full(text: str) -> int:
    """A number of people, or FULL."""
    try:
        number = FULL if text == "full" else int(text)
    except ValueError:
        raise typer.BadParameter("Input should be a whole number, or full") from None
    if number < FEWEST and text != "full":
        raise typer.BadParameter(f"Input should be greater than or equal to {FEWEST}")
    return number


PeopleOrKept = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        parser=_number_or_full,
        help="How many people; 'full' for one agent an inhabitant.  "
        f"[default: {PEOPLE}, or what the scenario needs if that is more; x>={FEWEST}]",
    ),
]
SEEDS = "The seed of the first run; the next have S + 1, S + 2, ..."
Seed = Annotated[int, typer.Option(metavar="S", min=0, help=SEEDS)]
SeedOrKept = Annotated[
    int | None, typer.Option(metavar="S", min=0, help=f"{SEEDS}  [default: {SEED}]")
]  # a manifest keeps its own
OneSeed = Annotated[int, typer.Option(metavar="S", min=0, help="The seed of every run.")]
OUTCOME = (
    "A number, as in 'seats[soviet, bolshevik]@1917-10-24'; whether something has come, as in "
    "'took_power[soviet]@1917-10-26', 'regime[dual_power]@1917-06-01' or 'duality > 0.5@1917-06-01'; "
    "or, without a date, the day on which it comes"
)
Outcome = Annotated[str, typer.Option(metavar="OUTCOME", help=f"{OUTCOME}.")]
Outcomes = Annotated[list[str], typer.Option(metavar="OUTCOME", help=f"{OUTCOME}; may be given again.")]
OutcomesOrNone = Annotated[
    list[str] | None, typer.Option("--outcome", metavar="OUTCOME", help=f"{OUTCOME}; may be given again.")
]

Jobs = Annotated[
    int | None,
    typer.Option(metavar="J", min=1, help="How many processes.  [default: one for each core]"),
]
Scheduler = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Use the Dask cluster whose scheduler is here.")
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Start again, rather than continue what is there.")]

Kind = Annotated[
    str, typer.Option(metavar="KIND", help=f"One of {', '.join(KINDS)}.", callback=known("kind", KINDS))
]
Style = Annotated[
    str, typer.Option(metavar="STYLE", help=f"One of {', '.join(STYLES)}.", callback=known("style", STYLES))
]
Folder = Annotated[
    Path | None,
    typer.Option("-o", "--out", metavar="DIR", help="Save in this folder.  [default: runs/SCENARIO-HASH]"),
]
Force = Annotated[bool, typer.Option("--force", help="Write over files that are not of this command.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def figure_file(default: str) -> Any:
    """The option that names the file of a figure."""
    told = f"Draw into this .png, .pdf or .svg.  [default: {default}]"
    return typer.Option("-o", "--out", metavar="FILE", help=told, callback=_drawable)


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose parameters may be groups of options; on the command line they stand one by one."""
    own = inspect.signature(command, eval_str=True).parameters
    groups = {name: one.annotation for name, one in own.items() if hasattr(one.annotation, "_fields")}
    options: dict[str, inspect.Parameter] = {}
    for name, one in own.items():
        if name not in groups:
            options[name] = one.replace(kind=one.KEYWORD_ONLY)
            continue
        defaults = groups[name]._field_defaults
        for field, annotation in get_type_hints(groups[name], include_extras=True).items():
            default = defaults.get(field, one.empty)
            options[field] = inspect.Parameter(
                field, one.KEYWORD_ONLY, default=default, annotation=annotation
            )

    def flat(**given: Any) -> None:
        for name, group in groups.items():
            given[name] = group(**{field: given.pop(field) for field in group._fields})
        command(**given)

    flat.__name__, flat.__doc__ = command.__name__, command.__doc__
    flat.__signature__ = inspect.Signature(list(options.values()))  # type: ignore[attr-defined]
    flat.__annotations__ = {name: option.annotation for name, option in options.items()}
    return flat
