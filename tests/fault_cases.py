"""Every command that writes, small, and the folder in which it is stopped or finds no room."""

from __future__ import annotations

import shutil
from pathlib import Path

from dualsim.analysis.evaluation.observations import COLUMNS
from dualsim.runs.single import run, save
from paths import TINY

SMALL = ("--people", "200", "--jobs", "1")
RUNS = (*SMALL, "--runs", "2")
AT = ("--outcome", "duality[town]@1917-03-09")
SEEN = (
    "may_radical,1917-03-08,town,vote,,all,radical,0.25,1200,medium,A book p. 3,",
    "may_moderate,1917-03-09,town,vote,,all,moderate,0.75,1200,low,A book p. 3,",
)
SIGNS = """\
signs: 1
counterfactuals:
  nothing: {name: Nothing is changed}
rows:
  sure:
    name: Shares are shares
    measure: "acceptance[worker, town]"
    on: 1917-03-08
    at_least: 0
    at_most: 1
    source: arithmetic
"""

# By what it is: the words that are typed.
CASES: dict[str, tuple[str, ...]] = {
    "new": ("new", "fresh.yaml"),
    "run": ("run", "mine.yaml", "--people", "200", "-o", "deep/one"),
    "run, unnamed": ("run", "mine.yaml", "--people", "200"),
    "runs": ("run", "mine.yaml", *SMALL, "--runs", "5", "-o", "many"),
    "sweep": ("sweep", "mine.yaml", *SMALL, "--vary", "behaviour.beta=2:4:3", "-o", "points"),
    "replicates": ("replicates", "mine.yaml", *SMALL, "--runs", "4", "-o", "enough"),
    "handout": ("handout", "mine.yaml", "-o", "sheets.pdf"),
    "plot": ("plot", "kept", "--kind", "power"),
    "map": ("map", "kept", "--dates", "2"),
    "film": ("map", "kept", "--every", "5", "-o", "film.gif"),
    "compare": ("compare", "mine.yaml:town", "mine.yaml:village", *RUNS, "-o", "deep/two.svg"),
    "compare, unnamed": ("compare", "mine.yaml", *RUNS),
    "evaluate": ("evaluate", "kept", "--jobs", "1", "--against", "seen.csv", "-o", "score.png"),
    "attribute": ("attribute", "mine.yaml", *RUNS, *AT, "--over-time", "--events", "order_one",
                  "-o", "why.png"),
    "whatif": ("whatif", "mine.yaml", *RUNS, "--without", "order_one", *AT, "-o", "if.png"),
    "swap": ("swap", "mine.yaml:town", "mine.yaml:village", *RUNS, "--what", "people",
             "--outcome", "duality@1917-03-09", "-o", "swap.png"),
    "signs": ("signs", "mine.yaml", "--table", "signs.yaml", *RUNS, "--printing", "as_it_is", "-o", "s.pdf"),
    "calibrate": ("calibrate", "mine.yaml", *SMALL, "--trials", "3", "--against", "seen.csv", "-o", "fit"),
    "sensitivity": ("sensitivity", "mine.yaml", *SMALL, "--samples", "2", *AT, "-o", "sense.png"),
}  # fmt: skip
SILENT: dict[str, tuple[str, ...]] = {
    "scenarios": ("scenarios",),
    "check": ("check", "mine.yaml"),
    "explain": ("explain", "mine.yaml"),
    "diff": ("diff", "mine.yaml", "kept/manifest.yaml"),
    "why": ("why", "mine.yaml", "--people", "200", "--person", "3", "--on", "1917-03-05"),
    "schema": ("schema",),
}  # those that write to standard output alone


def prepared(folder: Path) -> Path:
    """A folder with a scenario, tables, a run, and a file that is none of the program's business."""
    folder.mkdir()
    text = TINY.read_text(encoding="utf-8").replace("end: 1917-03-30", "end: 1917-03-10")
    text = text.replace("1917-03-20", "1917-03-09")
    text = text.replace(
        "    name: Town\n", "    name: Town\n    coordinates: {latitude: 56, longitude: 40}\n"
    )
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    shutil.copy(TINY.with_name("behaviour.yaml"), folder)
    (folder / "seen.csv").write_text("\n".join([",".join(COLUMNS), *SEEN]) + "\n", encoding="utf-8")
    (folder / "signs.yaml").write_text(SIGNS, encoding="utf-8")
    (folder / "notes.txt").write_text("my own", encoding="utf-8")
    save(run(folder / "mine.yaml", people=200), folder / "kept")
    return folder
