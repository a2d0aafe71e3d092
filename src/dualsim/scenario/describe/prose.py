"""A scenario as prose: who lives there, who claims to rule, what happens when, where numbers come from."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from dualsim.scenario.blocks.region_blocks import RegionBlock
from dualsim.scenario.dates import STYLE_NAMES, spoken
from dualsim.scenario.describe.decisions import decided, whenever
from dualsim.scenario.describe.provenance import Entry, counts, entries
from dualsim.scenario.describe.sentences import (
    authority_name,
    institution_name,
    lever_name,
    lowered,
    many,
    percent,
    sentence,
    shares,
)
from dualsim.scenario.schema import AuthorityBlock, EventBlock, PlaceBlock, Scenario

WIDTH = 100
MANY = 12  # blocks are named one by one up to here
KINDS = {"government": "a government", "soviet": "a soviet", "committee": "a committee"}


def explain(scenario: Scenario) -> str:
    """The whole scenario as text to read."""
    parts = [_what(scenario), _people(scenario), _parties(scenario), _powers(scenario), _pressures(scenario)]
    return "\n\n".join([*parts, _events(scenario), _ledger(entries(scenario))]) + "\n"


def _titled(title: str, lines: Iterator[str]) -> str:
    return "\n".join([title, "-" * len(title), *lines])


def _filled(text: str, indent: str = "", first: str | None = None) -> str:
    head = indent if first is None else first
    whole = " ".join(text.split())
    return textwrap.fill(
        whole,
        WIDTH,
        initial_indent=head,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _point(text: str) -> str:
    return _filled(text, "  ", "- ")


def _what(scenario: Scenario) -> str:
    start, end = scenario.day(scenario.start), scenario.day(scenario.end)
    style = STYLE_NAMES[scenario.calendar]
    first, last = spoken(start, scenario.calendar), spoken(end, scenario.calendar)
    events = f"{len(scenario.events)} event" + ("" if len(scenario.events) == 1 else "s")
    stepped = "" if scenario.step == "day" else f" in {len(scenario.period)} {scenario.step}s"
    run = f"From {first} to {last} ({style}), {end - start + 1} days{stepped}, with {events}."
    if scenario.decisions == "free":
        run += " Decisions of authorities are free: they come when who decided then decides."
    about = [_filled(scenario.about), ""] if scenario.about else []
    issues = [
        _point(f"{key}: from {block.low} (-1) to {block.high} (+1)") for key, block in scenario.issues.items()
    ]
    return "\n".join([scenario.title, "=" * len(scenario.title), *about, run, "At issue are", *issues])


def _people(scenario: Scenario) -> str:
    def lines() -> Iterator[str]:
        for place in scenario.places.values():
            yield _filled(
                f"{place.name}. {' '.join([_inhabitants(scenario, place), *_links(scenario, place)])}"
            )
            yield "Orders there pass through"
            for lever in place.levers.values():
                force = f"; usable as force to {percent(lever.force.value)}" if lever.force.value else ""
                delivers = f"; it can deliver on {lever.delivers}" if lever.delivers else ""
                worked = shares(scenario, lever.operators, "group")
                weight = f"{lever.name}: {percent(lever.weight.value)} of power"
                yield _point(f"{weight}, worked by {worked}{delivers}{force}")

        for region in scenario.regions.values():
            yield _filled(_region(scenario, region))

    return _titled("Who lives there", lines())


def _region(scenario: Scenario, region: RegionBlock) -> str:
    """Which places a region is measured over, and how its countryside is spread out."""
    block, names = region.villages, [region.town, *region.places]
    told = f"{region.name} is a region: {many([scenario.places[name].name for name in names])}"
    if block is None:
        return f"{told}."
    near, far = block.distance.nearest.value, block.distance.farthest.value
    soon, late = block.news.nearest.value, block.news.farthest.value
    villages = (
        f"{block.number.value:g} villages, {near:g} to {far:g} days from {scenario.places[region.town].name}"
    )
    news = f"News takes {soon:g} to {late:g} days to them."
    shared = many([authority_name(scenario, name) for name in block.shared])
    common = (
        f" They have {shared} in common; every other body of theirs alone is one in each." if shared else ""
    )
    return f"{told}, and {scenario.places[block.like].name}, spread out into {villages}. {news}{common}"


def _inhabitants(scenario: Scenario, place: PlaceBlock) -> str:
    living = {key: count.value for key, count in place.population.items() if count.value > 0}
    told = many([f"{count:,.0f} {lowered(scenario.groups[key].name)}" for key, count in living.items()])
    worst = min(place.condition, key=lambda issue: place.condition[issue].value, default="")
    armed = [
        f"{percent(share.value)} of {lowered(scenario.groups[key].name)}" for key, share in place.arms.items()
    ]
    arms = f" Arms are in the hands of {many(armed)}." if armed else ""
    return f"{told} live there. Life is worst in the matter of {worst}.{arms}"


def _links(scenario: Scenario, place: PlaceBlock) -> Iterator[str]:
    """What ties a place to others, and its people to one another: news, letters, assemblies."""
    days = place.news.value
    if days:
        yield f"News from elsewhere takes {days:g} {'day' if days == 1 else 'days'}."
    written = [
        f"{percent(share.value)} with {scenario.places[other].name}"
        for other, share in place.letters.items()
        if share.value
    ]
    if written:
        yield f"Of everyone's contacts {many(written)} are by letter and leave."
    bound = [
        f"{percent(share.value)} of {lowered(scenario.groups[group].name)}"
        for group, share in place.bound.items()
        if share.value
    ]
    if bound:
        yield f"An assembly binds {many(bound)} to act as one."


def _parties(scenario: Scenario) -> str:
    def lines() -> Iterator[str]:
        for party in scenario.parties.values():
            stand = ", ".join(f"{issue} {number.value:+g}" for issue, number in party.platform.items())
            ceiling = party.ceiling.value
            claim = f"; may claim all power, up to {percent(ceiling)}" if ceiling else ""
            yield _point(f"{party.name}: {stand}{claim}")

    return _titled("The parties", lines())


def _powers(scenario: Scenario) -> str:
    def lines() -> Iterator[str]:
        for key, authority in scenario.authorities.items():
            yield _point(_authority(scenario, authority))
            for other, share in authority.endorses.items():
                yield _filled(
                    f"It endorses {authority_name(scenario, other)}, to {percent(share.value)}.", "  "
                )
            for name, pledge in scenario.pledges.items():
                if pledge.to == key:
                    by = authority_name(scenario, pledge.by)
                    yield _filled(f"Its endorsement of {by} hangs on a pledge ({name}): {pledge.text}.", "  ")
        for key in scenario.institutions:
            yield _point(_institution(scenario, key))
        for place, kinds in scenario.may_found.items():
            said = many([f"a {lowered(scenario.kinds[kind].name)}" for kind in kinds])
            yield _point(f"People may found {said} in {scenario.places[place].name}.")

    return _titled("Who claims to rule", lines())


def _institution(scenario: Scenario, key: str) -> str:
    """Who builds an institution, where, and what it is for."""
    one = scenario.institutions[key]
    where = many([scenario.places[place].name for place in one.sites])
    told = [f"{one.name}: what {authority_name(scenario, one.by)} may build in {where}"]
    most = percent(one.ceiling.value)
    if one.beside is not None and one.issue is not None:
        beside = lowered(lever_name(scenario, one.beside))
        told.append(f"it delivers on {one.issue}, up to {most} of the work of the {beside} beside it")
    if one.blocks is not None:
        blocked = lowered(lever_name(scenario, one.blocks))
        told.append(f"it blocks up to {most} of the orders of others to the {blocked}")
    for said, others in (("it appropriates means for", one.supplies), ("it stands before", one.defends)):
        if others:
            told.append(f"{said} {many([institution_name(scenario, other) for other in others])}")
    return "; ".join(told) + "."


def _authority(scenario: Scenario, authority: AuthorityBlock) -> str:
    there = "there from the start" if authority.from_start else "not there at the start"
    told = [f"{authority.name}: {KINDS[authority.kind]}, {there}"]
    if authority.national:
        told.append("it speaks for the whole country")
    if authority.electors:
        where = many([scenario.places[place].name for place in authority.elected_in or ()])
        electors = many([lowered(scenario.groups[g].name) for g in authority.electors])
        told.append(f"elected by {electors}" + (f" in {where}" if authority.elected_in else ""))
    else:
        told.append("appointed by no election")
    if authority.seats:
        told.append(f"its seats {shares(scenario, authority.seats, 'party')}")
    if authority.executive:
        told.append(f"its executive {shares(scenario, authority.executive, 'party')}")
    if authority.platform:
        told.append(f"standing for {', '.join(f'{i} {n.value:+g}' for i, n in authority.platform.items())}")
    held = [f"{scenario.office_holders[h]} ({rank.value:g})" for h, rank in authority.office_holders.items()]
    if held:
        told.append(f"in office {many(held)}")
    mandate = [scenario.places[p].name for p, share in authority.mandate.items() if share.value > 0]
    told.append(f"with a formal mandate in {many(mandate)}" if mandate else "with no formal mandate")
    organs = [f"{percent(share.value)} in {scenario.places[p].name}" for p, share in authority.organ.items()]
    if organs:
        told.append(f"with people of its own to carry out {many(organs)} of its orders")
    return "; ".join(told) + "."


def _pressures(scenario: Scenario) -> str:
    def lines() -> Iterator[str]:
        for key, series in scenario.series.items():
            where = scenario.places[series.place].name if series.place else "every place"
            values = list(series.points.values())
            span = f"from {values[0].value:g} to {values[-1].value:g} {series.unit}"
            name = key.replace("_", " ")
            yield _point(f"{name}: {span}, {len(values)} dates; it presses on {series.issue} in {where}.")
        if not scenario.series:
            yield "Nothing but the events."

    return _titled("What presses on life from outside", lines())


def _events(scenario: Scenario) -> str:
    def lines() -> Iterator[str]:
        free = {
            key for key, event in scenario.events.items() if event.decision and scenario.decisions == "free"
        }
        given = {key: event for key, event in scenario.events.items() if key not in free}
        dated = [(scenario.day(event.date), key) for key, event in given.items() if event.date]
        for day, key in sorted(dated, key=lambda pair: pair[0]):
            yield from _event(scenario, scenario.events[key], spoken(day, scenario.calendar))
        for key, event in scenario.events.items():
            if key in free:
                yield from _event(scenario, event, whenever(scenario, event))
            elif event.when:
                held = " and ".join(str(condition) for condition in event.conditions)
                yield from _event(scenario, event, f"As soon as {held}")

    return _titled("What happens", lines())


def _event(scenario: Scenario, event: EventBlock, when: str) -> Iterator[str]:
    yield ""
    yield _filled(" ".join(filter(None, (f"{when}: {event.name}.", event.note, decided(scenario, event)))))
    for name, given in event.steps():
        yield _point(sentence(scenario, name, given) + ".")
    yield _filled(f"Source: {event.source}", "  ")


def _ledger(ledger: list[Entry]) -> str:
    def lines() -> Iterator[str]:
        found = counts(ledger)
        yield f"{len(ledger)} numbers: {', '.join(f'{count} {kind}' for kind, count in found.items())}."
        for kind in ("sourced", "calibrated", "assumed", "unsourced"):
            texts: dict[str, list[Entry]] = {}
            for entry in ledger:
                if entry.kind == kind:
                    texts.setdefault(entry.text, []).append(entry)
            if texts:
                yield ""
                yield kind.capitalize()
            for text, under in texts.items():
                yield _point(f"{_covered(under)}: {text}" if text else _covered(under))

    return _titled("Where the numbers come from", lines())


def _covered(under: list[Entry]) -> str:
    """Which numbers one text covers: the paths, or the blocks when there are many."""
    if len(under) <= 2:
        return many([f"{entry.path} = {entry.value:g}" for entry in under])
    parts = [entry.path.split(".") for entry in under]
    blocks = list(dict.fromkeys(".".join(path[:2]) for path in parts))
    tables = list(dict.fromkeys(path[0] for path in parts))
    return f"{many(tables if len(blocks) > MANY else blocks)} ({len(under)} numbers)"
