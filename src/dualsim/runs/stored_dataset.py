"""A folder of many runs as one Dataset: its files tell what is there, and are read when asked for."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import h5py
import numpy as np
from xarray.backends import BackendArray
from xarray.core import indexing

from dualsim.runs.chunk import TEXTS, WHOSE
from dualsim.runs.many_runs import many_runs
from dualsim.runs.plan import MEMBERS, read_plan
from dualsim.runs.run_record import DONE, FAILED
from dualsim.scenario.files.checksum import is_sealed
from dualsim.theory.measures import MEASURES
from dualsim.theory.measuring.registry import worded

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

PATTERN = "[0-9]*-[0-9]*.nc"


class Row(NamedTuple):
    """One run: where it stands in which file, and what it says of itself."""

    file: Path
    place: int
    member: int
    seed: int
    days: int
    said: Mapping[str, str]
    whose: str


def rows_in(folder: Path) -> tuple[list[Row], list[Path]]:
    """The runs that are there, in order, and files that are not whole."""
    rows, broken = list[Row](), list[Path]()
    for file in sorted((folder / MEMBERS).glob(PATTERN)):
        found = _known(file, file.stat().st_mtime_ns)
        if found is None:
            broken.append(file)
        elif found and file.name == file_of([row.member for row in found]):  # and no copy by another name
            rows += found
    return sorted(rows, key=lambda row: row.member), broken


def file_of(members: Sequence[int]) -> str:
    """The name of the file that holds some runs."""
    return f"{members[0]:06d}-{members[-1]:06d}.nc"


@lru_cache(maxsize=4096)
def _known(file: Path, written: int) -> tuple[Row, ...] | None:
    """The runs of a file as it was written at some time, or None if it is damaged.

    Raises OSError if it cannot be read now, which says nothing of what is in it.
    """
    content = file.read_bytes()
    try:
        return tuple(_rows(file, content)) if is_sealed(content) else None
    except KeyError:  # another file of ours, by the name of one of these
        return None


def _rows(file: Path, whole: bytes) -> Iterator[Row]:
    with h5py.File(io.BytesIO(whole), "r") as content:
        whose = str(content.attrs[WHOSE])
        numbers = [content[name][:].tolist() for name in ("member", "seed", "days")]
        texts = {name: content[name].asstr()[:].tolist() for name in TEXTS}
    for place, (member, seed, days) in enumerate(zip(*numbers, strict=True)):
        yield Row(file, place, member, seed, days, {name: texts[name][place] for name in TEXTS}, whose)


class _Runs(BackendArray):
    """One measure of all runs, of which only what is asked for is read."""

    def __init__(self, name: str, rows: Sequence[Row], shape: tuple[int, ...]) -> None:
        self.name, self.shape = name, shape
        self.dtype = np.dtype(object if MEASURES[name].words else float)
        self.files = [row.file for row in rows]
        self.places = np.array([row.place for row in rows], int)

    def __getitem__(self, key: indexing.ExplicitIndexer) -> Any:
        basic = indexing.IndexingSupport.BASIC
        values = indexing.explicit_indexing_adapter(key, self.shape, basic, self._read)
        return worded(self.name, values)

    def _read(self, key: tuple[int | slice, ...]) -> NDArray[np.float64]:
        wanted, *rest = key
        rows = np.atleast_1d(np.arange(len(self.files))[wanted])
        days = range(self.shape[1])[rest[0]]
        within = [rest[0] if isinstance(days, int) else slice(days.start, days.stop, days.step), *rest[1:]]
        parts, start = [], 0
        while start < len(rows):
            stop = start
            while stop < len(rows) and self.files[rows[stop]] == self.files[rows[start]]:
                stop += 1
            places = self.places[rows[start:stop]]
            with h5py.File(self.files[rows[start]], "r") as content:
                first = int(places.min())
                table = content[self.name][first : int(places.max()) + 1, *within]
            parts.append(table[places - first])
            start = stop
        table = np.concatenate(parts) if parts else np.empty((0, *np.empty(self.shape[1:])[*rest].shape))
        return table[0] if isinstance(wanted, int | np.integer) else table


def gathered(folder: Path) -> xr.Dataset:
    """The runs of a folder that are done, along `member`; measures are read when they are asked for."""
    plan, (there, broken) = read_plan(folder), rows_in(folder)
    if broken:
        told = f"{broken[0]}: damaged, and its runs are left out; the command that made it makes it again"
        warnings.warn(told, RuntimeWarning, stacklevel=2)
    rows = [row for row in there if row.said["status"] == DONE]
    if not rows:
        raise ValueError(f"{folder}: no run is done yet; the command that made it continues it")
    days = max(row.days for row in rows)
    with h5py.File(rows[0].file, "r") as content:
        shapes = {name: content[name].shape for name in MEASURES if name in content}
    lazy = {name: _Runs(name, rows, (len(rows), days, *shape[2:])) for name, shape in shapes.items()}
    data = {name: indexing.LazilyIndexedArray(array) for name, array in lazy.items()}
    failed = sum(row.said["status"] == FAILED for row in there)
    members, texts = [row.member for row in rows], [row.said for row in rows]
    return many_runs(plan, members, texts, data, days, failed)
