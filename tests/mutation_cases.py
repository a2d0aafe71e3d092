"""The files that are mutated: by tests a few hundred times, by benchmarks/damaged_files.py thousands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dualsim.runs.single import run, save
from dualsim.runs.sweeps import sweep
from mutants_judged import Case, ManifestCase, ResultsCase, ScenarioCase, TableCase, of_many, of_one
from paths import DATA, ROOT, TINY

SCENARIOS = ROOT / "scenarios"
SMALL = ("capital_minimal", "behaviour", "tiny", "linked")
LARGE = ("province_minimal", "village_1917", "saratov_1917", "petrograd_1917", "empire_1917", "russia_1917")
BESIDE = {
    "behaviour": (SCENARIOS / "capital_minimal.yaml",),
    "linked": (TINY,),
    "russia_1917": (SCENARIOS / "petrograd_1917.yaml",),
}


def scenarios(folder: Path, names: tuple[str, ...]) -> Iterator[Case]:
    """Scenario files by name, each in a folder of its own."""
    for name in names:
        file = next(path for at in (SCENARIOS, DATA) if (path := at / f"{name}.yaml").is_file())
        yield ScenarioCase(file, folder / name, *BESIDE.get(name, ()))


def made(folder: Path) -> dict[str, list[Case]]:
    """What runs leave behind, and the table of observations, by what it is."""
    one, many = folder / "one", folder / "many"
    save(run(TINY, people=300), one)
    sweep(TINY, many, runs=2, people=300, jobs=1, design="grid", vary=["behaviour.beta=2:4:2"])
    (table := folder / "observations.csv").write_bytes((SCENARIOS / "observations.csv").read_bytes())
    member = sorted((many / "members").glob("[0-9]*.nc"))[0]
    return {
        "results": [ResultsCase(one / "results.nc", one)],
        "members": [ResultsCase(member, many)],
        "manifests": [
            ManifestCase(one / "manifest.yaml", of_one),
            ManifestCase(many / "manifest.yaml", of_many),
        ],
        "observations": [TableCase(table, table)],
    }
