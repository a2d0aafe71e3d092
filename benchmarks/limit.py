"""The whole model in C, compiled here and now: the practical limit of what a day of a run may cost."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from dualsim.engine.compiled import Day, Walks
from dualsim.engine.simulation import Simulation
from dualsim.engine.tables import Handed

SOURCE = Path(__file__).with_name("limit.c")
FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-fno-math-errno", "-std=gnu11", "-shared", "-fPIC")
C_TYPES = {
    "float64": "double", "int64": "int64_t", "int32": "int32_t", "int16": "int16_t", "uint16": "uint16_t",
    "int8": "int8_t", "uint8": "uint8_t",
}  # fmt: skip
Address = ctypes.c_void_p
Number, Key = ctypes.c_int64, ctypes.c_uint64


def compiler() -> str | None:
    """The C compiler of this machine, or None."""
    return shutil.which("gcc") or shutil.which("clang") or shutil.which("cc")


def layout(*tables: Any) -> str:
    """Structs in C for tables as `Handed` writes them out: where an array lies and its shape, or a number."""
    structs = []
    for given in tables:
        lines = []
        for name, value in given._asdict().items():
            if isinstance(value, np.ndarray):
                shape = f"int64_t shape[{value.ndim}], stride[{value.ndim}];"
                kind = C_TYPES[value.dtype.name]
                lines.append(f"    struct {{ int64_t before[2], size, item; {kind} *at; {shape} }} {name};")
            else:
                lines.append(f"    double {name};")
        structs.append("typedef struct {\n" + "\n".join(lines) + f"\n}} {type(given).__name__};\n")
    return "\n".join(structs)


def library(sim: Simulation) -> ctypes.CDLL:
    """The model in C for tables such as these."""
    return _built(layout(sim.people, sim.world, sim.taste, sim.start.pressures))


@cache
def _built(structs: str) -> ctypes.CDLL:
    command = compiler()
    if command is None:
        raise FileNotFoundError("no C compiler is here")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "layout.h").write_text(structs, encoding="utf-8")
        made = Path(folder, "limit.so")
        build = [command, *FLAGS, f"-I{folder}", f"-I{SOURCE.parent}", str(SOURCE), "-o", str(made), "-lm"]
        subprocess.run(build, check=True, capture_output=True, text=True)
        found = ctypes.CDLL(str(made))  # stays open when the file is gone
    found.begin()
    return found


def at(handed: Handed) -> ctypes.c_void_p:
    """The address of tables."""
    return Address(handed.address)


def in_c(sim: Simulation) -> Simulation:
    """Let C carry a run on: all but events, which stay in Python."""
    c = library(sim)

    def dawn(people: Handed, world: Handed, taste: Handed) -> None:
        c.dawn(at(people), at(world), at(taste))

    def hold(world: Handed) -> None:
        c.hold_fast(at(world))

    def morning(day: int, key: Any, people: Handed, world: Handed, taste: Handed) -> None:
        c.morning(Number(day), Key(int(key)), at(people), at(world), at(taste))

    def evening(day: int, people: Handed, world: Handed, taste: Handed, pressures: Handed) -> None:
        c.evening(Number(day), at(people), at(world), at(taste), at(pressures))

    def live(first: int, last: int) -> None:
        c.people(Number(first), Number(last), Key(int(sim.key)), *(at(one) for one in sim.handed))

    sim.compiled = Day(sim.compiled.keep, sim.compiled.recount, dawn, hold, morning, evening)
    sim.walks = Walks(*(None,) * len(Walks._fields))  # type: ignore[arg-type]  # nothing else may walk them
    sim._live = live  # type: ignore[method-assign]
    return sim
