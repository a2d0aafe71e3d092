"""The world at the start: a scenario laid out as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dualsim.engine.population import CONTACTS, Cells, cell_size
from dualsim.scenario.axes import Names, nested, table
from dualsim.scenario.bodies import bodies_of, place_of
from dualsim.scenario.regions import parts_of
from dualsim.theory.state import BELOW, Floats, World

if TYPE_CHECKING:
    from dualsim.scenario.schema import AuthorityBlock, Scenario

ORGANISATION_FLOOR = 1e-4  # a party that the scenario does not name in a place: nobody to speak of
LEAST_REACH = 0.02  # a body that reaches a place less is not there
A_HUNDRED_CELLS = 100.0  # what meetings are counted against, so that found_days is the time that these take


def build_world(scenario: Scenario, names: Names, cells: Cells) -> World:
    """Every table of the world, filled from the scenario."""
    G, L, K, Q = len(names.group), len(names.place), len(names.authority), len(names.party)
    M, J, C = len(names.issue), len(names.lever), len(cells.group)
    salience = table(names, ("group", "issue"), nested(scenario.groups, "salience"))
    tables: dict[str, Any] = {
        "mean_ideal": table(names, ("group", "issue"), nested(scenario.groups, "ideal")),
        "salience": np.repeat(salience[:, None, :], L, axis=1),
        "first_salience": salience,
        "ideal_below": np.zeros((G, L, M, 2 * BELOW)), "ideal_sum": np.zeros((G, L, M, 2 * BELOW)),
        "asked": np.zeros(L, dtype=np.uint8), "leading": np.full(L, -1), "formal": np.zeros((K, L)),
        "in_office": np.zeros(K, dtype=np.uint8), "allied": np.eye(K, dtype=np.uint8),
        "responsibility": np.zeros((K, L)), "party_responsibility": np.zeros((Q, L)),
        "opposition": np.zeros((Q, G, L)), "policy": np.zeros((L, M)),
        "party_gap": np.zeros((G, L, Q)), "party_lean": np.zeros((G, L, Q, M)),
        "office_gap": np.zeros((G, L)), "office_lean": np.zeros((G, L, M)),
        "office_credit": np.zeros((G, L)), "office_word": np.zeros((K, L)), "office_new": np.zeros(L),
        "relative_salience": np.zeros((G, L, M)), "nearby": np.full((L, K + 2), -1),
        "open_to": np.ones((K + 1, L), dtype=np.uint8), "ruling": np.full((L, K + 1), -1),
        "log_reach": np.zeros((K, L)), "log_organisation": np.zeros((Q, L)), "relief": np.zeros((K, G, L)),
        "acts_on": np.array([row_or_none(names.issue, g.acts_on) for g in scenario.groups.values()]),
        "population": table(names, ("place", "group"), nested(scenario.places, "population")).T.copy(),
        "condition": table(names, ("place", "issue"), nested(scenario.places, "condition")),
        "held": np.full((L, M), np.nan), "step": np.full(1, float(scenario.period.step)),
        "in_region": _regions(scenario, names),
        "distance": _distances(scenario, names),
        "season": np.ones((G, L)),
        "cell_group": cells.group, "cell_place": cells.place,
        "contacts": np.zeros((C, CONTACTS), dtype=np.int32), "presence": np.ones(C), "unrest": np.zeros(C),
        "arms": table(names, ("place", "group"), nested(scenario.places, "arms")).T.copy(),
        "unserved": np.zeros((G, L)), "grievance": np.zeros((G, L)), "legitimacy": np.zeros((G, L)),
        "attention": np.full((G, L, M), 1.0 / M),
        "loyal_force": np.zeros(L), "active_force": np.zeros(L), "danger": np.ones(L),
        "lever_control": np.zeros((L, J, K + 1)), "lever_obedience": np.zeros((L, J, K)),
        "compliance": np.zeros((L, K)), "real_power": np.zeros((L, K + 1)), "levers_ready": np.zeros((K, L)),
        "known": np.zeros(K, dtype=np.uint8), "capacity": np.zeros((L, J, K)),
        "log_able": np.zeros((L, K, M)), "likeness": np.zeros((K, K)),
        "call": np.zeros((K, L)), "party_call": np.zeros((Q, L)), "ended": np.zeros(1, dtype=np.uint8),
    }  # fmt: skip
    for rest in (_parties, _authorities, _levers, _institutions):
        tables |= rest(scenario, names)
    return World(**tables, **_unfounded(scenario, names, tables["distance"]), **_seen(K, G, L))


def _seen(authorities: int, groups: int, places: int) -> dict[str, np.ndarray]:
    """What authorities see where they decide for themselves, before they look for the first time."""
    return {
        "followed": np.zeros((authorities, groups, places)), "marching": np.zeros((groups, places)),
        "days_there": np.zeros(authorities), "days_in_office": np.zeros(authorities),
        "will": np.full(authorities, -1.0),
    }  # fmt: skip


def row_or_none(names: tuple[str, ...], name: str | None) -> int:
    """The row of a name, or -1 for no name."""
    return -1 if name is None else names.index(name)


def _regions(scenario: Scenario, names: Names) -> np.ndarray:
    """Which places belong to which region."""
    inside = [[place in parts_of(region) for place in names.place] for region in scenario.regions.values()]
    return np.array(inside, dtype=np.uint8).reshape(len(names.region), len(names.place))


def _distances(scenario: Scenario, names: Names) -> Floats:
    table = np.full((len(names.place), len(names.place)), np.inf)
    for (a, b), days in nested(scenario.places, "rail").items():
        i, j = names.row("place", a), names.row("place", b)
        table[i, j] = table[j, i] = days.value
    np.fill_diagonal(table, 0.0)
    return table


def _parties(scenario: Scenario, names: Names) -> dict[str, np.ndarray]:
    organised = nested(scenario.parties, "organisation")
    return {
        "programme": table(names, ("party", "issue"), nested(scenario.parties, "platform")),
        "organisation": np.where(
            np.array([p.from_start for p in scenario.parties.values()])[:, None],
            np.maximum(table(names, ("party", "place"), organised), ORGANISATION_FLOOR),
            0.0,
        ),
        "claim": np.zeros(len(names.party)),
        "ceiling": np.array([p.ceiling.value for p in scenario.parties.values()]),
        "party_credit": np.zeros((len(names.party), len(names.group), len(names.place))),
    }


def _authorities(scenario: Scenario, names: Names) -> dict[str, np.ndarray]:
    given, spare = scenario.authorities, len(names.authority) - len(scenario.authorities)
    from_start = [a.from_start for a in given.values()] + [False] * spare
    K, L = len(names.authority), len(names.place)
    seats = table(names, ("authority", "party"), nested(given, "seats"))
    led = table(names, ("authority", "party"), nested(given, "executive"))
    executive = np.where(led.sum(axis=1, keepdims=True) > 0.0, led, seats)
    pad, pledges = [1.0] * spare, scenario.pledges.values()
    return {
        "alive": np.array(from_start, dtype=np.uint8), "at_first": np.array(from_start, dtype=np.uint8),
        "electors": table(names, ("authority", "group"), nested(given, "electors")),
        "electorate": np.array([_electorate(given.get(k), k, names) for k in names.authority], np.uint8),
        "delegates": np.repeat(seats[:, None, :], len(names.group), axis=1),
        "appointed": seats.copy(), "seats": seats.copy(), "executive": executive,
        "recall_pace": np.array([a.recall.value for a in given.values()] + pad),
        "executive_pace": np.array([a.executive_pace.value for a in given.values()] + pad),
        "election_due": np.zeros(K, dtype=np.uint8),
        "own_platform": table(names, ("authority", "issue"), nested(given, "platform")),
        "partisan": np.array([not a.platform for a in given.values()] + [False] * spare, dtype=np.uint8),
        "declared": np.zeros((K, len(names.issue))), "platform": np.zeros((K, len(names.issue))),
        "mandate": table(names, ("authority", "place"), nested(given, "mandate")),
        "portfolio": table(names, ("authority", "issue"), nested(given, "portfolio")),
        "may_join": np.array([not a.national for a in given.values()] + [True] * spare, dtype=np.uint8),
        "joint": np.zeros((K, K), dtype=np.uint8),
        "founders": np.full(K, -1), "founded_for": np.full(K, -1), "absorbed_by": np.full(K, -1),
        "ignored": np.zeros(K),
        "endorsement": table(names, ("authority", "authority"), nested(given, "endorses")),
        "warranted": np.zeros((K, K)),
        "office": table(names, ("authority", "holder"), nested(given, "office_holders")),
        "pledge_by": np.array([names.authority.index(p.by) for p in pledges], dtype=np.int64),
        "pledge_to": np.array([names.authority.index(p.to) for p in pledges], dtype=np.int64),
        "pledge_kept": np.array([p.kept.value for p in pledges], dtype=float),
        "pledge_held": np.full(len(names.pledge), np.nan),
        "credit": np.zeros((K, len(names.group), L)), "took_power": np.full(K, -1),
    }  # fmt: skip


def _electorate(authority: AuthorityBlock | None, name: str, names: Names) -> list[bool]:
    """Where an authority's electors live."""
    there = names.place if authority is None or authority.elected_in is None else authority.elected_in
    return [place in ([place_of(name)] if authority is None else there) for place in names.place]


def _unfounded(scenario: Scenario, names: Names, distance: Floats) -> dict[str, np.ndarray]:
    """The tables of the world that say who may found what, and how far it will reach."""
    K, first = len(names.authority), len(scenario.authorities)
    inside = _regions(scenario, names)
    found = {
        "spare": np.array([k >= first for k in range(K)], dtype=np.uint8),
        "home": np.full(K, -1),
        "admits": np.zeros((K, len(names.group)), dtype=np.uint8),
        "reach": table(names, ("authority", "place"), nested(scenario.authorities, "reach")),
        "organ": table(names, ("authority", "place"), nested(scenario.authorities, "organ"), 1.0),
        "expected": _expected(scenario, names),
        "meetings": meetings(scenario, names),
        "forbidden": _forbidden(scenario, names),
    }
    for k, block in enumerate(scenario.authorities.values()):
        alike = [kind.founders for kind in scenario.kinds.values() if kind.kind == block.kind]
        found["admits"][k] = [any(group in groups for groups in alike) for group in names.group]
    for k, body in enumerate(bodies_of(scenario), start=first):
        home = names.row("place", body.place)
        found["home"][k] = home
        found["admits"][k] = [group in scenario.kinds[body.kind].founders for group in names.group]
        near = np.exp(-distance[home])
        ours = inside[inside[:, home] > 0].any(axis=0)  # it is heard of in its own region, if it is in one
        found["reach"][k] = np.where((near < LEAST_REACH) | (ours.any() & ~ours), 0.0, near)
        found["organ"][k] = found["reach"][k]  # whom it has there
    return found


def _expected(scenario: Scenario, names: Names) -> Floats:
    """How far each authority endorses bodies once people found them, where that is given; else NaN."""
    given = table(names, ("authority", "authority"), nested(scenario.authorities, "endorses"), np.nan)
    given[:, : len(scenario.authorities)] = np.nan
    return given


def _forbidden(scenario: Scenario, names: Names) -> Floats:
    """How far meetings are forbidden in each place at the start, by whoever governs it most strictly."""
    found = np.zeros(len(names.place))
    for block in scenario.authorities.values():
        for place, share in block.mandate.items() if block.from_start else ():
            l = names.row("place", place)
            found[l] = max(found[l], block.forbids.value if share.value > 0.0 else 0.0)
    return found


def meetings(scenario: Scenario, names: Names) -> Floats:
    """The root of how many cells of a group lie within a day of each other, against a hundred.

    Cells are those of the population, however many people stand for it, in all parts of a town.
    """
    cells = np.zeros((len(names.group), len(names.place)))
    for l, (key, place) in enumerate(scenario.places.items()):
        everyone = sum(count.value for count in place.population.values())
        near = everyone if place.within_reach is None else min(place.within_reach.value, everyone)
        for group, count in place.population.items():
            if count.value > 0.0:
                cells[names.row("group", group), l] = (
                    count.value * near / everyone / cell_size(scenario, key, group)
                )
    of_one_town = _distances(scenario, names) <= 0.0
    return np.where(cells > 0.0, np.sqrt(cells @ of_one_town / A_HUNDRED_CELLS), 0.0)


def _levers(scenario: Scenario, names: Names) -> dict[str, np.ndarray]:
    J, G, L = len(names.lever), len(names.group), len(names.place)
    weight, operators = np.zeros((J, L)), np.zeros((J, G, L))
    delivers, force = np.full(J, -1), np.zeros(J)
    for l, place in enumerate(scenario.places.values()):
        for name, lever in place.levers.items():
            j = names.lever.index(name)
            weight[j, l] = lever.weight.value
            for group, share in lever.operators.items():
                operators[j, names.row("group", group), l] = share.value
            delivers[j] = row_or_none(names.issue, lever.delivers)
            force[j] = lever.force.value
    for key, one in scenario.institutions.items():
        if key in names.lever:
            delivers[names.lever.index(key)] = row_or_none(names.issue, one.issue)
    return {
        "weight": weight, "operators": operators, "delivers": delivers, "force": force,
        "countersign": np.full((J, L), -1),
    }  # fmt: skip


def _institutions(scenario: Scenario, names: Names) -> dict[str, np.ndarray]:
    """The institutions of a scenario as rows of the world; nothing is built of them yet."""
    given = scenario.institutions
    N, L, K, J = len(given), len(names.place), len(names.authority), len(names.lever)
    own = [row_or_none(names.lever, key if one.kind == "alternative" else None) for key, one in given.items()]
    run_by = np.full(J, -1)
    for n, row in enumerate(own):
        if row >= 0:
            run_by[row] = n
    return {
        "builder": np.array([names.authority.index(one.by) for one in given.values()], dtype=np.int64),
        "sited": _flags([one.sites for one in given.values()], names.place),
        "ceiling_built": np.array([one.ceiling.value for one in given.values()], dtype=float),
        "beside": np.array([row_or_none(names.lever, one.beside) for one in given.values()], dtype=np.int64),
        "own_lever": np.array(own, dtype=np.int64), "run_by": run_by,
        "blocks": np.array([row_or_none(names.lever, one.blocks) for one in given.values()], dtype=np.int64),
        "supplies": _flags([one.supplies for one in given.values()], names.institution),
        "defends": _flags([one.defends for one in given.values()], names.institution),
        "skill": np.zeros((N, L)), "built": np.zeros((N, L)), "supplied": np.zeros((N, L)),
        "work": np.ones((J, L)), "passes": np.ones((L, J, K)),
        "attacked": np.zeros((N, L)), "lost": np.zeros((N, L)),
        "ordered": np.zeros((K, L)), "ordered_by": np.full((K, L), -1),
        "heeded": np.zeros((K, L)), "refused": np.zeros((L, J, K)),
    }  # fmt: skip


def _flags(named: list[list[str]], names: tuple[str, ...]) -> np.ndarray:
    """For each list of names which of all the names are in it."""
    return np.array([[name in some for name in names] for some in named], np.uint8).reshape(
        len(named), len(names)
    )
