"""A chunk of runs: carried out by a worker, each run by itself, and packed into the bytes of one file."""

from __future__ import annotations

import io
import traceback
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dualsim.runs.manifest import made_by
from dualsim.runs.many_runs import TOLD
from dualsim.runs.plan import sizes_of
from dualsim.runs.run_record import FAILED, RunRecord, record_of
from dualsim.scenario.files.checksum import sealed
from dualsim.theory.measures import MEASURES

if TYPE_CHECKING:
    from dualsim.engine.branching import Branch
    from dualsim.engine.simulation import Simulation
    from dualsim.scenario.schema import Scenario

WHOSE = "plan"  # the attribute of a file that says to which plan its runs belong
TEXTS = ("status", "error", *TOLD)
DAYS = 32  # that are compressed together: a figure reads some days of all runs
_BARE = "This is a netCDF dimension but not a netCDF variable."  # so says the format, with the length behind


class Task(NamedTuple):
    """Some runs of a scenario: the number, the seed and the changes of each."""

    scenario: Scenario
    people: int
    numbers: tuple[int, ...]
    seeds: tuple[int, ...]
    changes: tuple[Mapping[str, Any], ...]
    branch: Branch | None = None  # the past that all of them share, each with the luck of its seed after it
    past_seed: int = 0
    whose: str = ""  # the plan that the runs belong to


class Packed(NamedTuple):
    """A chunk that has been run: the bytes of its file, and what they depend on."""

    content: bytes
    made_by: Mapping[str, str]


def carry_out(task: Task) -> Packed:
    """Run a chunk, whatever becomes of single runs, and return the file that it goes into."""
    runs = zip(task.seeds, task.changes, strict=True)
    eve = task.branch.eve(task.people, task.past_seed) if task.branch is not None else None
    return Packed(packed(task, [_attempted(task, seed, changes, eve) for seed, changes in runs]), made_by())


def _attempted(task: Task, seed: int, changes: Mapping[str, Any], eve: Simulation | None) -> RunRecord:
    try:
        scenario = task.scenario.replace(changes) if changes else task.scenario
        return record_of(scenario, task.people, seed, eve)
    except Exception:  # of any kind: one run must not stop the others
        return RunRecord({}, 0, {"status": FAILED, "error": traceback.format_exc()})


def packed(task: Task, found: list[RunRecord]) -> bytes:
    """The runs of a chunk as a NetCDF file: equal runs give equal bytes."""
    import h5py  # and not h5netcdf, which takes longer than a small run does

    sizes = {"member": len(found), **sizes_of(task.scenario)}
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        file.attrs.update({**made_by(), WHOSE: task.whose})
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
    return sealed(content.getvalue())


def _put(file: Any, name: str, dims: tuple[str, ...], values: np.ndarray, **options: Any) -> None:
    """A variable along its dimensions, as NetCDF marks them in HDF5."""
    from h5py import h5ds

    variable = file.create_dataset(name, data=values, **options)
    for axis, dim in enumerate(dims):
        h5ds.attach_scale(variable.id, file[dim].id, axis)
