"""Fill the tables of these documents from the code: `python docs/make_tables.py`.

A table stands between `<!-- table: name -->` and `<!-- end -->`; a function of the same name here makes it.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
PACKAGE = ROOT / "src" / "dualsim"
COMMAND = "python docs/make_tables.py"

if str(ROOT / "src") not in sys.path:
    sys.path.insert(0, str(ROOT / "src"))

MARKED = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
COMMENTED = re.compile(r"^    (\w+): [^#]+?  # (.*)$")
SYMBOL = re.compile(r"^(?:(\w+) )?\[([^\]]+)\] ?(.*)$")

# Numbers that stand in the code because they are fineness or a convention, not a behaviour.
FIXED = {
    "engine/population": ("CONTACTS",),
    "engine/world_tables": ("ORGANISATION_FLOOR", "LEAST_REACH", "A_HUNDRED_CELLS"),
    "theory/state": ("IDEAL_STEP", "BELOW", "NERVE_STEP", "ARMS_STEP"),
    "engine/simulation": ("ONE_THREAD_UP_TO",),
    "theory/strategy/moves": ("QUIET", "HALF"),
}

# Where it is said what a scenario file gives.
GIVEN = (
    "fields",
    "schema",
    "blocks/decision_blocks",
    "blocks/kind_blocks",
    "blocks/institution_blocks",
    "blocks/region_blocks",
    "kinds_of_place",
)

# What the comments of state.py leave to the symbol, or say too briefly for a reader of the table.
PLAIN = {
    "mean_ideal": "what the group wants, on average",
    "ideal_below": "share of the group's people whose ideal point lies at or below the b-th step",
    "ideal_sum": "the sum of those ideal points, per person of the group",
    "salience": "how much an issue matters to a group",
    "first_salience": "the same at the start",
    "condition": "condition of life",
    "cell_group": "the group of a cell",
    "cell_place": "its place",
    "organisation": "share of people whom a party reaches by its own means",
    "ceiling": "how far a party's doctrine lets it claim power",
    "platform": "what an authority stands for",
    "formal": "its share of the formal mandate today: who governs",
    "warranted": "the endorsement that seats, platforms, offices, electors and kept pledges warrant today",
    "portfolio": "the matters that are its own, 0 to 1",
    "reach": "how far it reaches, 0 to 1; 0 is not there",
    "credit": "credit of an authority, blame below 0",
    "party_credit": "the same of a party",
    "compliance": "share of levers, by weight, that carry out its orders",
    "real_power": "share of levers, by weight, whose operators recognise it",
    "lever_obedience": "orders carried out: by followers, by who accepts it, on the word of others",
    "grievance": "gap between what a group wants and what it has",
    "attention": "chance that an issue is what presses: salience times the mean gap, normalised",
}

Table = Callable[[], str]
TABLES: dict[str, Table] = {}


def table(make: Table) -> Table:
    """Let a function make the table of its name."""
    TABLES[make.__name__] = make
    return make


def renewed(text: str) -> str:
    """A document with every marked table made anew; raise ValueError for a table that nobody makes."""

    def fill(found: re.Match[str]) -> str:
        name = found[2]
        if name not in TABLES:
            raise ValueError(f"no table named '{name}'; there is {', '.join(sorted(TABLES))}")
        return f"{found[1]}\n{TABLES[name]()}\n\n{found[3]}"

    return MARKED.sub(fill, text)


def documents() -> list[Path]:
    """The documents that have tables."""
    return [path for path in sorted(DOCS.glob("*.md")) if MARKED.search(path.read_text(encoding="utf-8"))]


def rows(*heads: str, given: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *given]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def source(name: str) -> str:
    """The text of a file of the package."""
    return (PACKAGE / f"{name}.py").read_text(encoding="utf-8")


def sentence(text: str | None) -> str:
    """The first sentence of a docstring."""
    first = (text or "").strip().split("\n\n")[0]
    return " ".join(first.split())


def comments(kind: str) -> list[tuple[str, str]]:
    """Each field of a class of state.py with its comment; a heading in the class comes as ('', heading)."""
    lines = source("theory/state").splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith(f"class {kind}("))
    found = []
    for line in lines[first + 1 :]:
        if line and not line.startswith(" "):
            break
        if heading := re.match(r"^    # (.*)$", line):
            found.append(("", heading[1]))
        elif field := COMMENTED.match(line):
            found.append((field[1], field[2]))
        elif field := re.match(r"^    (\w+): \w+$", line):
            found.append((field[1], ""))
    return found


def parameters() -> dict[str, Any]:
    """The block of behavioural parameters as behaviour.yaml gives it."""
    from ruamel.yaml import YAML

    file = ROOT / "scenarios" / "behaviour.yaml"
    found: dict[str, Any] = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))["behaviour"]
    return found


@table
def behaviour() -> str:
    """Every behavioural parameter: its symbol, what it means, its value and where that comes from."""
    from dualsim.scenario import fields
    from dualsim.scenario.taste import MEANING

    ranges: dict[Any, str] = {
        fields.Share: "0 to 1", fields.Signed: "-1 to 1", fields.Amount: "0 or more", fields.Change: "any",
    }  # fmt: skip
    given = parameters()
    origins = [origin for origin in fields.ORIGINS if origin in given]
    around = f"{origins[0]}: {given[origins[0]]}" if origins else ""
    found = []
    for name, comment in comments("Taste"):
        symbol = re.match(r"^(lambda|phi|eta|zeta|gamma_a|u_found|a0|u0|v0|[a-d]|e[0-4])(?::|$)", comment)
        kind, meaning = MEANING[name]
        value, origin = given[name], around
        if isinstance(value, dict):
            origin = next((f"{o}: {value[o]}" for o in fields.ORIGINS if o in value), around)
            value = value["value"]
        cells = f"`{name}`", symbol[1] if symbol else name, meaning, ranges[kind], f"{value:g}", origin
        found.append(cells)
    return rows("name", "symbol", "meaning", "allowed", "value", "where the value comes from", given=found)


@table
def gain() -> str:
    """How far acceptance and endorsement feed each other at most, with the numbers of behaviour.yaml."""
    block = parameters()
    taste = {name: value["value"] if isinstance(value, dict) else value for name, value in block.items()}
    word = taste["beta"] * taste["word"] / 4.0
    electors = taste["endorse_electors"] / 4.0
    loop = word * electors
    return rows(
        "step", "formula", "value",
        given=(
            ("a word on acceptance", "`beta * word / 4`", f"{word:.3g}"),
            ("electors on endorsement", "`endorse_electors / 4`", f"{electors:.3g}"),
            ("the loop", "`beta * word * endorse_electors / 16`", f"{loop:.3g}"),
        ),
    )  # fmt: skip


def _columns(kind: str) -> str:
    found = []
    for name, comment in comments(kind):
        if not name:
            found.append([f"*{comment}*", "", "", ""])
            continue
        known = SYMBOL.match(comment)
        symbol, axes, meaning = (known[1] or "", known[2], known[3]) if known else ("", "", comment)
        found.append([f"`{name}`", symbol, axes, PLAIN.get(name) or meaning])
    return rows("name", "symbol", "axes", "meaning", given=found)


@table
def people() -> str:
    """The columns of a person, and the counts of what people chose."""
    return _columns("People")


@table
def world() -> str:
    """The tables of the world."""
    return _columns("World")


@table
def measures() -> str:
    """What is recorded each day."""
    from dualsim.theory.measures import MEASURES

    return rows(
        "name", "axes, after `day`", "unit", "what it is",
        given=((f"`{m.name}`", ", ".join(m.dims), m.unit, m.label) for m in MEASURES.values()),
    )  # fmt: skip


@table
def deviations() -> str:
    """The standard deviations of the errors of measurement, in points."""
    from dualsim.analysis.evaluation.measurement_error import DEVIATION
    from dualsim.analysis.evaluation.observations import CONFIDENCES

    return rows(
        "quantity", *CONFIDENCES,
        given=((f"`{q}`", *(f"{100 * by[c]:g}" for c in CONFIDENCES)) for q, by in DEVIATION.items()),
    )  # fmt: skip


@table
def effects() -> str:
    """What an event may do."""
    from dualsim.theory.effects import EFFECTS

    found = []
    for name, effect in EFFECTS.items():
        given = list(inspect.signature(effect).parameters)[1:]
        found.append((f"`{name}`", ", ".join(given), sentence(effect.__doc__)))
    return rows("effect", "its parameters", "what it does", given=found)


@table
def sight() -> str:
    """Everything that an authority can see, and which tables of the world that is taken from."""
    found = []
    for line in source("theory/strategy/sight").splitlines():
        told = re.match(r"^    (\w+): float  # (.*?)(?:: ((?:`\w+`(?:, )?)+))?$", line)
        if told is not None:
            found.append((f"`{told[1]}`", told[2], told[3] or "as above"))
    return rows("what it sees", "what that is", "taken from", given=found)


@table
def moves() -> str:
    """Every move of an authority, with what its strategy weighs."""
    from dualsim.theory.strategy import MOVES

    told = {name: " ".join(str(function.__doc__).split()) for name, function in MOVES.items()}
    return rows("move", "when it is made", given=[(f"`{name}`", text) for name, text in told.items()])


@table
def regimes() -> str:
    """Where one kind of regime ends and the next begins."""
    found = re.findall(r"^([A-Z_]+_FROM) = ([\d.]+)  # (.*?),?$", source("theory/measures"), re.MULTILINE)
    return rows("threshold", "value", "in words", given=((f"`{n}`", v, words) for n, v, words in found))


@table
def endings() -> str:
    """Where an ending begins."""
    found = re.findall(
        r"^([A-Z_]+_(?:FROM|UP_TO)) = ([\d.]+)  # (.*?),?$", source("theory/endings"), re.MULTILINE
    )
    return rows("threshold", "value", "in words", given=((f"`{n}`", v, words) for n, v, words in found))


@table
def fixed() -> str:
    """The numbers of the code that no scenario gives."""
    found = []
    for file, names in FIXED.items():
        for name in names:
            line = re.search(rf"^{name} = (.*?)(?:  # (.*))?$", source(file), re.MULTILINE)
            if line is None:
                raise ValueError(f"{file}.py has no {name}; change FIXED in docs/make_tables.py")
            found.append((f"`{file.split('/')[-1]}.{name}`", line[1], line[2] or ""))
    return rows("name", "value", "what it is", given=found)


@table
def given() -> str:
    """What a scenario file gives: each key, its kind and what it means."""
    found = []
    called = {"Sketch": "place that names its kind", "PlaceKinds": "file of kinds", "Scenario": "scenario"}
    files = [ast.parse(source(f"scenario/{file}")) for file in GIVEN]
    for block in (node for file in files for node in file.body if isinstance(node, ast.ClassDef)):
        if not (block.name.endswith("Block") or block.name in called):
            continue
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", block.name.removesuffix("Block")).lower()
        name = called.get(block.name, words) or "any block of numbers"
        found.append([f"*{name}*", "", ""])
        for field, said in zip(block.body, block.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(said, ast.Expr):
                told = said.value.value if isinstance(said.value, ast.Constant) else ""
                kind = ast.unparse(field.annotation).removesuffix(" | None")
                found.append([f"`{ast.unparse(field.target)}`", f"`{kind}`", sentence(str(told))])
    return rows("key", "kind", "what it is", given=found)


@table
def rooms() -> str:
    """Every package: what it holds, in its own words, and the files in it."""
    found = []
    for home in sorted(path.parent for path in PACKAGE.rglob("__init__.py") if path.parent != PACKAGE):
        name = home.relative_to(PACKAGE).as_posix()
        told = sentence(ast.get_docstring(ast.parse((home / "__init__.py").read_text(encoding="utf-8"))))
        files = [f"`{path.stem}`" for path in sorted(home.glob("*.py")) if path.stem != "__init__"]
        found.append((f"`{name}`", told, ", ".join(files)))
    return rows("package", "what it holds", "its files", given=found)


def main() -> None:
    """Write every document whose tables have changed."""
    for path in documents():
        old = path.read_text(encoding="utf-8")
        new = renewed(old)
        if new != old:
            path.write_text(new, encoding="utf-8")
        print(f"{path.relative_to(ROOT)}: {'renewed' if new != old else 'as it was'}")


if __name__ == "__main__":
    main()
