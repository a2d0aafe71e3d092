"""The role cards of groups: where they live, what they want, what they work and whom they elect."""

from __future__ import annotations

from collections.abc import Iterator

from dualsim.paper.role_cards import MOST_NAMED, RoleCard, elects, listed, told, wished
from dualsim.paper.wants import issue_name, wants
from dualsim.scenario.axes import names_of
from dualsim.scenario.describe.sentences import called, lowered, many
from dualsim.scenario.describe.waiting import in_words
from dualsim.scenario.fields import Number
from dualsim.scenario.schema import GroupBlock, PlaceBlock, Scenario

SIZES = (
    (0.0, "few"),
    (0.02, "a small part of the people"),
    (0.1, "a part of the people"),
    (0.25, "a large part of the people"),
    (0.5, "most of the people"),
)
HANDS = ((0.0, "have a hand in"), (0.2, "share in working"), (0.45, "mostly work"))
ARMS = ((0.01, "A few"), (0.2, "Some"), (0.45, "About half"), (0.65, "Most"), (0.85, "Nearly all"))
QUICK, SLOW = 0.9, 1.1  # of the mean of all who live here: what it takes to rise
CAMPS, WIDE = 0.2, 0.38  # how far halves, or people, of a group stand apart, to be told
PLACES = 2  # that are told one by one


def group_roles(scenario: Scenario) -> list[RoleCard]:
    """A card for each group that lives somewhere in the scenario."""
    return [_card(scenario, key) for key in scenario.groups if _homes(scenario, key)]


def _homes(scenario: Scenario, group: str) -> list[PlaceBlock]:
    return [p for p in scenario.places.values() if group in p.population and p.population[group].value > 0]


def _card(scenario: Scenario, key: str) -> RoleCard:
    group = scenario.groups[key]
    ideal = {issue: number.value for issue, number in group.ideal.items()}
    salience = {issue: number.value for issue, number in group.salience.items()}
    sections = [
        *wished("What you want, what matters most to you first", wants(scenario, ideal, salience)),
        *told("As it begins", _worst(scenario, key), _arms(scenario, key)),
        *told("What you can do", *_levers(scenario, key), _rise(scenario, key), *_elect(scenario, key)),
    ]
    return RoleCard("Group", group.name, f"{_home(scenario, key)} {_divided(group)}".strip(), sections)


def _home(scenario: Scenario, key: str) -> str:
    """Where a group lives, and how much of the place it is."""
    homes = _homes(scenario, key)
    if len(homes) > PLACES:
        return f"You live in {listed([home.name for home in homes])}."
    said = []
    for home in homes:
        total = sum(count.value for count in home.population.values())
        said.append(f"{in_words(home.population[key].value / total, SIZES, 'few')} in {home.name}")
    return f"You are {many(said)}."


def _divided(group: GroupBlock) -> str:
    """How far the people of a group want different things."""
    if _mean(group.apart) >= CAMPS:
        return "You are of two minds: half of you go further than it says below, half less far."
    return "Not all of you want the same." if _mean(group.spread) >= WIDE else ""


def _mean(given: Number | dict[str, Number]) -> float:
    numbers = list(given.values()) if isinstance(given, dict) else [given]
    return sum(number.value for number in numbers) / max(len(numbers), 1)


def _worst(scenario: Scenario, key: str) -> str:
    """The matters in which life is farthest from what the group wants, as much as they matter to it."""
    group, home = scenario.groups[key], _homes(scenario, key)[0]
    gaps = {
        issue: abs(group.ideal[issue].value - now.value) * group.salience[issue].value
        for issue, now in home.condition.items()
        if issue in group.ideal and issue in group.salience
    }
    worst = sorted((issue for issue in gaps if gaps[issue] > 0), key=lambda issue: -gaps[issue])[:2]
    where = f"In {home.name} life" if len(_homes(scenario, key)) > 1 else "Life"
    names = many([issue_name(issue).lower() for issue in worst])
    return f"{where} is farthest from what you want in the matter of {names}." if worst else ""


def _arms(scenario: Scenario, key: str) -> str:
    share = max((home.arms[key].value for home in _homes(scenario, key) if key in home.arms), default=0.0)
    how = in_words(share, ARMS, "")
    return f"{how} of you have arms." if how else ""


def _levers(scenario: Scenario, key: str) -> Iterator[str]:
    """What orders pass through and the group works, by how much of it; of many places taken together."""
    homes = _homes(scenario, key)
    for together in [[home] for home in homes] if len(homes) <= PLACES else [homes]:
        where = f"In {together[0].name} you" if len(together) == 1 else "You"
        hands: dict[str, float] = {}
        for home in together:
            for lever in home.levers.values():
                share = lever.operators[key].value if key in lever.operators else 0.0
                hands[lever.name] = max(share, hands.get(lever.name, 0.0))
        said = []
        for bound, words in reversed(HANDS):
            higher = min((b for b, _ in HANDS if b > bound), default=2.0)
            names = [lowered(name) for name, share in hands.items() if bound <= share < higher and share > 0]
            said += [f"{words} {listed([f'the {name}' for name in names])}"] if names else []
        yield f"{where} {'; you '.join(said)}: orders that you do not carry out stay paper." if said else ""


def _rise(scenario: Scenario, key: str) -> str:
    """What it takes to make the group rise, against all who live here, and what it then takes in hand."""
    group = scenario.groups[key]
    means = [block.threshold.mean.value for k, block in scenario.groups.items() if _homes(scenario, k)]
    against = group.threshold.mean.value / (sum(means) / len(means))
    how = "Go into the streets, refuse or strike"
    if against < QUICK:
        how += "; you rise sooner than most"
    elif against > SLOW:
        how += "; but it takes much to make you rise"
    if group.acts_on:
        how += f"; and then change one thing with your own hands: {issue_name(group.acts_on).lower()}"
    return f"{how}."


def _elect(scenario: Scenario, key: str) -> Iterator[str]:
    """The authorities to which the group sends deputies, at once or as soon as an event lets it."""
    known = names_of(scenario).authority
    homes = {place for place, block in scenario.places.items() if block in _homes(scenario, key)}
    now, later = [], []
    for name in known:
        authority = scenario.authorities.get(name)
        if authority is None or not homes.intersection(authority.elected_in or homes):
            continue
        if authority.electors and key in authority.electors and authority.electors[key].value > 0:
            now.append(called(authority))
        elif any(elects(event, name, key) for event in scenario.events.values()):
            later.append(called(authority))
    yield f"Elect deputies to {_all(now)}." if now else ""
    yield f"Later, if events allow it, elect deputies to {_all(later)}." if later else ""


def _all(names: list[str]) -> str:
    return listed(names) if len(names) > MOST_NAMED else many(names)
