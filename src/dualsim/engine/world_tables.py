"""The world at the start: a scenario laid out as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dualsim.engine.population import CONTACTS, Cells
from dualsim.scenario.axes import Names, committee_parts, nested, table
from dualsim.theory.state import BELOW, Floats, World

if TYPE_CHECKING:
    from dualsim.scenario.schema import AuthorityBlock, Scenario

ORGANISATION_FLOOR = 1e-4  # a party that the scenario does not name in a place: nobody to speak of


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
        "responsibility": np.zeros((K, L)), "party_responsibility": np.zeros((Q, L)),
        "opposition": np.zeros((Q, G, L)), "policy": np.zeros((L, M)),
        "party_gap": np.zeros((G, L, Q)), "party_lean": np.zeros((G, L, Q, M)),
        "office_gap": np.zeros((G, L)), "office_lean": np.zeros((G, L, M)),
        "office_credit": np.zeros((G, L)), "office_word": np.zeros((K, L)), "office_new": np.zeros(L),
        "relative_salience": np.zeros((G, L, M)), "nearby": np.full((L, K + 2), -1),
        "open_to": np.ones((K + 1, L), dtype=np.uint8),
        "allied": np.eye(K, dtype=np.uint8),
        "log_reach": np.zeros((K, L)), "log_organisation": np.zeros((Q, L)), "relief": np.zeros((K, G, L)),
        "acts_on": np.array([row_or_none(names.issue, g.acts_on) for g in scenario.groups.values()]),
        "population": table(names, ("place", "group"), nested(scenario.places, "population")).T.copy(),
        "condition": table(names, ("place", "issue"), nested(scenario.places, "condition")),
        "held": np.full((L, M), np.nan),
        "distance": _distances(scenario, names),
        "season": np.ones((G, L)),
        "cell_group": cells.group, "cell_place": cells.place,
        "contacts": np.zeros((C, CONTACTS), dtype=np.int32),
        "presence": np.ones(C), "unrest": np.zeros(C),
        "arms": table(names, ("place", "group"), nested(scenario.places, "arms")).T.copy(),
        "unserved": np.zeros((G, L)), "grievance": np.zeros((G, L)), "legitimacy": np.zeros((G, L)),
        "attention": np.full((G, L, M), 1.0 / M),
        "loyal_force": np.zeros(L), "active_force": np.zeros(L), "danger": np.ones(L),
        "lever_control": np.zeros((L, J, K + 1)), "lever_obedience": np.zeros((L, J, K)),
        "compliance": np.zeros((L, K)), "real_power": np.zeros((L, K + 1)), "levers_ready": np.zeros((K, L)),
        "call": np.zeros((K, L)), "party_call": np.zeros((Q, L)), "ended": np.zeros(1, dtype=np.uint8),
    }  # fmt: skip
    return World(
        **tables, **_parties(scenario, names), **_authorities(scenario, names), **_levers(scenario, names)
    )


def row_or_none(names: tuple[str, ...], name: str | None) -> int:
    """The row of a name, or -1 for no name."""
    return -1 if name is None else names.index(name)


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
    K, L = len(names.authority), len(names.place)
    seats = table(names, ("authority", "party"), nested(given, "seats"))
    led = table(names, ("authority", "party"), nested(given, "executive"))
    executive = np.where(led.sum(axis=1, keepdims=True) > 0.0, led, seats)
    pad, pledges = [1.0] * spare, scenario.pledges.values()
    return {
        "alive": np.array([a.from_start for a in given.values()] + [False] * spare, dtype=np.uint8),
        "spare": np.array([0] * len(given) + [1] * spare, dtype=np.uint8),
        "electors": table(names, ("authority", "group"), nested(given, "electors")),
        "electorate": np.array([_electorate(given.get(k), names) for k in names.authority], dtype=np.uint8),
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
        "reach": _reach(scenario, names),
        "organ": table(names, ("authority", "place"), nested(given, "organ"), 1.0),
        "may_join": np.array([not a.national for a in given.values()] + [True] * spare, dtype=np.uint8),
        "joint": np.zeros((K, K), dtype=np.uint8),
        "founders": np.full(K, -1), "founded_for": np.full(K, -1),
        "endorsement": table(names, ("authority", "authority"), nested(given, "endorses")),
        "warranted": np.zeros((K, K)),
        "office": table(names, ("authority", "holder"), nested(given, "office_holders")),
        "pledge_by": np.array([names.authority.index(p.by) for p in pledges], dtype=np.int64),
        "pledge_to": np.array([names.authority.index(p.to) for p in pledges], dtype=np.int64),
        "pledge_kept": np.array([p.kept.value for p in pledges], dtype=float),
        "pledge_held": np.full(len(names.pledge), np.nan),
        "credit": np.zeros((K, len(names.group), L)), "took_power": np.full(K, -1),
    }  # fmt: skip


def _electorate(authority: AuthorityBlock | None, names: Names) -> list[bool]:
    """Where an authority's electors live."""
    there = names.place if authority is None or authority.elected_in is None else authority.elected_in
    return [place in there for place in names.place]


def _reach(scenario: Scenario, names: Names) -> Floats:
    reach = table(names, ("authority", "place"), nested(scenario.authorities, "reach"))
    for k, name in enumerate(names.authority[len(scenario.authorities) :], start=len(scenario.authorities)):
        reach[k, names.row("place", committee_parts(name)[0])] = 1.0
    return reach


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
    return {
        "weight": weight, "operators": operators, "delivers": delivers, "force": force,
        "countersign": np.full((J, L), -1),
    }  # fmt: skip
