"""Which observations are of the same: one election, counted for the same people in many places."""

from __future__ import annotations

from collections.abc import Sequence

from dualsim.analysis.evaluation.observations import Observation
from dualsim.analysis.evaluation.whose_place import TOWN


def kind(seen: Observation) -> tuple[str, frozenset[str]]:
    """Its quantity and option; the option of allegiance is its authority."""
    return seen.quantity, frozenset(seen.option or (seen.authority,))


def others_like(seen: Observation, table: Sequence[Observation]) -> list[Observation]:
    """The observations of other places on the same day, of the same kind and groups; towns apart."""

    def like(one: Observation) -> bool:
        same = kind(one) == kind(seen) and set(one.groups) == set(seen.groups) and one.day == seen.day
        return same and one.place.endswith(TOWN) == seen.place.endswith(TOWN)

    return [one for one in table if one.place != seen.place and like(one)]
