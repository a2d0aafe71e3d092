"""Times many runs in two processes against single runs, and watches the memory of all processes.

    python benchmarks/ensemble.py [RUNS [PEOPLE [SCENARIO]]]

Wall time means little on a machine that others use, so processor time stands beside it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from pathlib import Path

from dualsim.runs.single import run
from dualsim.runs.sweeps import sweep
from dualsim.scenario.loading import load

SINGLES, JOBS = 5, 2


def processes() -> list[int]:
    """This process and all that it started, or that those started."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [os.getpid()]
    for process in found:
        found += [child for child, parent in parents.items() if parent == process]
    return found


class Watch(threading.Thread):
    """Memory of all processes together and processor time of each, looked at twice a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak, self.seconds, self.over = 0, dict[int, float](), threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.5):
            total = 0
            for process in processes():
                try:
                    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
                    stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
                self.seconds[process] = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
            self.peak = max(self.peak, total)


def main() -> None:
    runs, people = (int(word) for word in [*sys.argv[1:3], *("100", "10000")[len(sys.argv[1:3]) :]])
    scenario = load(sys.argv[3] if len(sys.argv) > 3 else "petrograd_1917")
    run(scenario, people=people)  # compiles what is not compiled yet
    wall, cpu = time.perf_counter(), time.process_time()
    for seed in range(SINGLES):
        run(scenario, people=people, seed=seed + 1)
    wall, cpu = (time.perf_counter() - wall) / SINGLES, (time.process_time() - cpu) / SINGLES
    print(f"a single run: {wall:.2f} s, {cpu:.2f} s of a processor")

    with tempfile.TemporaryDirectory() as folder:
        watch, before = Watch(), time.process_time()
        watch.start()
        start = time.perf_counter()
        sweep(scenario, Path(folder, "runs"), runs=runs, people=people, jobs=JOBS)
        took = time.perf_counter() - start
        watch.over.set()
        watch.join()
        size = sum(file.stat().st_size for file in Path(folder, "runs").rglob("*") if file.is_file())
    used = sum(seconds for process, seconds in watch.seconds.items() if process != os.getpid())
    used += time.process_time() - before
    half = runs / JOBS * wall
    print(f"{runs} runs, {people} people, {JOBS} processes: {took:.0f} s; single runs / {JOBS}: {half:.0f} s")
    print(f"ratio {took / half:.2f} of wall time, {used / (runs * cpu):.2f} of processor time")
    print(f"memory of all processes at its peak {watch.peak / 1e3:.0f} MB; on disk {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
