"""Rules of one's own: they change results, and a bad one gives one line that names the word at fault."""

from __future__ import annotations

import builtins
import functools
import math
import re

import numpy as np
import pytest

from dualsim.engine import custom_rules
from dualsim.engine.compiled import walks
from dualsim.engine.custom_rules import check_answers, try_rule
from dualsim.engine.model import DualPower
from dualsim.engine.simulation import REVISED, Simulation
from dualsim.runs.single import run
from dualsim.theory.random_streams import CHOOSE, gumbel, key_of

SHARPNESS = 2.0


@pytest.fixture(scope="module")
def state(tiny):
    sim = Simulation(tiny, 60)
    return 0, sim.people, sim.world, sim.taste, key_of(1, 0)


def loyal_or_lucky(i, people, world, taste, key):
    """A good rule: sharper taste for mandates, and luck."""
    l = world.cell_place[people.cell[i]]
    best, most = len(world.alive), gumbel(key, i, CHOOSE, len(world.alive))
    for k in range(len(world.alive)):
        if world.alive[k] and world.reach[k, l] > 0.0:
            score = SHARPNESS * math.sqrt(world.mandate[k, l]) + gumbel(key, i, CHOOSE, k)
            if score > most:
                best, most = k, score
    return best


def always(i, people, world, taste, key):
    """Everyone rises, every day."""
    return True


# A good rule


def test_a_rule_of_who_rises_takes_the_place_of_ours(tiny):
    mine = run(tiny, 60, rise=always)
    assert (mine.mobilisation.dropna("day") == 1.0).all()
    assert not mine.mobilisation.equals(run(tiny, 60).mobilisation)
    assert mine.attrs["rules"].endswith(".always")
    assert mine.equals(run(tiny, 60, rise=always, walk="agents"))


def test_a_rule_of_ones_own_changes_results_and_is_never_kept_on_disk(tiny):
    ours, mine = run(tiny, 60), run(tiny, 60, choose=loyal_or_lucky)
    assert not np.array_equal(ours.allegiance, mine.allegiance, equal_nan=True)
    assert "loyal_or_lucky" in mine.attrs["rules"]
    assert "loyal_or_lucky" not in ours.attrs["rules"]
    assert mine.equals(run(tiny, 60, choose=loyal_or_lucky, walk="agents")), "agents walk it as it stands"
    rules = Simulation(tiny, 60).rules
    theirs = walks(**{**rules, "choose": loyal_or_lucky})
    assert all(getattr(theirs, kind).signatures for kind in ("think", *REVISED, "mobilise")), "compiled"
    assert not any(walk.stats.cache_path for walk in theirs), "and kept nowhere"
    assert all(walk.stats.cache_path for walk in walks(**rules)), "ours are kept"


def test_a_short_rule_may_be_a_lambda(state):
    try_rule("choose", lambda i, people, world, taste, key: i % 2, state)


def test_a_rule_may_use_what_stands_around_it(state):
    favourite = 2

    def mine(i, people, world, taste, key):
        return favourite

    try_rule("choose", mine, state)
    assert mine(*state) == 2


# Bad rules: functions with one mistake each, and what is said of it


def misspelt_table(i, people, world, taste, key):
    return int(world.plattform[0, 0] > 0.0)


def misspelt_column(i, people, world, taste, key):
    return int(people.authorities[i])


def misspelt_taste(i, people, world, taste, key):
    return int(taste.betta > 0.0)


def misspelt_name(i, people, world, taste, key):
    return int(gumbell(key, i, CHOOSE, 0) > 0.0)  # noqa: F821


def misspelt_function_of_math(i, people, world, taste, key):
    return int(math.sqroot(4.0))


def other_names(person, crowd, state, habits, key):
    return int(state.plattform[0, 0] > 0.0)


def too_few(i, people, world):
    return 0


def too_many(i, people, world, taste, key, day):
    return 0


def text(i, people, world, taste, key):
    return "soviet"


def fraction(i, people, world, taste, key):
    return 0.5 * taste.beta


def nothing_sometimes(i, people, world, taste, key):
    if world.alive[0]:
        return 1
    return None


def import_inside(i, people, world, taste, key):
    import math

    return int(math.sqrt(4.0))


def slow_luck(i, people, world, taste, key):
    return int(np.random.default_rng(i).integers(2))


def name_for_row(i, people, world, taste, key):
    return int(world.platform["soviet", 0])


WRONG = [
    (misspelt_table, ["'plattform'", "did you mean 'platform'?", "line \\d+"]),
    (misspelt_column, ["'authorities'", "did you mean 'authority'?"]),
    (misspelt_taste, ["'betta'", "did you mean 'beta'?"]),
    (misspelt_name, ["'gumbell'", "did you mean 'gumbel'?"]),
    (misspelt_function_of_math, ["sqroot"]),
    (other_names, ["'plattform'", "did you mean 'platform'?"]),
    (too_few, [r"\(i, people, world\)", r"\(i, people, world, taste, key\)"]),
    (too_many, ["day", r"\(i, people, world, taste, key\)"]),
    (text, ["a text", "whole number"]),
    (fraction, ["a number with a fraction", "whole number"]),
    (nothing_sometimes, ["nothing on some way through"]),
    (import_inside, ["import math"]),
    (slow_luck, ["default_rng"]),
    (name_for_row, [r'world\.platform\["soviet", 0\]']),
]


@pytest.mark.parametrize(("rule", "said"), WRONG, ids=lambda given: getattr(given, "__name__", ""))
def test_a_bad_rule_gives_one_line_that_names_the_word_at_fault(state, rule, said):
    with pytest.raises(ValueError) as caught:
        try_rule("choose", rule, state)
    message = str(caught.value)
    assert message.startswith(f"choose={rule.__name__}")
    assert "\n" not in message
    assert len(message) < 400
    for part in said:
        assert re.search(part, message), message


@pytest.mark.parametrize(
    "rule",
    [3, "choose", builtins.max, functools.partial(loyal_or_lucky), type],
    ids=lambda given: type(given).__name__,
)
def test_what_is_not_a_function_is_refused(state, rule):
    with pytest.raises(
        ValueError, match=r"not a plain function; write def vote\(i, people, world, taste, key\)"
    ):
        try_rule("vote", rule, state)


def test_a_rule_without_a_text_is_refused_too(state):
    names: dict[str, object] = {}
    exec("def mine(i, people, world, taste, key):\n    return world.plattform[0, 0] > 0.0\n", names)
    with pytest.raises(ValueError, match=r"choose=mine: .*'plattform'"):
        try_rule("choose", names["mine"], state)


@pytest.mark.parametrize(
    ("kind", "row", "last_row"),
    [
        (kind, row, last)
        for kind, last in (("choose", 4), ("accept", 1), ("vote", 2))
        for row in (last + 1, -1)
    ],
)
def test_an_answer_that_is_not_a_row_stops_the_run(tiny, kind, row, last_row):
    sim = Simulation(tiny, 60)

    def walk(first, last, people, world, taste, key, thinking, answers):
        answers[first:last] = row

    sim.walks = sim.walks._replace(**{kind: walk})
    sim.rules[kind] = walk  # not ours, so what it gives is looked at
    column = getattr(sim.people, REVISED[kind])
    before = column.tolist()
    with pytest.raises(ValueError, match=f"{kind}: gave {row} for person 0; rows go from 0 to {last_row}"):
        sim.reconsider()
    assert column.tolist() == before, "and nobody has answered so"


def test_an_answer_of_an_agent_that_is_not_a_row_stops_the_run(tiny):
    model = DualPower(tiny, 60)
    model.simulation.rules["choose"] = lambda i, people, world, taste, key: 99
    model.simulation.close_day = lambda: None  # which would count it, in memory that is not its own
    with pytest.raises(ValueError, match="choose: gave 99 for person"):
        model.step()


@pytest.mark.parametrize(
    ("answer", "refused"), [(-1, True), (0, False), (4, False), (5, True), (65536, True)]
)
def test_answers_are_checked_at_both_ends(answer, refused):
    answers = np.array([0, answer, 4])
    if refused:
        with pytest.raises(ValueError, match=f"gave {answer} for person 1; rows go from 0 to 4"):
            check_answers("choose", answers, 4)
    else:
        check_answers("choose", answers, 4)


def test_a_bad_rule_is_refused_by_run(tiny):
    with pytest.raises(ValueError, match="vote=misspelt_table"):
        run(tiny, 60, vote=misspelt_table)


def test_what_a_compiler_says_in_colour_is_told_without():
    """Numba writes codes for a terminal into its messages; none reaches the reader."""
    raw = "\x1b[1m\x1b[1mUnknown attribute 'zfill' of type unicode\x1b[0m\n\x1b[1mDuring: typing\x1b[0m"
    said = custom_rules._one_line(ValueError(raw))
    assert said.startswith("cannot be compiled (Unknown attribute 'zfill' of type unicode); a rule may use")
