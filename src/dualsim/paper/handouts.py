"""A handout for a lesson: a living graph, event cards, role cards and an answer sheet in one PDF."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dualsim.paper.answer_sheet import answer_sheet
from dualsim.paper.authority_roles import authority_roles
from dualsim.paper.event_cards import event_cards
from dualsim.paper.group_roles import group_roles
from dualsim.paper.living_graph import living_graphs
from dualsim.paper.typesetting import compiler, typeset
from dualsim.runs.defaults import MANY_PEOPLE, SEED
from dualsim.runs.single import run
from dualsim.scenario.dates import STYLE_NAMES
from dualsim.scenario.loading import load
from dualsim.scenario.schema import Scenario
from dualsim.scenario.suggestions import unknown

if TYPE_CHECKING:
    import xarray as xr

    from dualsim.engine.simulation import Progress

PAPERS = {"a4": ("a4", (8.268, 11.693)), "letter": ("us-letter", (8.5, 11.0))}  # typst's name, inches


def handout(
    scenario: Scenario | str | Path,
    paper: str = "a4",
    *,
    all_events: bool = False,
    progress: Progress | None = None,
) -> bytes:
    """A scenario as a PDF for a lesson, on `paper` a4 or letter: graph, event cards, role cards, answers.

    Event cards are of landmarks, or with `all_events` of all events. The answers are of one run that is made
    here. Raises ValueError for a scenario that cannot be run or where typst is not installed.
    """
    if paper not in PAPERS:
        raise ValueError(f"paper: {unknown('paper', paper, PAPERS)}")
    compiler()
    known = load(scenario)
    results = run(known, people=MANY_PEOPLE, seed=SEED, progress=progress)
    pdf: bytes = typeset(sheets(known, results, paper, all_events))
    return pdf


def sheets(scenario: Scenario, results: xr.Dataset, paper: str = "a4", every: bool = False) -> dict[str, Any]:
    """All that stands on the sheets, as plain data."""
    name, size = PAPERS[paper]
    cards = event_cards(scenario, every)
    graphs = living_graphs(scenario, cards)
    roles = [*group_roles(scenario), *authority_roles(scenario, list(scenario.places)[: len(graphs)])]
    return {
        "paper": name,
        "title": scenario.title,
        "style": STYLE_NAMES[scenario.calendar],
        "graphs": [asdict(graph) for graph in graphs],
        "events": [asdict(card) for card in cards],
        "roles": [asdict(role) for role in roles],
        "answers": asdict(answer_sheet(scenario, results, cards, size)),
    }
