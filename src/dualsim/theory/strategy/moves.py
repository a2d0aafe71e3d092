"""What an authority makes of what it sees: a strategy for each move, the same for everyone.

A strategy is a plain function of a `Sight`, of no person, no world and no day to come. It gives the chance
that the move is made today.
"""

from __future__ import annotations

from collections.abc import Callable

from dualsim.theory.strategy.sight import Sight

QUIET = 1.0 / 7.0  # a body of one mind decides within a week, for it meets about that often: as `seize_pace`
HALF = 0.5  # of its electors, or of its executive: the most that a body which votes can leave against it


def take(sight: Sight) -> float:
    """All power, as far as doctrine and claim go beyond half of its executive.

    Only if its electors refuse who governs, and in fear of a civil war: as far as arms would be its own.
    """
    majority = 2.0 * (min(sight.claim, sight.doctrine) - HALF)
    return QUIET * max(majority, 0.0) * (1.0 - sight.borne) * sight.force


def share(sight: Sight) -> float:
    """A government together: once half of its electors put up with none of either alone.

    As far as the cooler of the two trusts the other, and it would not rather have all power.
    """
    lost = max(1.0 - sight.borne / HALF, 0.0)
    return meets(sight) * lost * min(sight.endorses, sight.endorsed) * (1.0 - sight.doctrine)


def endorse(sight: Sight) -> float:
    """Its word for who governs: as far as its electors put up with that, and it does not want to govern."""
    return meets(sight) * sight.borne * (1.0 - sight.doctrine)


def concede(sight: Sight) -> float:
    """What another asks: as far as power is theirs, and promises are unkept or crowds in the street."""
    theirs = sight.rival / max(sight.real + sight.rival, 1e-9)
    return meets(sight) * theirs * max(1.0 - sight.promised, sight.street)


def repress(sight: Sight) -> float:
    """Force, or a promise taken back: when it is obeyed, and trusted by them, and the street is quiet.

    Or as far as they claim all power, whatever it fears.
    """
    safe = sight.obeyed * sight.endorsed * (1.0 - sight.street)
    return meets(sight) * max(safe, sight.claimed)


def arm(sight: Sight) -> float:
    """Arms for its followers: as far as it has them, and its electors do not put up with who governs."""
    return meets(sight) * sight.followed * (1.0 - sight.borne)


def call(sight: Sight) -> float:
    """Into the streets: as far as it would lead those who come, and its electors refuse who governs."""
    return meets(sight) * sight.led * (1.0 - sight.borne)


def calm(sight: Sight) -> float:
    """Home from the streets: as far as they are full, it trusts who governs and does not want to govern."""
    return meets(sight) * sight.street * sight.endorses * (1.0 - sight.doctrine)


def meets(sight: Sight) -> float:
    """Chance that a body meets today: once a week while all is quiet, and in permanence when all are out."""
    return QUIET + (1.0 - QUIET) * sight.street


MOVES: dict[str, Callable[[Sight], float]] = {
    f.__name__: f for f in (take, share, endorse, concede, repress, arm, call, calm)
}


def decide(move: str, sight: Sight) -> float:
    """The chance that a body which sees this makes the move today: everyone's strategy, if not replaced."""
    return MOVES[move](sight)
