"""What was measured, as a table, a figure and a file."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.competitors import OURS, Competitor
from benchmarks.rounds import Cost

WIDTH = 27
MESA, C, NUMPY = "Mesa, one object a person", "C", "numpy, people's part"
TWO = "dualsim, two threads"
ASKED = (  # (what, against what, people, times as long at least or, with a minus, at most)
    (MESA, OURS.name, 10_000, 100.0),
    (MESA, OURS.name, 100_000, 200.0),
    (MESA, TWO, 2_400_000, 500.0),
    (NUMPY, OURS.name, 10_000, 4.0),
    (NUMPY, OURS.name, 100_000, 4.0),
    (OURS.name, C, 100_000, -1.5),
    (OURS.name, C, 1_000_000, -1.5),
    (OURS.name, C, 2_400_000, -1.5),
)


def machine() -> str:
    """The machine and the versions, in a line."""
    processor = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        processor = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "mesa"))
    return f"{os.cpu_count()} cores of {processor}, Python {platform.python_version()}, {versions}"


def cost_of(name: str, people: int, costs: Sequence[Cost]) -> float | None:
    """What someone takes at a size [ns]; Mesa at its largest stands for more."""
    found = [c for c in costs if c.competitor == name and c.people == people]
    if not found and name == MESA:
        found = sorted(
            (c for c in costs if c.competitor == name and c.people < people), key=lambda c: c.people
        )
    return found[-1].median if found else None


def table(costs: Sequence[Cost], those: Sequence[Competitor]) -> str:
    """Nanoseconds a person and day, and in brackets how many times what we take on one thread."""
    sizes = sorted({cost.people for cost in costs})
    measured = {(cost.competitor, cost.people): cost.median for cost in costs}
    lines = ["ns a person-day (times dualsim, one thread)".ljust(WIDTH)]
    lines.append("people".ljust(WIDTH) + "".join(f"{size:>18,}" for size in sizes))
    for one in those:
        cells = []
        for size in sizes:
            taken, ours = measured.get((one.name, size)), measured.get((OURS.name, size))
            told = "" if taken is None or ours is None else f"{taken:,.1f} ({taken / ours:.3g})"
            cells.append(f"{told:>18}")
        lines.append(one.name.ljust(WIDTH) + "".join(cells))
    return "\n".join(lines)


def answers(costs: Sequence[Cost]) -> str:
    """What is asked of the ratios, and what they are."""
    lines = []
    for what, against, people, times in ASKED:
        more, less = cost_of(what, people, costs), cost_of(against, people, costs)
        if more is None or less is None:
            continue
        ratio, bound = more / less, abs(times)
        met = ratio >= times if times > 0 else ratio <= bound
        wanted = f"{'at least' if times > 0 else 'at most'} {bound:g}"
        lines.append(
            f"{people:>9,} people: {what} / {against} = {ratio:.3g}, asked {wanted}: {'yes' if met else 'no'}"
        )
    return "\n".join(lines)


def draw(costs: Sequence[Cost], those: Sequence[Competitor], path: Path) -> None:
    """Cost by size of those on one thread, a line each, both on logarithmic axes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.0, 5.0), layout="constrained")
    axes = figure.add_subplot()
    for one in those:
        own = sorted((c for c in costs if c.competitor == one.name), key=lambda c: c.people)
        if own and one.threads == 1:  # by the processor's time, as all of them
            style = "-o" if one.whole else ":o"
            axes.plot([c.people for c in own], [c.median for c in own], style, markersize=4, label=one.name)
    axes.set(xscale="log", yscale="log", xlabel="people", ylabel="nanoseconds of one core, a person and day")
    axes.grid(which="major", alpha=0.3)
    axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    axes.set_title("A day of petrograd_1917; dotted: the people's part or less", fontsize=10)
    figure.savefig(path, dpi=150)


def write(costs: Sequence[Cost], path: Path) -> None:
    """Every round of every measurement, with the machine."""
    told = {"machine": machine(), "costs": [cost._asdict() for cost in costs]}
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
