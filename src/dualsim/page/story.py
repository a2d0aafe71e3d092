"""What a page is told of a scenario before any run: names, dates, events, sources, what may be varied."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dualsim.engine.event_log import label
from dualsim.figures.drawing.styles import STYLES, line_styles, stance_styles, told_apart
from dualsim.page.series import living, measured_names, series_of, within_reach
from dualsim.scenario.axes import NOBODY, NOBODY_LABELS, STANCE_LABELS, names_of
from dualsim.scenario.bodies import bodies_of, body_colours, body_name
from dualsim.scenario.changes.event_changes import has_size
from dualsim.scenario.dates import Calendar
from dualsim.scenario.describe.decisions import whenever
from dualsim.scenario.describe.provenance import entries
from dualsim.scenario.describe.sentences import lowered, sentence
from dualsim.scenario.describe.waiting import waits_for
from dualsim.scenario.paths import number_at
from dualsim.scenario.regions import laid_out
from dualsim.scenario.taste import MEANING
from dualsim.theory.endings import ENDINGS
from dualsim.theory.measures import REGIMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dualsim.scenario.schema import EventBlock, Scenario

GREGORIAN: Calendar = "gregorian"


def story_of(scenario: Scenario, name: str) -> dict[str, Any]:
    """Everything that a page says of a scenario; `name` is how it is asked for."""
    run = scenario.period
    names, called = names_of(scenario), _authorities(scenario)
    parties = {slug: scenario.parties[slug].name for slug in names.party}
    listed, found = laid_out(scenario).authorities, body_colours(laid_out(scenario))
    colours = {slug: (listed[slug].colour if slug in listed else found.get(slug)) or "" for slug in called}
    return {
        "name": name,
        "title": scenario.title,
        "about": scenario.about or "",
        "calendar": scenario.calendar,
        "days": run.dates(),
        "newStyle": None if scenario.calendar == GREGORIAN else replace(run, calendar=GREGORIAN).dates(),
        "groups": {slug: scenario.groups[slug].name for slug in names.group},
        "authorities": _drawn({**called, NOBODY["authority"]: NOBODY_LABELS["authority"]}, colours),
        "parties": _drawn(
            {**parties, NOBODY["party"]: NOBODY_LABELS["party"]},
            {slug: scenario.parties[slug].colour or "" for slug in parties},
        ),
        "sides": _sides(),
        "regimes": list(REGIMES),
        "endings": list(ENDINGS),
        "measures": measured_names(),
        "places": [_place(scenario, slug) for slug in names.place],
        "events": [_event(scenario, slug, event) for slug, event in scenario.events.items()],
        "sliders": _sliders(scenario),
    }


def ledger_of(scenario: Scenario) -> list[dict[str, Any]]:
    """Every number of a scenario and where it comes from."""
    return [entry._asdict() for entry in entries(scenario)]


def _authorities(scenario: Scenario) -> dict[str, str]:
    """What authorities are called before a run: those that people may found by their kind."""
    whole = laid_out(scenario)
    return {
        **{slug: label(whole.authorities, slug) for slug in whole.authorities},
        **{body.key: body_name(whole, body) for body in bodies_of(whole)},
    }


def _place(scenario: Scenario, slug: str) -> dict[str, Any]:
    block = laid_out(scenario).places[slug]
    return {
        "slug": slug,
        "name": block.name,
        "groups": living(scenario, slug),
        "people": {group: block.population[group].value for group in living(scenario, slug)},
        "authorities": [*within_reach(scenario, slug), NOBODY["authority"]],
        "levers": {
            key: {"name": lever.name, "weight": lever.weight.value} for key, lever in block.levers.items()
        },
        "series": [[one.measure, one.group, one.of, one.most] for one in series_of(scenario, slug)],
    }


def _drawn(called: dict[str, str], colours: dict[str, str]) -> dict[str, Any]:
    """Names with the colour and the dashes of their lines, the same as in figures; no two alike in grey."""
    style = STYLES["projector"]
    slugs = list(called)
    looks = line_styles(style, [colours.get(slug, "") for slug in slugs], len(slugs) - 1)
    drawn = (replace(look, colour=look.letters) for look in looks)  # a page draws lines and names alike
    apart = told_apart(dict(zip(slugs, drawn, strict=True)))
    return {
        slug: {"name": called[slug], "colour": apart[slug].colour, "dash": list(apart[slug].dash)}
        for slug in slugs
    }


def _sides() -> dict[str, Any]:
    styles = stance_styles(STYLES["projector"])
    return {slug: {"name": name, "colour": styles[slug].colour} for slug, name in STANCE_LABELS.items()}


def _event(scenario: Scenario, slug: str, event: EventBlock) -> dict[str, Any]:
    day = None
    free = scenario.decisions == "free" and event.decision is not None
    if event.date is not None and not free:
        day = scenario.period.step_of(scenario.day(event.date))
    when = waits_for(scenario, event) if event.conditions else ""
    when = lowered(whenever(scenario, event)) if free else when
    steps = list(event.steps())
    return {
        "slug": slug,
        "name": event.name,
        "day": day,
        "when": when,
        "landmark": event.landmark,
        "source": event.source,
        "note": event.note or "",
        "follows": _listed(event.follows),
        "effects": [sentence(scenario, effect, given) for effect, given in steps],
        "scalable": any(has_size(effect, given) for effect, given in steps),
        "places": sorted({str(given["place"]) for _, given in steps if isinstance(given.get("place"), str)}),
    }


def _listed(given: str | Sequence[str] | None) -> list[str]:
    return [] if given is None else [given] if isinstance(given, str) else list(given)


def _in_words(scenario: Scenario, path: str) -> str:
    """What a number is, by its path: the meaning of a parameter, or the names along the way."""
    first, *rest = path.split(".")
    if first == "behaviour" and rest[0] in MEANING:
        meaning = MEANING[rest[0]][1]
        return meaning[:1].upper() + meaning[1:]
    blocks: dict[str, Mapping[str, Any]] = {
        "parties": scenario.parties,
        "authorities": scenario.authorities,
        "places": scenario.places,
    }
    block = blocks[first].get(rest[0]) if first in blocks else None
    words = [getattr(block, "name", "") or rest[0], *(_named(scenario, step) for step in rest[1:])]
    return ": ".join([words[0], " ".join(words[1:])]).replace("_", " ")


def _named(scenario: Scenario, slug: str) -> str:
    for blocks in (scenario.groups, scenario.places, scenario.parties, scenario.authorities):
        if slug in blocks:
            return str(getattr(blocks[slug], "name", slug))
    return slug


def _sliders(scenario: Scenario) -> list[dict[str, Any]]:
    """The numbers under `vary:`, each with its range, and with what the scenario says of it."""
    said = {entry.path: entry for entry in entries(scenario)}
    found = []
    for path, (low, high) in scenario.vary.items():
        about = said.get(path)
        found.append({
            "path": path,
            "name": _in_words(scenario, path),
            "low": low.value,
            "high": high.value,
            "value": number_at(scenario, path),
            "origin": f"{about.kind}: {about.text}" if about else "",
        })  # fmt: skip
    return found
