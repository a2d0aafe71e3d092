"""Write `scenarios/districts_observations.csv` from a record of votes in districts and towns.

python -m benchmarks.observations_of_districts FOLDER

FOLDER holds districts.csv (key, party, share, total_votes, confidence, source) and towns.csv (key, province,
date_os, who, election, party, share, confidence, source, note). What becomes no observation is told.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "scenarios" / "districts_observations.csv"
COLUMNS = (
    "id", "date_os", "place", "province", "quantity", "groups", "option", "share", "n", "confidence",
    "source", "notes",
)  # fmt: skip
ASSEMBLY_DAY = "1917-11-12"
ELECTIONS = {"Constituent Assembly": "ca", "city duma": "duma"}
VOTERS = {"city": "worker;townspeople;propertied", "garrison": "soldier;officer"}
OPTIONS = {"sr": "sr+left_sr"}  # lists were made before the Socialist Revolutionaries split


def main() -> None:
    folder = Path(sys.argv[1])
    rows = [*districts(folder / "districts.csv"), *towns(folder / "towns.csv")]
    with OUT.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    print(f"{len(rows)} observations: {OUT.name}")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def districts(path: Path) -> Iterator[dict[str, str]]:
    """The vote of everyone in a district, a row a party."""
    for row in read(path):
        yield observation(row, f"{row['key']}_ca_{row['party']}", ASSEMBLY_DAY, {
            "groups": "all", "n": row["total_votes"], "notes": f"{row['district']}; Constituent Assembly",
        })  # fmt: skip


def towns(path: Path) -> Iterator[dict[str, str]]:
    """The vote of a town, and of its garrison where it was counted apart."""
    for row in read(path):
        if row["election"] not in ELECTIONS:
            print(f"left out: {row['place']}, {row['election']}, {row['party']}: seats of no authority")
            continue
        date, told = day(row["date_os"])
        who = "" if row["who"] == "city" else f"_{row['who']}"
        name = f"{row['key']}{who}_{ELECTIONS[row['election']]}_{row['party']}"
        if row["date_os"] != ASSEMBLY_DAY:
            name += f"_{date.replace('-', '_')}"
        notes = "; ".join(filter(None, [row["place"], row["election"], row["note"], told]))
        yield observation(row, name, date, {
            "province": row["province"], "groups": VOTERS[row["who"]], "notes": notes,
        })  # fmt: skip


def day(date: str) -> tuple[str, str]:
    """A date, a month alone as its middle, and what is to be said of that."""
    return (date, "") if date.count("-") > 1 else (f"{date}-15", "some day of the month")


def observation(row: dict[str, str], name: str, date: str, given: dict[str, str]) -> dict[str, str]:
    option = OPTIONS.get(row["party"], row["party"])
    known = {
        "id": name, "date_os": date, "place": row["key"], "province": "", "quantity": "vote",
        "option": option,
        "share": row["share"], "n": "", "confidence": row["confidence"], "source": row["source"],
    }  # fmt: skip
    return known | given


if __name__ == "__main__":
    main()
