"""The figure of the strategies, from what `benchmarks.strategies --json` has kept.

python -m benchmarks.strategies_figure runs.json docs/strategies.png
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np

from benchmarks.strategies import interval

matplotlib.use("Agg")
import matplotlib.pyplot as plt

SHOWN = (
    "1917", "grassroots", "vanguard", "networks", "guerrilla, under the party", "guerrilla, free",
    "grassroots, ceilings at 0.9", "vanguard, ceilings at 0.9", "networks, ceilings at 0.9",
)  # fmt: skip
PANELS = {  # what is shown of each run, and in words
    "built": "Built before the break:\nwork of levers done by\ninstitutions of one's own",
    "loyal": "Force before the break:\ntroops and police\nthat still obey",
    "street": "Force at the break:\nmost in the street on a day,\nthe armed counted more",
    "self": "Own affairs, at the end:\nlevers that follow bodies\nof recalled deputies",
}
WHO = {  # who governs at the end, by what it is
    "old order": "#2166ac", "town hall": "#92c5de", "council or soviet": "#b2182b", "assembly": "#7570b3",
    "foco": "#dd1c77", "nobody": "#cccccc",
}  # fmt: skip
OLD = {"government", "provisional_government", "tsarist_government"}


def kind_of(name: str) -> str:
    """What an authority is, for the bars of who governs."""
    if name in OLD:
        return "old order"
    sort = name.split("@")[0].split("_2")[0]
    known = {"town_hall": "town hall", "city_duma": "town hall", "assembly": "assembly", "foco": "foco"}
    return known.get(sort, "nobody" if sort == "nobody" else "council or soviet")


def draw(found: dict[str, list[dict[str, Any]]], path: Path) -> None:
    """Dots with intervals for numbers, bars for who governs, a row for each case."""
    rows = [name for name in SHOWN if name in found]
    figure, panels = plt.subplots(1, len(PANELS) + 1, figsize=(14, 6), sharey=True, layout="constrained")
    for panel, (key, words) in zip(panels, PANELS.items(), strict=False):
        for y, name in enumerate(rows):
            mean, low, high = (100 * x for x in interval(np.array([run[key] for run in found[name]])))
            panel.plot([low, high], [y, y], color="#333333", linewidth=2)
            panel.plot(mean, y, "o", color="#333333")
            panel.annotate(f"{mean:.0f}", (mean, y), (0, 7), textcoords="offset points", ha="center", size=9)
        panel.set_title(words, size=10, loc="left")
        panel.set_xlim(-0.04 * panel.get_xlim()[1], 1.12 * panel.get_xlim()[1])
        panel.set_xlabel("per cent")
        panel.grid(axis="x", color="#eeeeee")
    bars(panels[-1], found, rows)
    broke = {name: sum(run["break"] is not None for run in found[name]) for name in rows}
    named = [f"{name}\n(broke in {broke[name]} of {len(found[name])} runs)" for name in rows]
    panels[0].set_yticks(range(len(rows)), named)
    panels[0].invert_yaxis()
    panels[0].set_ylim(len(rows) - 0.4, -0.7)
    for panel in panels:
        panel.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=110)


def bars(panel: Any, found: dict[str, list[dict[str, Any]]], rows: list[str]) -> None:
    """Who governs at the end, as shares of the runs."""
    for y, name in enumerate(rows):
        left, counts = 0.0, Counter(kind_of(run["governs"]) for run in found[name])
        for who, colour in WHO.items():
            share = 100 * counts[who] / len(found[name])
            panel.barh(y, share, left=left, color=colour, height=0.5, label=who if y == 0 else None)
            left += share
    panel.set_title("Who governs\nat the end:\nshare of runs", size=10, loc="left")
    panel.set_xlabel("per cent")
    there = {kind_of(run["governs"]) for name in rows for run in found[name]}
    shown = [plt.Rectangle((0, 0), 1, 1, color=colour) for who, colour in WHO.items() if who in there]
    named = [who for who in WHO if who in there]
    panel.legend(shown, named, fontsize=8, frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))


if __name__ == "__main__":
    draw(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2]))
