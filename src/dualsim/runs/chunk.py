"""A chunk of runs: carried out by a worker, each run by itself, and packed into the bytes of one file."""

from __future__ import annotations

import io
import json
import traceback
from collections.abc import Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dualsim.engine.branching import Branch, branched
from dualsim.engine.dataset import coordinates
from dualsim.engine.event_log import ending, events
from dualsim.engine.fingerprint import fingerprint
from dualsim.engine.simulation import Simulation
from dualsim.scenario.dates import day_number
from dualsim.theory.measures import MEASURES

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

DONE, FAILED, PENDING = "done", "failed", "pending"
TEXTS = ("status", "error", "ending", "events", "power")  # what a run says of itself, beside its measures
DAYS = 32  # that are compressed together: a figure reads some days of all runs
_BARE = "This is a netCDF dimension but not a netCDF variable."  # so says the format, with the length behind
ENGINE = "theory", "scenario", "engine"  # the packages that a run passes through


class Task(NamedTuple):
    """Some runs of a scenario: the number, the seed and the changes of each."""

    scenario: Scenario
    people: int
    numbers: tuple[int, ...]
    seeds: tuple[int, ...]
    changes: tuple[Mapping[str, Any], ...]
    branch: Branch | None = None  # the past that all of them share, each with the luck of its seed after it
    past_seed: int = 0


class Outcome(NamedTuple):
    """What one run left behind; a run that failed leaves a traceback."""

    record: Mapping[str, np.ndarray]
    days: int
    texts: Mapping[str, str]


class Packed(NamedTuple):
    """A chunk that has been run: the bytes of its file, and what they depend on."""

    content: bytes
    made_by: Mapping[str, str]


def carry_out(task: Task) -> Packed:
    """Run a chunk, whatever becomes of single runs, and return the file that it goes into."""
    runs = zip(task.seeds, task.changes, strict=True)
    eve = task.branch.eve(task.people, task.past_seed) if task.branch is not None else None
    return Packed(packed(task, [_attempted(task, seed, changes, eve) for seed, changes in runs]), made_by())


def _attempted(task: Task, seed: int, changes: Mapping[str, Any], eve: Simulation | None) -> Outcome:
    try:
        scenario = task.scenario.replace(changes) if changes else task.scenario
        return _run(scenario, task.people, seed, eve)
    except Exception:  # of any kind: one run must not stop the others
        return Outcome({}, 0, {"status": FAILED, "error": traceback.format_exc()})


def _run(scenario: Scenario, people: int, seed: int, eve: Simulation | None) -> Outcome:
    sim = Simulation(scenario, people, seed) if eve is None else branched(eve, scenario, seed)
    sim.run()
    took = [[log.name, log.day] for log in sim.log if log.what == "took power"]
    happened = [[event["event"], event["day"]] for event in events(sim)]
    texts = {"status": DONE, "ending": ending(sim), "events": json.dumps(happened), "power": json.dumps(took)}
    return Outcome({name: values[: sim.day + 1] for name, values in sim.record.items()}, sim.day + 1, texts)


def packed(task: Task, found: list[Outcome]) -> bytes:
    """The outcomes of a chunk as a NetCDF file: equal outcomes give equal bytes."""
    import h5py  # and not h5netcdf, which takes longer than a small run does

    sizes = {"member": len(found), **sizes_of(task.scenario)}
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        file.attrs.update(made_by())
        file["member"] = np.array(task.numbers, np.int64)
        file["member"].make_scale("member")
        for dim in [dim for dim in sizes if dim != "member"]:
            file.create_dataset(dim, (sizes[dim],), "f4").make_scale(f"{_BARE}{sizes[dim]:10d}")
        numbers = {"seed": task.seeds, "days": [one.days for one in found]}
        for name, values in numbers.items():
            _put(file, name, ("member",), np.array(values, np.int64))
        for name in TEXTS:
            words = np.array([one.texts.get(name, "") for one in found], dtype=object)
            _put(file, name, ("member",), words, dtype=h5py.string_dtype())
        for name in sorted({name for one in found for name in one.record}):
            dims = ("member", "day", *MEASURES[name].dims)
            table = np.full([sizes[dim] for dim in dims], np.nan)
            for row, one in zip(table, found, strict=True):
                row[: one.days] = one.record.get(name, np.nan)
            few = (len(found), min(DAYS, sizes["day"]), *table.shape[2:])
            options = {"chunks": few, "compression": "gzip", "compression_opts": 1, "shuffle": True}
            _put(file, name, dims, table, **(options if table.size else {}))
    return content.getvalue()


def _put(file: Any, name: str, dims: tuple[str, ...], values: np.ndarray, **options: Any) -> None:
    """A variable along its dimensions, as NetCDF marks them in HDF5."""
    from h5py import h5ds

    variable = file.create_dataset(name, data=values, **options)
    for axis, dim in enumerate(dims):
        h5ds.attach_scale(variable.id, file[dim].id, axis)


def sizes_of(scenario: Scenario) -> dict[str, int]:
    """The length of every axis of a run that lasts to its end."""
    days = day_number(scenario.end, scenario.calendar) - day_number(scenario.start, scenario.calendar) + 1
    axes = {dim for measure in MEASURES.values() for dim in measure.dims}
    found = coordinates(scenario, days)
    return {"day": days, **{dim: len(found[dim][1]) for dim in sorted(axes)}}


def bytes_of(scenario: Scenario) -> int:
    """The room that one run takes in memory."""
    sizes = sizes_of(scenario)
    return 8 * sizes["day"] * sum(int(np.prod([sizes[d] for d in m.dims])) for m in MEASURES.values())


def made_by() -> dict[str, str]:
    """What the bits of a run depend on: runs that differ in it are never mixed."""
    engine = fingerprint(*ENGINE)[:8]  # changes with every line of the code that runs
    return {
        "dualsim's engine": engine,
        "numpy": version("numpy"),
        "numba": version("numba"),
    }
