"""The number of powers is no count of the bodies in a file: doubles change nothing, and a name moves nobody.

Petrograd and a village with a body too many, beside the scenario as it is; means of April to September.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

import numpy as np
import pytest

from dualsim.engine.simulation import Simulation
from dualsim.scenario import loading
from dualsim.scenario.dates import day_number
from dualsim.scenario.files.yaml_writer import write

PEOPLE, SEEDS = 1_500, (1, 2)
CHANGES = {
    "represent", "declare", "entrust", "change_reach", "seat", "seat_executive", "pace_executive",
    "hold_election",
}  # fmt: skip
MADE = "1917-03-10"
INVENTED = {"source": "invented", "assumed": "invented"}

Given = dict[str, Any]


@cache
def plain(name: str) -> Given:
    given: Given = loading.load(name).model_dump(by_alias=True, exclude_unset=True, mode="json")
    return given


def of(given: Given) -> Any:
    return loading.from_text(write(given), "invented")


def on(date: str, sim: Simulation) -> int:
    return day_number(date, "julian") - sim.start.first_day


@cache
def runs(kind: str, *how: Any) -> tuple[Simulation, ...]:
    scenario = of({"as it is": lambda name: plain(name), "doubled": doubled, "club": club}[kind](*how))
    told = ("effective_powers", "allegiance")
    return tuple(Simulation(scenario, PEOPLE, seed, measures=told).run() for seed in SEEDS)


def powers(sims: tuple[Simulation, ...]) -> float:
    months = slice(on("1917-04-01", sims[0]), on("1917-10-01", sims[0]))
    return float(np.mean([np.nanmean(sim.record["effective_powers"][months, 0]) for sim in sims]))


def doubled(name: str, body: str, times: int = 1, near: bool = False) -> Given:
    """A scenario in which a body is founded over again on 10 March, and stays what the first is.

    Near: a tenth of the scale away on each issue, four fifths of its matters, nine tenths of its electors.
    """
    given = deepcopy(plain(name))
    doubles = [f"double_{n}" for n in range(times)]
    block = {**deepcopy(given["authorities"][body]), "from_start": False, "mandate": {}}
    apart = {issue: 0.1 if n % 2 else -0.1 for n, issue in enumerate(given["issues"])}
    if near:
        block["portfolio"] = {issue: scaled(share, 0.8) for issue, share in block["portfolio"].items()}
        block["electors"] = {group: scaled(share, 0.9) for group, share in block["electors"].items()}
    for n, double in enumerate(doubles):
        given["authorities"][double] = {**block, "name": f"Double {n}"}
    before, after = {}, {}
    for key, event in given["events"].items():
        more = [one for effect in event["effects"] for one in for_doubles(effect, body, doubles)]
        (before if event.get("date", "9") <= MADE else after)[key] = (event, more)
    made = [{"found": {"authority": double}} for double in doubles]
    made += [effect for _, more in before.values() for effect in more]
    if near:
        made += [
            {"declare": {"authority": d, "issue": m, "by": by}} for d in doubles for m, by in apart.items()
        ]
    given["events"] = {key: event for key, (event, _) in before.items()}
    given["events"]["made"] = {"name": "Doubles", "date": MADE, **INVENTED, "effects": made}
    for key, (event, more) in after.items():
        given["events"][key] = {**event, "effects": [*event["effects"], *more]}
    return given


def scaled(number: Any, factor: float) -> Any:
    return {**number, "value": number["value"] * factor} if isinstance(number, dict) else number * factor


def for_doubles(effect: Given, body: str, doubles: list[str]) -> list[Given]:
    ((name, given),) = effect.items()
    if name not in CHANGES or (given or {}).get("authority") != body:
        return []
    return [{name: {**given, "authority": double}} for double in doubles]


def club(staffed: bool) -> Given:
    """Petrograd with a club that wants nothing and handles everything on paper, from the first day.

    Staffed: two in a hundred people elect it, and work the telegraph and the food supply.
    """
    given = deepcopy(plain("petrograd_1917"))
    place = given["places"]["petrograd"]
    body: Given = {
        "name": "Club", "kind": "committee", "colour": "#000000", "from_start": True, "assumed": "invented",
        "platform": dict.fromkeys(given["issues"], 0.0), "portfolio": dict.fromkeys(given["issues"], 1.0),
        "reach": {"petrograd": 1.0},
    }  # fmt: skip
    if staffed:
        people = sum(number["value"] for number in place["population"].values())
        given["groups"]["staff"] = {
            **given["groups"]["townspeople"], "name": "Staff", "ideal": dict.fromkeys(given["issues"], 0.0),
        }  # fmt: skip
        place["population"]["staff"] = {"value": round(people / 50), "assumed": "invented"}
        place["cell_size"]["staff"] = {"value": 40, "assumed": "invented"}
        body["electors"] = {"staff": 1.0}
        for lever in ("telegraph", "food_supply"):
            place["levers"][lever]["operators"] = {"staff": 1.0}
        for event in given["events"].values():
            event["effects"] = [effect for effect in event["effects"] if not works(effect)]
        given["events"] = {key: event for key, event in given["events"].items() if event["effects"]}
    given["authorities"]["club"] = body
    return given


def works(effect: Given) -> bool:
    return effect.get("operate", {}).get("lever") in ("telegraph", "food_supply")


def club_on_may_day(staffed: bool) -> dict[str, float]:
    """The share of each group that turns to the club on 1 May, the mean of seeds."""
    sims = runs("club", staffed)
    names = sims[0].names
    k = names.authority.index("club")
    told = np.mean([sim.record["allegiance"][on("1917-05-01", sim), 0, :, k] for sim in sims], axis=0)
    return {
        group: float(share) for group, share in zip(names.group, told, strict=True) if not np.isnan(share)
    }


@pytest.mark.parametrize(
    ("body", "times", "near", "most"),
    [
        ("soviet", 1, False, 0.25),
        ("soviet", 10, False, 0.5),
        ("soviet", 1, True, 0.25),
        ("soviet", 10, True, 0.5),
        ("provisional_government", 1, False, 0.25),
    ],
)
def test_a_double_in_the_capital_changes_nothing(body, times, near, most):
    alone = powers(runs("as it is", "petrograd_1917"))
    assert abs(powers(runs("doubled", "petrograd_1917", body, times, near)) - alone) < most


def test_a_double_of_a_commune_changes_nothing():
    alone = powers(runs("as it is", "village_1917"))
    assert abs(powers(runs("doubled", "village_1917", "village_commune")) - alone) < 0.25


def test_a_club_that_moves_nothing_is_nobodys_authority():
    assert max(club_on_may_day(staffed=False).values()) < 0.05


def test_the_same_club_with_a_staff_at_the_telegraph_and_the_food_supply_is_somebodys():
    assert club_on_may_day(staffed=True)["townspeople"] > 0.05
