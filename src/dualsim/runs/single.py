"""Run a scenario and get a Dataset; save it and open it again."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from dualsim.engine.simulation import Simulation
from dualsim.runs.arguments import check_numbers, people_of
from dualsim.runs.defaults import PEOPLE
from dualsim.runs.manifest import MANIFEST, manifest, run_named, versions
from dualsim.runs.outputs import claimed
from dualsim.scenario.files.checksum import is_sealed, sealed
from dualsim.theory.measures import MEASURES

if TYPE_CHECKING:
    import xarray as xr

    from dualsim.engine.branching import Branch
    from dualsim.engine.decisions.own_strategies import Strategy
    from dualsim.engine.simulation import Progress
    from dualsim.runs.outputs import Write
    from dualsim.scenario.schema import Scenario
    from dualsim.theory.rule import Rule

Walk = Literal["columns", "agents", "shuffled"]
RESULTS = "results.nc"
SEALS = "dualsim.save writes one"


def run(
    scenario: Scenario | str | Path,
    people: int | Literal["full"] | None = None,
    seed: int = 1,
    *,
    choose: Rule | None = None,
    accept: Rule | None = None,
    vote: Rule | None = None,
    rise: Rule | None = None,
    strategies: Mapping[str, Strategy] | None = None,
    walk: Walk = "columns",
    progress: Progress | None = None,
    command: str | None = None,
    branch: Branch | None = None,
) -> xr.Dataset:
    """Run a scenario once and return everything that was measured, day by day.

    `people` is how many agents there are to be, 20,000 or what the scenario needs if that is more; "full"
    means one for each inhabitant. `choose`, `accept`, `vote` and `rise` put a rule of your own in the place
    of ours, and `strategies` what authorities decide by, each under the name of an authority or of a move;
    `walk` takes people in columns or one by one as Mesa agents, with equal results; `branch` gives it another
    past. Raises ValueError for a scenario, a rule, a strategy or a number that cannot be run.
    """
    from dualsim.engine.dataset import as_dataset
    from dualsim.engine.population import inhabitants
    from dualsim.scenario.loading import load

    called = repr(str(scenario)) if isinstance(scenario, str | Path) else "scenario"
    scenario = load(scenario)
    people = inhabitants(scenario) if people == "full" else people_of(people, [scenario], PEOPLE)
    given = {"choose": choose, "accept": accept, "vote": vote, "rise": rise}
    rules = {name: rule for name, rule in given.items() if rule is not None}
    luck = seed if branch is None else branch.luck
    check_numbers(people=(people, None), seed=(seed, None), luck=(luck, None))
    if branch is not None and (rules or strategies or walk != "columns"):
        raise ValueError("branch: a run that branches is walked in columns, by the rules of dualsim")
    sim = (
        branch.live(scenario, people, seed)
        if branch
        else simulate(scenario, people, seed, rules, walk, progress, strategies=strategies)
    )
    command = command or f"dualsim.run({called}, people={people}, seed={seed})"
    results = as_dataset(sim, people, command, versions())
    if branch is not None:
        results.attrs |= {"seed": seed, "branch": branch.text()}
    return results


def simulate(
    scenario: Scenario,
    people: int,
    seed: int,
    rules: dict[str, Rule] | None = None,
    walk: Walk = "columns",
    progress: Progress | None = None,
    *,
    strategies: Mapping[str, Strategy] | None = None,
) -> Simulation:
    """Run a scenario to its end and return the simulation itself."""
    if walk == "columns":
        sim = Simulation(scenario, people, seed, rules=rules, strategies=strategies)
        return sim.run(progress=progress)
    if walk not in ("agents", "shuffled"):
        raise ValueError(f"walk: no way of walking named '{walk}'; there is columns, agents, shuffled")
    from dualsim.engine.model import DualPower

    shuffled = walk == "shuffled"
    model = DualPower(scenario, people, seed, rules=rules, strategies=strategies, shuffled=shuffled)
    model.run_model(progress)
    return model.simulation


def save(results: xr.Dataset, folder: str | Path, *, force: bool = False) -> Path:
    """Write results.nc and manifest.yaml into a folder, each whole or not at all.

    Raises ValueError if there are such files of another run, or of another origin, unless `force` is given.
    """
    where = Path(folder)
    check_not_many(where)
    files = dict.fromkeys((where / RESULTS, where / MANIFEST), run_named(results.attrs))
    with claimed(files, force=force) as claim:
        save_with(claim.write, results, where)
    return where


def save_with(write: Write, results: xr.Dataset, folder: Path) -> None:
    """Write results.nc and manifest.yaml as `write` writes."""
    content, text = _as_netcdf(results), manifest(results)
    write(folder / RESULTS, content)
    write(folder / MANIFEST, text)


def check_not_many(folder: Path) -> None:
    """Refuse a folder of many runs for a single one."""
    from dualsim.runs.plan import is_store

    if is_store(folder):
        raise ValueError(f"{folder}: many runs are here; choose another folder")


def _as_netcdf(results: xr.Dataset) -> bytes:
    """What `to_netcdf` writes, with a checksum; but that first looks for Dask, and so imports it."""
    from xarray.backends import H5NetCDFStore

    encoding = {
        name: {"zlib": True, "complevel": 1}
        for name, v in results.data_vars.items()
        if v.dtype.kind == "f" and v.ndim
    }
    content = io.BytesIO()
    store = H5NetCDFStore.open(content, "w", lock=False)
    try:
        results.dump_to_store(store, encoding=encoding)
    finally:
        store.close()
    return sealed(content.getvalue())


def _is_bare(content: bytes) -> bool:
    """Whether a file ends where its format says: without a checksum, as xarray writes it."""
    if content[:8] != b"\x89HDF\r\n\x1a\n" or len(content) < 48:
        return False
    at = 40 if content[8] < 2 else 28  # of the end of the file, in the first block of HDF5
    return int.from_bytes(content[at : at + 8], "little") == len(content)


def _check_links(content: bytes) -> None:
    """Find damage before h5netcdf does, which leaves a half opened file that complains when it goes."""
    import h5py

    with h5py.File(io.BytesIO(content), "r") as found:
        found.visititems(lambda name, part: dict(part.attrs) and None)


def open_run(source: str | Path) -> xr.Dataset:
    """The results of a run, from its folder or its results.nc; raise ValueError if there are none.

    A folder of many runs gives those that are done along `member`; each measure is read when it is asked for.
    """
    import xarray as xr

    from dualsim.runs.plan import is_store
    from dualsim.runs.stored_dataset import gathered

    path = Path(source)
    if is_store(path):
        return gathered(path)
    path = path / RESULTS if path.is_dir() else path
    if not path.is_file():
        raise ValueError(f"{source}: no run here; give the folder of a run, or its {RESULTS}")
    content = path.read_bytes()
    damaged = (
        f"{path}: not the results of a run, or changed since, by its checksum; "
        f"the {MANIFEST} beside it repeats the run"
    )
    whole = is_sealed(content)
    if not whole and not _is_bare(content):
        raise ValueError(damaged)  # never opened: what reads HDF5 trips over changed bytes in many ways
    try:
        _check_links(content)
        with xr.open_dataset(io.BytesIO(content), engine="h5netcdf") as found:
            results = found.load()
    except Exception:  # of any kind, of a bare file
        raise ValueError(damaged) from None
    if "scenario" not in results.attrs or not MEASURES.keys() & results.keys():
        raise ValueError(f"{path}: not the results of a run; it has no scenario and no measure in it")
    if not whole:
        warnings.warn(f"{path}: no checksum in it, so a change would not be noticed; {SEALS}", stacklevel=2)
    if "ending" in results.attrs:  # so the version before called it, which had no measure of that name
        results.attrs["summary_line"] = results.attrs.pop("ending")
    return results
