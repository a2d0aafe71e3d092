"""The text that a scenario file of one's own begins with: a whole one, lines on top of another, a place."""

from __future__ import annotations

import json
from importlib.resources import files

from dualsim.scenario.dates import iso
from dualsim.scenario.loading import bundled_kinds, load
from dualsim.scenario.schema import Scenario


def draft(origin: str | None = None) -> str:
    """A file that loads, with comments that teach; it extends the bundled scenario `origin`, if named."""
    if origin is None:
        return files("dualsim").joinpath("scenario", "templates", "new_scenario.yaml").read_text("utf-8")
    text = files("dualsim").joinpath("scenario", "templates", "new_extension.yaml").read_text("utf-8")
    for blank, words in _blanks(origin, load(origin)).items():
        text = text.replace(f"{{{blank}}}", words)
    return text


def draft_of_place(kind: str, place: str) -> str:
    """A file of a place of a bundled kind, whose numbers are typical ones to be replaced."""
    text = files("dualsim").joinpath("scenario", "templates", "new_place.yaml").read_text("utf-8")
    block = bundled_kinds()[kind]
    typical = block.typical.model_dump(exclude_unset=True)
    lines = [
        f"    {key}: {{value: {told['value']}, assumed: {json.dumps(told['assumed'])}}}"
        for key, told in typical.items()
    ]
    words = {
        "about": block.about,
        "title": place.replace("_", " ").capitalize(),
        "place": place,
        "kind": kind,
        "numbers": "\n".join(lines),
        "bodies": ", ".join(block.may_found),
    }
    for blank, word in words.items():
        text = text.replace(f"{{{blank}}}", word)
    return text


def _blanks(origin: str, scenario: Scenario) -> dict[str, str]:
    """Words for the blanks: names from the scenario that is extended."""
    followed = {name for event in scenario.events.values() for name in event.follows or ()}
    followed |= {
        name for name, event in scenario.events.items() if "found" in (step.name for step in event.effects)
    }
    dated = {
        name: event.date for name, event in scenario.events.items() if event.date and name not in followed
    }
    event, date = next(iter(dated.items()), ("my_event", scenario.start))
    steps = [step for event in scenario.events.values() for step in event.steps()]
    gone = {given.get("other", given["authority"]) for name, given in steps if name in ("dissolve", "fuse")}
    lasting = [name for name, a in scenario.authorities.items() if a.from_start and name not in gone]
    return {
        "origin": origin,
        "title": json.dumps(f"{scenario.title}, changed", ensure_ascii=False),
        "event": event,
        "date": iso(scenario.day(date) + 1, scenario.calendar),
        "group": next(iter(scenario.groups)),
        "authority": next(iter(lasting), next(iter(scenario.authorities))),
    }
