"""The manifest that repeats a run or continues many: scenario, numbers, and versions that results hang on."""

from __future__ import annotations

import io
import json
import platform
from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from dualsim.engine.fingerprint import fingerprint
from dualsim.scenario.files.checksum import sealed_text

if TYPE_CHECKING:
    import xarray as xr

MANIFEST = "manifest.yaml"
OWN_RULES = ": dualsim.theory."  # in what attributes say of a rule that is not the user's
RUN = "the run"  # what the name of a run begins with
ENGINE = "theory", "scenario", "engine"  # the packages that a run passes through


def manifest(results: xr.Dataset) -> str:
    """A file that repeats a run exactly: its whole scenario, people, seed and versions."""
    head = {
        "manifest": 1,
        "command": results.attrs["command"],
        "people": int(results.attrs["people"]),
        "seed": int(results.attrs["seed"]),
        "versions": json.loads(results.attrs["versions"]),
    }
    if "branch" in results.attrs:  # it holds a whole scenario, so it stands after what is short
        head["branch"] = json.loads(results.attrs["branch"])
    about = "Repeats the run beside it: dualsim run manifest.yaml"
    return manifest_text(about, head, results.attrs["scenario"])


def run_named(about: Mapping[str, Any]) -> str:
    """The run, or the runs, that attributes of a Dataset tell of, as words that no other run shares."""
    return f"{RUN} of '{about['title']}', {about['people']} people, seed {about['seed']} ({digest_of(about)})"


def digest_of(about: Mapping[str, Any]) -> str:
    """Eight figures that two runs share only if they had the same scenario, people, seed, past and rules."""
    keys = ("scenario", "people", "seed", "branch")
    given = [str(about[key]) for key in keys if key in about]
    given += [rule for rule in about.get("rules", "").split(", ") if rule and OWN_RULES not in rule]
    return sha256("\n".join(given).encode()).hexdigest()[:8]


def manifest_text(about: str, head: Mapping[str, object], scenario: str) -> str:
    """A manifest: a remark, facts, the text of a scenario, and a checksum of all that."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.width = 110
    text = io.StringIO()
    text.write(f"# {about}\n")
    long = {key: head[key] for key in head if key == "branch"}
    for part in ({key: head[key] for key in head if key not in long}, long):
        if part:
            yaml.dump(part, text)
    text.write("scenario:\n")
    text.write("".join(f"  {line}\n" if line else "\n" for line in scenario.splitlines()))
    return sealed_text(text.getvalue())


def versions() -> dict[str, str]:
    """The versions that a result depends on."""
    found = {"python": platform.python_version()}
    for name in ("dualsim", "mesa", "numpy", "numba"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found


def made_by() -> dict[str, str]:
    """What the bits of a run depend on: runs that differ in it are never mixed."""
    engine = fingerprint(*ENGINE)[:8]  # changes with every line of the code that runs
    return {"dualsim's engine": engine, "numpy": version("numpy"), "numba": version("numba")}
