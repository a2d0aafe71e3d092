"""Whether the parts of a scenario agree: each check, broken on its own."""

from __future__ import annotations

import shutil

import pytest

from dualsim.scenario import loading
from paths import DATA


@pytest.fixture
def broken(tmp_path):
    """The faults of the good scenario with texts replaced; § marks where the caret is to stand."""

    def breaking(*changes: tuple[str, str]):
        text = (DATA / "tiny.yaml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        shutil.copy(DATA / "behaviour.yaml", tmp_path)
        before = text.partition("§")[0]
        mark = (before.count("\n") + 1, len(before) - before.rfind("\n")) if "§" in text else None
        path = tmp_path / "tiny.yaml"
        path.write_text(text.replace("§", ""), encoding="utf-8")
        _, faults = loading.check(path)
        return faults, mark

    return breaking


def test_the_good_scenario_is_good(broken):
    assert broken() == ([], None)


def test_groups_may_elect_an_authority_without_parties(broken):
    platform = "platform: {peace: 0, bread: 0.2}"
    faults, _ = broken((platform, f"{platform}\n    electors: {{worker: 1}}"))
    assert faults == []


SUMS = [
    (
        "seats: {moderate: 1}",
        "§seats: {moderate: 0.9}",
        "the seats of 'cabinet' sum to 0.9; they must sum to 1",
    ),
    ("radical: 0.2}", "radical: 0.3}", "the executive of 'soviet' sum to 1.1; they must sum to 1"),
    (
        "weight: 0.6, op",
        "weight: 0.7, op",
        "the weights of the levers of 'town' sum to 1.1; they must sum to 1",
    ),
    (
        "{soldier: 1}, del",
        "{soldier: 0.5}, del",
        "the operators of 'garrison' in 'town' sum to 0.5; they must sum to 1",
    ),
    (
        "seats: {moderate: 0.5, radical: 0.5}",
        "§seats: {moderate: 0.5}",
        "these seats sum to 0.5; they must sum to 1",
    ),
    (
        "segregation: 0.8",
        "segregation: 0.8\n    meets: {worker: {§worker: 0.1}}",
        "'worker' meets itself; what is left of its contacts is of its own, name other groups",
    ),
    (
        "segregation: 0.6",
        "segregation: 0.6\n    meets: {worker: {§soldier: 0.1}}",
        "nobody of the group 'soldier' lives in 'village'; add it to the population",
    ),
    (
        "segregation: 0.6",
        "segregation: 0.6\n    meets: {§soldier: {worker: 0.1}}",
        "nobody of the group 'soldier' lives in 'village'; add it to the population",
    ),
    (
        "- break_pledge: {pledge: amnesty}",
        "- operate: {lever: supply, place: town, §operators: {worker: 0.999}}",
        "these operators sum to 0.999; they must sum to 1",
    ),
]
NAMES = [
    (
        "organisation: {town: 0.1}",
        "organisation: {§twon: 0.1}",
        "no place named 'twon'; did you mean 'town'?",
    ),
    ("by: soviet", "by: §sovjet", "no authority named 'sovjet'; did you mean 'soviet'?"),
    ("endorses: {cabinet", "endorses: {§cabinets", "no authority named 'cabinets'; did you mean 'cabinet'?"),
    (
        "seats: {moderate: 1}",
        "seats: {§moderates: 1}",
        "no party named 'moderates'; did you mean 'moderate'?",
    ),
    ("acts_on: bread", "acts_on: §bred", "no issue named 'bred'; did you mean 'bread'?"),
    ("delivers: peace", "delivers: §pece", "no issue named 'pece'; did you mean 'peace'?"),
    ("electors: {worker", "electors: {§wrker", "no group named 'wrker'; did you mean 'worker'?"),
    (
        "holders: {petrov: 0.5}",
        "holders: {§petrof: 0.5}",
        "no office-holder named 'petrof'; did you mean 'petrov'?",
    ),
    ("pledge: amnesty", "pledge: §amnesti", "no pledge named 'amnesti'; did you mean 'amnesty'?"),
    ("{lever: garrison", "{lever: §garison", "no lever named 'garison'; did you mean 'garrison'?"),
    ("may_found: {town", "may_found: {§tow", "no place named 'tow'; did you mean 'town'?"),
    ("seasons: {worker", "seasons: {§workers", "no group named 'workers'; did you mean 'worker'?"),
    (
        "    place: town\n    issue",
        "    place: §city\n    issue",
        "no place named 'city'; there is town, village",
    ),
    ("audience: [soldier,", "audience: [§soldiers,", "no group named 'soldiers'; did you mean 'soldier'?"),
    ("to: soviet, text", "to: §sovet, text", "no authority named 'sovet'; did you mean 'soviet'?"),
    (
        "lever: garrison, place: town",
        "lever: §garrison, place: village",
        "there is no lever 'garrison' in 'village'; there is supply",
    ),
    ("  elders:\n", "  §Elders:\n", "'Elders' cannot be a name here; use a-z, 0-9 and _, a letter first"),
    (
        "  order_one:\n",
        "  §order-1:\n",
        "'order-1' cannot be a name here; use a-z, 0-9 and _, a letter first",
    ),
    ("  elders:\n", "  §none:\n", "'none' is what results call nobody; give this authority another name"),
    (
        "  elders:\n",
        "  §committee@town:\n",
        "'committee@town' cannot be a name here; use a-z, 0-9 and _, a letter first",
    ),
    ("town: [committee]", "town: [§comittee]", "no kind named 'comittee'; did you mean 'committee'?"),
    ("town: [committee]", "town: [committee, §committee]", "'committee' stands here twice; name it once"),
    (
        "founders: [worker]",
        "§founders: []",
        "nobody founds a 'committee'; name the groups that do",
    ),
    (
        "founders: [worker]\n    names:\n      - {electors: [worker], name: Workers' Committee}\n"
        "may_found: {town: [committee]}",
        "founders: [soldier]\nmay_found: {town: [committee], village: [§committee]}",
        "nobody lives in 'village' who founds a 'committee' (soldier); leave it out",
    ),
    (
        "      - {electors: [worker], name: Workers' Committee}",
        "      - {electors: [worker], name: Workers' Committee}\n      - {electors: [worker], name: §Shop}",
        "a 'committee' of worker is called 'Workers' Committee' already; keep one of the two names",
    ),
    (
        "by: soviet",
        "by: §committee@twn",
        "no authority named 'committee@twn'; did you mean 'committee@town'?",
    ),
    (
        "- found: {authority: soviet}",
        "- found: {authority: §committee@town}",
        "'committee@town' is founded by people, not by an event; leave 'found' out",
    ),
]
DATES = [
    ("date: 1917-03-08", "date: §1917-02-30", "there is no 30 February 1917; the month has 28 days"),
    ("date: 1917-03-08", "date: §1917-13-01", "there is no month 13; months are 1 to 12"),
    (
        "date: 1917-03-08",
        "date: §soon",
        "'soon' is not a date; write it as year-month-day, for example 1917-10-25",
    ),
    (
        "date: 1917-03-08",
        "date: §1917-04-08",
        "8 April 1917 is outside the run, which is 1 March 1917 to 30 March 1917",
    ),
    (
        "end: 1917-03-30",
        "end: §1917-02-20",
        "the run ends on 20 February 1917 and starts on 1 March 1917; it must end later",
    ),
    ("end: 1917-03-30", "end: §2117-03-30", "days; it may have 36525, a hundred years"),
    ("start: 1917-03-01", "start: §1650-03-01", "the year 1650 is out of range; years are 1700 to 2200"),
    (
        "1917-03-01: 1.0, 1917-03-20: 0.5",
        "1917-03-20: 1.0, §1917-03-01: 0.5",
        "1917-03-01 comes after 1917-03-20 in the file and not in time; put dates in order",
    ),
    ("1917-03-20: 0.5", "§1917-02-31: 0.5", "there is no 31 February 1917; the month has 28 days"),
    (
        "1917-03-20: 0.5}",
        "1917-03-20: 0.5, §1919-01-01: 1}",
        "1919-01-01 is more than a year outside the run; give points in or around the run",
    ),
    (
        "{1917-03-01: 1, 1917-03-20: 0.6}",
        "{1917-03-20: 1, §1917-03-01: 0.6}",
        "1917-03-01 comes after 1917-03-20 in the file and not in time; put dates in order",
    ),
    ("{1917-03-01: 1.0, 1917-03-20: 0.5}", "{}", "'bread_ration' has no point; give it a date and a value"),
    (
        "{1917-03-01: 1, 1917-03-20: 0.6}",
        "{1917-03-01: 1, §1917-03-01 : 1}",
        "'1917-03-01' is written twice; the first is on line",
    ),
]
EVENTS = [
    (
        "    when: ",
        "    date: 1917-03-10\n    §when: ",
        "'promise_broken' has a date and a condition; keep one of 'date' and 'when'",
    ),
    ("    date: 1917-03-08\n", "", "'order_one' has neither a date nor a condition; add 'date:' or 'when:'"),
    (
        "credit: {value: 0.3, assumed: a guess}, authority: soviet}",
        "credit: 0.3}",
        "'news' is of nobody; give it 'authority:' or 'party:'",
    ),
    (
        "{authority: soviet, strength",
        "{authority: soviet, §party: radical, strength",
        "'call_to_streets' is of an authority or of a party, not of both; make it two effects",
    ),
    (
        "- break_pledge: {pledge: amnesty}",
        "- fuse: {authority: cabinet, other: §cabinet}",
        "'cabinet' stands on both sides; name another authority",
    ),
    (
        "- break_pledge: {pledge: amnesty}",
        "- arm: {group: §soldier, place: village, share: 1}",
        "nobody of the group 'soldier' lives in 'village'; name another",
    ),
    (
        "[soldier, town] > 0.3",
        "[§soldir, town] > 0.3",
        "no place or group named 'soldir'; did you mean 'soldier'?",
    ),
    (
        "[soldier, town] > 0.3",
        "[soldier, town, §worker] > 0.3",
        "'worker' is one name too many for 'mobilisation'; remove it",
    ),
    (
        '"mobilisation[soldier, town]',
        '"§mobilisaton[soldier, town]',
        "no measure named 'mobilisaton'; did you mean",
    ),
    (
        '"mobilisation[soldier, town]',
        '"§mobilisation[soldier]',
        "'mobilisation' needs a place; write for example mobilisation[soldier, town]",
    ),
    (
        '"mobilisation[soldier, town]',
        '"§regime[town]',
        "'regime' is a word, not a number; compare 'duality' or",
    ),
    (
        "> 0.3 for 2 days",
        "§= 0.3",
        "'=' has no meaning here; write it as mobilisation[soldier] > 0.5 for 3 days",
    ),
    ("> 0.3 for 2 days", "> 0.3 for 2 §weeks", "'weeks' stands where 'days' was expected"),
]
PARTS = [
    (
        "    platform: {peace: 0.9, bread: 0.6}",
        "    §platform: {peace: 0.9}",
        "the platform of 'radical' says nothing on 'bread'; it needs every issue",
    ),
    (
        "ideal: {peace: 0.5, bread: 0.8}",
        "§ideal: {bread: 0.8}",
        "the ideal of 'worker' says nothing on 'peace'",
    ),
    (
        "salience: {peace: 1, bread: 0.4}",
        "§salience: {peace: 1}",
        "the salience of 'soldier' says nothing on 'bread'",
    ),
    (
        "spread: {peace: 0.2, bread: 0.4}",
        "§spread: {peace: 0.2}",
        "the spread of 'soldier' says nothing on 'bread'",
    ),
    (
        "condition: {peace: -0.6, bread: 0.1}",
        "§condition: {}",
        "says nothing on 'peace' and 'bread'; it needs every issue",
    ),
    (
        "platform: {peace: 0, bread: 0.2}",
        "§platform: {peace: 0}",
        "the platform of 'elders' says nothing on 'bread'",
    ),
    (
        "salience: {peace: 1, bread: 0.4}",
        "§salience: {peace: 0, bread: 0}",
        "nothing matters to 'soldier'; one salience",
    ),
    (
        "population: {worker: 4000}",
        "§population: {worker: 0}",
        "nobody lives in 'village'; give it a population above 0",
    ),
    (
        "cell_size: {worker: 100, soldier: 50}",
        "§cell_size: {worker: 100}",
        "'soldier' lives in 'town' and has no cell size",
    ),
    (
        "cell_size: 40",
        "cell_size: 40\n    arms: {§soldier: 1}",
        "nobody of the group 'soldier' lives in 'village'",
    ),
    (
        "operators: {worker: 1}",
        "operators: {§soldier: 1}",
        "nobody of the group 'soldier' lives in 'village'",
    ),
    (
        "rail: {village: 0.5}",
        "rail: {§town: 0.5}",
        "this is the way from 'town' to itself; name another place",
    ),
    (
        "rail: {village: 0.5}",
        "letters: {§town: 0.1}",
        "these are letters of 'town' to itself; name another place",
    ),
    (
        "reach: {town: 1}",
        "reach: {town: 1}\n    §elected_in: []",
        "'soviet' is elected nowhere; name a place, or leave out 'elected_in'",
    ),
    (
        "date: 1917-03-08",
        "date: 1917-03-08\n    follows: §order_one",
        "'order_one' follows from itself, and would never happen; name another event",
    ),
    (
        "- break_pledge: {pledge: amnesty}",
        "- draft: {group: soldier, place: town, to: §town, share: 0.1}",
        "'town' is where they are already; name another place",
    ),
    (
        "weight: 1, operators: {worker: 1}, delivers: bread}",
        "weight: 1, operators: {worker: 1}, delivers: §peace}",
        "'supply' has another 'delivers' in 'town'; use one, or another name",
    ),
    (
        "weight: 1, operators: {worker: 1}, delivers: bread}",
        "weight: 1, operators: {worker: 1}, delivers: bread, force: §0.3}",
        "'supply' has another 'force' in 'town'; use one, or another name",
    ),
    ("    seats: {moderate: 1}\n", "", "'cabinet' has neither seats nor a platform; give it one of the two"),
    (
        "platform: {peace: 0, bread: 0.2}",
        "platform: {peace: 0, bread: 0.2}\n    §seats: {radical: 1}",
        "'elders' has a platform of its own and seats; it stands for one or the other",
    ),
    (
        "platform: {peace: 0, bread: 0.2}",
        "platform: {peace: 0, bread: 0.2}\n    §executive: {moderate: 1}",
        "'elders' has a platform of its own and executive; it stands for one or the other",
    ),
    (
        "endorses: {cabinet: 0.6}",
        "endorses: {§soviet: 0.6}",
        "'soviet' endorses itself; name another authority",
    ),
    (
        "to: soviet, text",
        "to: §cabinet, text",
        "'cabinet' gives the pledge 'amnesty' to itself; name another authority",
    ),
    ("{0.25: -1.0, 1.5: 0.5}", "{0.25: -1.0}", "a scale has two different raw values; this has 1"),
    (
        "{0.25: -1.0, 1.5: 0.5}",
        "{0.25: -1.0, 0.250: 0.5}",
        "a scale has two different raw values; this has 1",
    ),
    (
        "{0.25: -1.0, 1.5: 0.5}",
        "{0.25: -1.0, §much: 0.5}",
        "'much' is not a number; a scale reads 'raw value: condition'",
    ),
    (
        "behaviour.beta: [1, 6]",
        "§behaviour.bta: [1, 6]",
        "this path leads nowhere: no key named 'bta'; did you mean 'beta'?",
    ),
    ("behaviour.beta: [1, 6]", "§title: [1, 6]", "this path leads to no number; name a number to vary"),
    (
        "behaviour.beta: [1, 6]",
        "§behaviour.beta: [6, 1]",
        "the range 6 to 1 is empty; write the lower end first",
    ),
    ("effects.1.call", "effects.9.call", "this path leads nowhere: no key named '9'; there is 0, 1"),
    (
        "vary:",
        "behaviour:\n  salience_low: 0.9\n  salience_high: 0.5\nvary:",
        "salience_low is 0.9 and salience_high 0.5; the low one must not be above",
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), [*SUMS, *NAMES, *DATES, *EVENTS, *PARTS])
def test_each_disagreement_is_said_at_its_place(broken, old, new, said):
    faults, mark = broken((old, new))
    found = [fault for fault in faults if said in fault.message]
    assert found, [str(fault) for fault in faults]
    assert mark is None or (found[0].spot.line, found[0].spot.column) == mark, str(found[0])
    assert all(fault.severity == "error" for fault in found)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        scenario
        for scenario in [*SUMS, *DATES, *EVENTS, *PARTS]
        if "is out of range" not in scenario[2] and "2117" not in scenario[1]
    ],
)
def test_each_disagreement_is_the_only_one(broken, old, new, said):
    faults, _ = broken((old, new))
    assert [said in fault.message for fault in faults] == [True], [str(fault) for fault in faults]


def test_an_event_without_effects(broken):
    breaking = "      - break_pledge: {pledge: amnesty}\n"
    seating = "      - seat: {authority: cabinet, seats: {moderate: 0.5, radical: 0.5}}\n"
    faults, mark = broken((f"    effects:\n{breaking}{seating}", "    §effects: []\n"))
    assert [fault.message for fault in faults] == ["'promise_broken' changes nothing; give it an effect"]
    assert (faults[0].spot.line, faults[0].spot.column) == mark


def test_a_place_needs_levers(broken):
    lever = (
        "    levers:\n      supply: {name: Food supply, weight: 1, operators: {worker: 1}, delivers: bread}\n"
    )
    faults, _ = broken((lever, "    levers: {}\n"))
    assert [f.message for f in faults] == ["'village' has no lever; orders must pass through at least one"]


@pytest.mark.parametrize("table", ["parties", "places", "groups", "issues", "authorities"])
def test_a_scenario_needs_one_of_each(tmp_path, table):
    (tmp_path / "tiny.yaml").write_text((DATA / "tiny.yaml").read_text())
    (tmp_path / "behaviour.yaml").write_text((DATA / "behaviour.yaml").read_text())
    _, faults = loading.check(tmp_path / "tiny.yaml", changes=[f"{table}={{}}"])
    assert any(f"there is nothing in '{table}'; a scenario needs at least one" in f.message for f in faults)


def test_the_way_back_by_rail_is_the_way_there(broken):
    faults, mark = broken(("    levers:\n      supply", "    rail: {town: §0.7}\n    levers:\n      supply"))
    assert "0.7 days there and 0.5 back; write the way once, or both alike" in [f.message for f in faults]
    assert mark in [(f.spot.line, f.spot.column) for f in faults]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("date: 1917-03-03", "date: 1917-03-33", "there is no 33 March 1917; the month has 31 days"),
        ("- found:", "- foundd:", "no effect named 'foundd'; did you mean 'found'?"),
    ],
)
def test_a_slip_in_a_founding_is_said_once_and_not_at_every_use(broken, old, new, said):
    faults, _ = broken((old, new))
    assert [fault.message for fault in faults] == [said]


def test_a_range_that_does_not_hold_its_value_is_a_warning(broken):
    faults, mark = broken(("behaviour.beta: [1, 6]", "§behaviour.beta: [8, 9]"))
    (fault,) = faults
    assert fault.severity == "warning"
    assert fault.message.endswith("lies outside the range 8 to 9; write a range about it")
    assert (fault.spot.line, fault.spot.column) == mark


def test_letters_are_shares_of_all_contacts(broken):
    faults, _ = broken(("rail: {village: 0.5}", "letters: {village: 0.7, hamlet: 0.4}"))
    said = "the letters of 'town' sum to 1.1; shares of all contacts sum to at most 1"
    assert said in [fault.message for fault in faults]


def test_a_group_that_lives_nowhere_is_a_warning(broken):
    group = """  sailor:
    name: Sailors
    assumed: x
    ideal: {peace: 1, bread: 0}
    spread: 0.1
    salience: {peace: 1, bread: 1}
    threshold: {mean: 0.5, spread: 0.1}
"""
    faults, _ = broken(("places:\n", f"{group}places:\n"))
    assert [(f.message, f.severity) for f in faults] == [
        ("nobody of the group 'sailor' lives in any place", "warning")
    ]


def test_too_many_names_are_refused(broken):
    many = "".join(f"  h{n}: x\n" for n in range(401))
    faults, _ = broken(
        (
            "office_holders: {ivanov: Ivan Ivanov, petrov: Pyotr Petrov}",
            f"office_holders:\n{many}  ivanov: a\n  petrov: b",
        )
    )
    assert [f.message for f in faults] == ["there are 403 entries here; at most 400 are allowed"]


def test_bodies_that_people_may_found_have_names(broken):
    faults, _ = broken(("by: soviet", "by: committee@town"))
    assert faults == []


# Which authority is there when


def test_an_effect_before_the_founding(broken):
    faults, mark = broken(("date: 1917-03-08", "date: 1917-03-02"), ("by: soviet", "by: §soviet"))
    assert {f.message for f in faults} == {
        "'soviet' does not exist yet on 1917-03-02; 'soviet_meets' founds it on 1917-03-03"
    }
    assert len(faults) == 3
    assert (faults[0].spot.line, faults[0].spot.column) == mark


def test_on_one_day_the_order_of_the_file_counts(broken):
    assert broken(("date: 1917-03-08", "date: 1917-03-03"))[0] == []
    first = "      - found: {authority: soviet}\n"
    call = "      - call_to_streets: {authority: soviet, strength: 0.4}\n"
    faults, _ = broken((first + call, call + first), ("effects.1.call", "effects.0.call"))
    assert [f.message for f in faults] == [
        "'soviet' does not exist yet on 1917-03-03; 'soviet_meets' founds it on 1917-03-03, "
        "further down in the file"
    ]


def test_an_effect_after_the_end(broken):
    old = "      - call_to_streets: {authority: soviet, strength: 0.4}\n"
    faults, _ = broken((old, old + "      - dissolve: {authority: soviet}\n"))
    assert {f.message for f in faults} == {
        "'soviet' is there no longer on 1917-03-08; 'soviet_meets' dissolved it on 1917-03-03, "
        "so move this before it or found it again"
    }
    assert len(faults) == 3
    again = "      - dissolve: {authority: soviet}\n      - found: {authority: soviet}\n"
    assert broken((old, old + again))[0] == []


def test_fusing_ends_the_other(broken):
    old = "      - call_to_streets: {authority: soviet, strength: 0.4}\n"
    faults, _ = broken((old, old + "      - fuse: {authority: cabinet, other: soviet}\n"))
    assert {f.message.split(";")[0] for f in faults} == {"'soviet' is there no longer on 1917-03-08"}


def test_an_authority_that_nobody_founds(broken):
    faults, _ = broken(("      - found: {authority: soviet}\n", ""), ("effects.1.call", "effects.0.call"))
    said = "'soviet' never comes into being; give it 'from_start: true' or an effect 'found'"
    assert {f.message for f in faults} == {said}
    assert all(f.severity == "error" for f in faults)


def test_an_authority_without_any_part_is_a_warning(broken):
    faults, _ = broken(("    kind: committee\n    from_start: true\n", "    kind: committee\n"))
    assert [(f.message, f.severity) for f in faults] == [
        ("'elders' never comes into being; give it 'from_start: true' or an effect 'found'", "warning")
    ]


def test_a_condition_may_found_it_at_any_time(broken):
    faults, _ = broken(
        ("      - found: {authority: soviet}\n", ""),
        ("effects.1.call", "effects.0.call"),
        ("      - break_pledge: {pledge: amnesty}\n", "      - found: {authority: soviet}\n"),
    )
    assert faults == []


@pytest.mark.parametrize("electors", ["", "\n    electors: {}"])
def test_places_of_election_without_electors_are_a_warning(broken, electors):
    faults, mark = broken(
        ("reach: {village: 1}", f"reach: {{village: 1}}{electors}\n    §elected_in: [village]")
    )
    message = "'elders' has no electors, so 'elected_in' is nothing; name its 'electors', or leave it out"
    assert [(fault.message, fault.severity) for fault in faults] == [(message, "warning")]
    assert (faults[0].spot.line, faults[0].spot.column) == mark


def test_electors_may_come_by_an_event(broken):
    represented = "represent: {authority: elders, group: soldier, weight: 0.6}"
    faults, _ = broken(
        ("reach: {village: 1}", "reach: {village: 1}\n    elected_in: [village]"),
        ("represent: {authority: soviet, group: soldier, weight: 0.6}", represented),
    )
    assert not [fault for fault in faults if "electors" in fault.message]
