"""Write the pages of the site that come from the program into docs/made, as `make docs` does each time."""

from __future__ import annotations

import contextlib
import inspect
import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import make_gallery

import dualsim
from dualsim.cli.app import app, main

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
MADE = DOCS / "made"
FEW = 500  # people of a notebook

ROOMS = {
    "scenario": "Scenarios",
    "engine": "One run",
    "runs": "Runs",
    "analysis": "What can be asked of runs",
    "figures": "Figures",
    "paper": "Sheets for a lesson",
    "theory": "Extending the model",
}


TABLES = {
    "EFFECTS": "What an event may do: every effect by its name. :func:`effect` adds one.",
    "MEASURES": "What is recorded each day: every measure by its name. :func:`measure` adds one.",
}


def write_all() -> None:
    """Write every page that comes from the program, and leave alone what would be the same."""
    pages = {"api": api(), "cli": cli(), "scenario_file": scenario_file(), "gallery": make_gallery.page(MADE)}
    for name, text in pages.items():
        _write(MADE / f"{name}.md", text)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        _write(MADE / path.name, small(path.read_text(encoding="utf-8")))


def api() -> str:
    """The public names with their docstrings, by the package that they are from."""
    parts = [
        "# The Python interface\n\n`import dualsim`; what stands here is a name of it, such as `dualsim.run`."
    ]
    found: dict[str, list[str]] = {}
    for name in sorted(dualsim.__all__, key=str.lower):
        if name != "__version__":
            found.setdefault(_home(name), []).append(name)
    for room, title in ROOMS.items():
        if names := found.get(room):
            listed = "\n".join(f"   dualsim.{name}" for name in names if name not in TABLES)
            told = "\n\n".join(_directive(name) for name in names)
            parts.append(f"## {title}\n\n```{{eval-rst}}\n.. autosummary::\n\n{listed}\n\n{told}\n```")
    return "\n\n".join(parts) + "\n"


def _home(name: str) -> str:
    """The package in which a public name is defined, as `__init__.pyi` says."""
    stub = (ROOT / "src" / "dualsim" / "__init__.pyi").read_text(encoding="utf-8")
    line = re.search(rf"^from \.(\w+)[\w.]* import {name} as {name}$", stub, re.MULTILINE)
    if line is None:
        raise ValueError(
            f"src/dualsim/__init__.pyi: no line imports {name}; the page of names is made from it"
        )
    return line[1]


def _directive(name: str) -> str:
    thing = getattr(dualsim, name)
    if name in TABLES:
        return f".. py:data:: dualsim.{name}\n\n   {TABLES[name]}"
    if inspect.isclass(thing):
        if hasattr(thing, "model_fields"):  # its keys have a page of their own
            return f".. autoclass:: dualsim.{name}(...)"
        return f".. autoclass:: dualsim.{name}\n   :members:"
    return f".. autofunction:: dualsim.{name}"


def cli() -> str:
    """What `--help` says, of every command."""
    parts = ["# The command line", _help(), "`dualsim COMMAND --help` says the rest."]
    parts += [f"## dualsim {command}\n\n{_help(command)}" for command in commands()]
    return "\n\n".join(parts) + "\n"


def commands() -> list[str]:
    """The names of all commands, in the order of the help."""
    return [c.name or c.callback.__name__ for c in app.registered_commands if c.callback is not None]


def _help(*words: str) -> str:
    return f"```text\n{said(*words, '--help').rstrip()}\n```"


def said(*words: str) -> str:
    """What `dualsim` prints for these words; raise RuntimeError if it fails."""
    out, err, before = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["dualsim", *words]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main()
    finally:
        sys.argv = before
    if status:
        raise RuntimeError(f"dualsim {' '.join(words)}: {err.getvalue()}")
    return out.getvalue()


def scenario_file() -> str:
    """Every key of a scenario file, from its schema."""
    schema = json.loads(said("schema"))
    parts = [
        "# The scenario file",
        "What may stand in a scenario. An editor that knows JSON Schema completes and checks it: "
        "`dualsim new` writes the schema beside the file, `dualsim schema` prints it. Wherever a number "
        "stands, `{value: 0.4, source: the work and page}` may too, or `calibrated` or `assumed` for source.",
        f"## The file\n\n{_keys(schema)}",
    ]
    blocks = {name: kind for name, kind in schema["$defs"].items() if "properties" in kind}
    effects = {name: kind for name, kind in blocks.items() if name.endswith("Effect")}
    for name, kind in blocks.items():
        if name not in effects and name != "EffectBlock":
            parts.append(f"## {_title(name)}\n\n{kind.get('description', '')}\n\n{_keys(kind)}")
    parts.append(f"## Effects\n\n{blocks['EffectBlock'].get('description', '')}")
    keys = {_reference(told): key for key, told in blocks["EffectBlock"]["properties"].items()}
    for name, kind in effects.items():
        parts.append(f"### {keys[name]}\n\n{kind.get('description', '')}\n\n{_keys(kind)}")
    return "\n\n".join(parts) + "\n"


def _title(name: str) -> str:
    return name.removesuffix("Block")


def _reference(told: dict[str, Any]) -> str:
    """The block to which a property leads, at any depth; '' if none."""
    found = re.search(r"#/\$defs/(\w+)", json.dumps(told))
    return found[1] if found else ""


def _keys(kind: dict[str, Any]) -> str:
    needed = kind.get("required", [])
    lines = ["| key | kind | what it is |", "| --- | --- | --- |"]
    for key, told in kind["properties"].items():
        name = f"`{key}`" + (", needed" if key in needed else "")
        text = f"| {name} | {_kind(told)} | {told.get('description', '')} |"
        lines.append(text.replace("\n", " "))
    return "\n".join(lines) if kind["properties"] else "It has no parameters."


def _kind(told: dict[str, Any]) -> str:
    """A property's kind in words: a number with its bounds, a list of something, a block by its name."""
    if "$ref" in told:
        return _title(told["$ref"].rsplit("/", 1)[1])
    if "const" in told:
        return f"`{told['const']}`"
    if "enum" in told:
        return " or ".join(f"`{value}`" for value in told["enum"])
    for several in ("anyOf", "oneOf", "allOf"):
        if several in told:
            kinds = dict.fromkeys(_kind(one) for one in told[several])
            return " or ".join(kind for kind in kinds if kind not in ("null", "")) or "any"
    if "value" in told.get("properties", {}):
        return ""  # a number with its source, which may stand wherever a number does
    if told.get("type") == "array":
        return f"list of {_kind(told.get('items', {}))}" if told.get("items") else "list"
    if told.get("type") == "object" and isinstance(told.get("additionalProperties"), dict):
        return f"names, each with {_kind(told['additionalProperties'])}"
    low, high = told.get("minimum"), told.get("maximum")
    bounds = f" from {low:g}" if low is not None else ""
    bounds += f" to {high:g}" if high is not None else ""
    return {"object": "block", "string": "text"}.get(
        told.get("type", "any"), str(told.get("type", "any"))
    ) + bounds


def small(notebook: str) -> str:
    """A notebook with few people, so that the site is built in seconds."""
    text, sizes = re.subn(r'"PEOPLE = [\d_]+', f'"PEOPLE = {FEW}', notebook)
    if sizes != 1:
        raise ValueError(f"a notebook has {sizes} cells that say PEOPLE = ...; it is to have one")
    return text


def _write(path: Path, text: str) -> None:
    """Write a file if it would differ, so that Sphinx reads again only what is new."""
    path.parent.mkdir(exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
