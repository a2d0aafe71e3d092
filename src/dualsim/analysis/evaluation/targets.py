"""What is put before history: scenarios to run, or saved runs, and who answers for which observation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dualsim.analysis.draws import POSTERIOR, Draws, default_draws, own_draws, read_draws
from dualsim.analysis.evaluation.observations import Observation
from dualsim.analysis.evaluation.predicted_shares import (
    AXES,
    Tables,
    called_there,
    gap,
    tables_of,
    tables_of_record,
)
from dualsim.analysis.evaluation.whose_place import TOWN
from dualsim.engine.event_log import label
from dualsim.runs.single import open_run
from dualsim.scenario.axes import NOBODY
from dualsim.scenario.loading import list_scenarios, load
from dualsim.scenario.regions import laid_out
from dualsim.scenario.schema import Scenario
from dualsim.scenario.suggestions import unknown

if TYPE_CHECKING:
    import xarray as xr

LUCK_ONLY = "none"  # instead of a file of draws


class Target(NamedTuple):
    """A scenario to run, with the draws of its numbers, or runs that are there already."""

    name: str
    called: Mapping[str, Mapping[str, str]]  # what the names of each axis are called
    tables: Tables  # of a scenario to run they hold names and days only
    scenario: Scenario | None = None
    draws: Sequence[dict[str, float]] = ()

    def words(self, seen: Observation) -> str:
        """What was observed, in words: Bolsheviks: workers."""
        parties, groups, bodies = (self.called[axis] for axis in ("party", "group", "authority"))
        who = ", ".join(groups[name].lower() for name in seen.groups)
        if seen.quantity == "allegiance":
            return f"for {self._body(seen, bodies)}" + (f": {who}" if who else "")
        if seen.quantity == "acceptance":
            return f"accept who governs: {who}" + (f", {self._body(seen, bodies)}" if seen.authority else "")
        if seen.quantity == "mobilisation":
            return "mobilised" + (f": {who}" if who else "")
        if seen.quantity == "endorsement":
            return f"{self._body(seen, bodies)} for {bodies[seen.option[0]]}"
        told = " and ".join(parties[name] for name in seen.option)
        if seen.quantity == "seats":
            told += f", {self._body(seen, bodies)}"
        return told + (f": {who}" if who else "")

    def _body(self, seen: Observation, bodies: Mapping[str, str]) -> str:
        return bodies[called_there(seen, bodies, self.tables.whereabouts.of(seen))]

    def place(self, seen: Observation) -> str:
        """The place that was observed, in words: Town of Vladimir."""
        found = self.called["place"][self.tables.whereabouts.of(seen)]
        stem = seen.place.removesuffix(TOWN)
        if seen.place in self.called["place"] or self.tables.whereabouts.of(seen) == stem:
            return found
        return f"{stem.replace('_', ' ').capitalize()}, town"


class Uncovered(NamedTuple):
    """An observation that no run speaks of, and why."""

    seen: Observation
    source: str  # whoever has its place; empty if nobody has
    reason: str


def targets_of(given: Iterable[Any], draws: str | Path | None) -> tuple[list[Target], str]:
    """The targets, and which draws they use, in words; raise ValueError for what is not there."""
    kinds = [one if _is_run(one) else one if isinstance(one, Scenario) else load(one) for one in given]
    to_run = any(isinstance(kind, Scenario) for kind in kinds)
    if draws is not None and str(draws) != LUCK_ONLY and not to_run:
        raise ValueError(f"draws: {draws} is of no use to saved runs; give a scenario to run")
    table, told = _draws(draws) if to_run else (None, "those of the saved runs")
    found, owned = list[Target](), list[str]()
    for one, kind in zip(given, kinds, strict=True):
        name = _name(one)
        if name in [target.name for target in found]:
            raise ValueError(f"evaluate: '{name}' stands here twice; name it once")
        own = own_draws(name) if draws is None else None
        if own is not None:
            owned.append(f"of {name} its own, {own.name}")
        mine = table if own is None else read_draws(own)
        found.append(_to_run(name, kind, mine) if isinstance(kind, Scenario) else _there(name, kind))
    return found, "; ".join(owned if len(owned) == len(found) else [told, *owned])


def shared_out(
    targets: Sequence[Target], table: Iterable[Observation]
) -> tuple[list[list[Observation]], list[Uncovered]]:
    """The observations of each target, the first that has their place, and those that no target speaks of."""
    asked: list[list[Observation]] = [[] for _ in targets]
    uncovered = []
    places = list(dict.fromkeys(name for target in targets for name in target.tables.names["place"]))
    for seen in table:
        n = next((n for n, target in enumerate(targets) if target.tables.whereabouts.of(seen)), None)
        if n is None:
            uncovered.append(Uncovered(seen, "", unknown("place", seen.place, places)))
        elif reason := gap(targets[n].tables, seen):
            uncovered.append(Uncovered(seen, targets[n].name, reason))
        else:
            asked[n].append(seen)
    return asked, uncovered


def _is_run(one: Any) -> bool:
    if isinstance(one, Scenario):
        return False
    if not isinstance(one, str | Path):
        return True  # a Dataset
    return str(one) not in list_scenarios() and (Path(one).is_dir() or Path(one).suffix == ".nc")


def _draws(given: str | Path | None) -> tuple[Draws | None, str]:
    if str(given) == LUCK_ONLY:
        return None, "none, as asked: luck only"
    path = default_draws() if given is None else Path(given)
    if path is None:
        return None, f"none, as there is no {POSTERIOR}: luck only"
    table = read_draws(path)
    count = len(table.rows)
    called = f"the {POSTERIOR} that comes with dualsim" if given is None else str(path)
    return table, f"{called} ({count} draw{'' if count == 1 else 's'})"


def _name(one: Any) -> str:
    if isinstance(one, Scenario):
        return str(one.title)
    if not isinstance(one, str | Path):
        return str(one.attrs.get("title", "results"))
    path = Path(one)
    return path.stem if path.suffix in (".yaml", ".yml") else str(one).rstrip("/")


def _to_run(name: str, scenario: Scenario, table: Draws | None) -> Target:
    tables, laid = tables_of_record(scenario, {}, len(scenario.period)), laid_out(scenario)
    blocks: dict[str, Any] = {
        "place": {**laid.places, **laid.regions}, "group": scenario.groups, "authority": laid.authorities,
        "party": scenario.parties,
    }  # fmt: skip
    called = {axis: {slug: label(blocks[axis], slug) for slug in tables.names[axis]} for axis in AXES}
    called["authority"][NOBODY["authority"]] = "nobody"
    return Target(name, called, tables, scenario, table.of(scenario) if table is not None else ())


def _there(name: str, run: xr.Dataset | str | Path) -> Target:
    results = open_run(run) if isinstance(run, str | Path) else run
    called = {
        axis: {
            str(slug): str(text)
            for slug, text in zip(results[axis].values, results[f"{axis}_name"].values, strict=True)
        }
        for axis in AXES
    }
    return Target(name, called, tables_of(results))
