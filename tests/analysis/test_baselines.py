"""What one would say without a model: the last observation, and the capital's swing, by hand."""

from __future__ import annotations

import pytest

from dualsim.analysis.evaluation.baselines import persistence, uniform_swing
from dualsim.analysis.evaluation.observations import Observation


def seen(place: str, date: str, share: float, **given: object) -> Observation:
    known = {
        "id": f"{place}_{date}_{share}", "date_os": date, "place": place, "quantity": "vote", "authority": "",
        "groups": (), "option": ("sr",), "share": share, "n": 100.0, "confidence": "high", "source": "s",
        "notes": "",
    }  # fmt: skip
    return Observation(**{**known, **given})


SPRING = seen("petrograd", "1917-05-01", 0.30)
SUMMER = seen("petrograd", "1917-08-01", 0.20)
HERE_BEFORE = seen("kazan", "1917-06-01", 0.50)
HERE = seen("kazan", "1917-09-01", 0.45)
TABLE = [HERE, SUMMER, HERE_BEFORE, SPRING]


def test_nothing_changes():
    assert persistence(HERE, TABLE) == 0.50
    assert persistence(SUMMER, TABLE) == 0.30
    assert persistence(HERE_BEFORE, TABLE) is None


def test_the_last_of_several_counts_and_not_the_same_day():
    later = seen("kazan", "1917-07-01", 0.48)
    same_day = seen("kazan", "1917-09-01", 0.99, id="again")
    assert persistence(HERE, [later, same_day, *TABLE]) == 0.48


@pytest.mark.parametrize(
    "other",
    [
        {"quantity": "seats", "authority": "soviet"},
        {"groups": ("soldier",)},
        {"option": ("bolshevik",)},
        {"place": "saratov"},
    ],
)
def test_something_else_is_no_earlier_observation(other):
    assert persistence(HERE, [HERE, HERE_BEFORE._replace(**other)]) is None


def test_names_may_stand_in_any_order():
    before = HERE_BEFORE._replace(option=("sr", "menshevik"), groups=("worker", "soldier"))
    now = HERE._replace(option=("menshevik", "sr"), groups=("soldier", "worker"))
    assert persistence(now, [before, now]) == 0.50


def test_the_capitals_change_is_added():
    assert uniform_swing(HERE, TABLE) == pytest.approx(0.50 + (0.20 - 0.30))


def test_without_an_earlier_one_it_is_the_capitals_share_until_then():
    assert uniform_swing(HERE_BEFORE, TABLE) == 0.30
    assert uniform_swing(HERE, [HERE, SPRING, SUMMER]) == 0.20
    assert uniform_swing(seen("kazan", "1917-04-01", 0.1), TABLE) is None


def test_no_change_of_the_capital_is_known_no_answer():
    assert uniform_swing(HERE, [HERE, HERE_BEFORE, SUMMER]) is None


def test_of_the_capital_itself_it_says_nothing():
    assert uniform_swing(SUMMER, TABLE) is None


def test_it_stays_a_share():
    low = HERE_BEFORE._replace(share=0.05)
    assert uniform_swing(HERE, [HERE, low, SPRING, SUMMER]) == 0.0


def test_the_same_groups_in_the_capital_come_first():
    soldiers = SPRING._replace(groups=("soldier",), share=0.9)
    everyone = SUMMER
    assert uniform_swing(HERE._replace(groups=("soldier",)), [soldiers, everyone]) == 0.9
    assert uniform_swing(HERE._replace(groups=("soldier",)), [everyone]) == 0.20
