"""Print the table of docs/evaluation.md from what `dualsim evaluate ... -o FILE.png` saved beside its figure.

dualsim evaluate petrograd_1917 moscow_1917 saratov_1917 fronts_1917 -o runs/scores.png
python benchmarks/scores.py runs/scores.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

FITTED = ("petrograd",)  # the place whose rows numbers were found with (`dualsim explain`)


def is_fitted(row: dict) -> bool:
    return row["place"] in FITTED


def points(share: float, form: str = ".1f") -> str:
    return f"{100 * share:{form}}"


def line(row: dict) -> str:
    what = row["option"] or row["authority"] or row["quantity"]
    interval = f"{points(row['low_90'])} to {points(row['high_90'])}" + (
        "" if row["inside_90"] else ", outside"
    )
    fields = [
        f"`{row['id']}`", what, points(row["observed"]), points(row["median"]), interval,
        points(row["error"], "+.1f"), points(row["crps"]), "fitted" if is_fitted(row) else "kept back",
    ]  # fmt: skip
    return f"| {' | '.join(fields)} |"


def total(name: str, scores: dict) -> str:
    fields = [scores[key] for key in ("mean_absolute_error", "coverage_90", "mean_crps")]
    told = (
        ["-"] * 3
        if fields[0] is None
        else [points(fields[0]), f"{points(fields[1], '.0f')} %", points(fields[2])]
    )
    return f"| {name} | {scores['rows']} | {' | '.join(told)} |"


def mean(rows: list[dict]) -> dict:
    count = len(rows)
    return {
        "rows": count,
        "mean_absolute_error": sum(abs(row["error"]) for row in rows) / count if count else None,
        "coverage_90": sum(row["inside_90"] for row in rows) / count if count else None,
        "mean_crps": sum(row["crps"] for row in rows) / count if count else None,
    }


def main() -> None:
    facts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    rows = [row for row in facts["observations"] if row["covered"]]
    print("| observation | of | observed | median | interval of 90% | error | CRPS | |")
    print("| --- | --- | --: | --: | --- | --: | --: | --- |")
    print("\n".join(map(line, rows)))
    print("\n| | rows | mean absolute error | inside 90% | mean CRPS |\n| --- | --: | --: | --: | --: |")
    summary = facts["summary"]
    print(total("the model", summary))
    print(total("on rows that were fitted", mean([row for row in rows if is_fitted(row)])))
    print(total("on rows kept back", mean([row for row in rows if not is_fitted(row)])))
    for name, baseline in summary["baselines"].items():
        print(total(name.replace("_", " "), baseline))
        print(total("the model on these rows", baseline["model_on_the_same_rows"]))


if __name__ == "__main__":
    main()
