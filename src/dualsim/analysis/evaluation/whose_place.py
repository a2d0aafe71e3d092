"""Which place of a scenario an observation speaks of: a place, a region, or the town of a region."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from dualsim.analysis.evaluation.observations import Observation

TOWN = "_town"  # what a key ends with that names the town of a region
GARRISON = frozenset({"soldier", "officer", "sailor"})  # who votes apart from a town
LEVELS = ("region", "town", "garrison", "place")


class Whereabouts(NamedTuple):
    """The places and regions of a run, and which place is the town of which region."""

    there: Collection[str]
    towns: Mapping[str, str]  # of each region

    def of(self, seen: Observation) -> str:
        """The place or region that an observation speaks of; empty if it is not there.

        A key is a place or a region; or else, where it ends in `_town`, the town of the region with the same
        stem, or a place that has its name from the stem, or the town of the region that the table names.
        """
        if seen.place in self.there:
            return seen.place
        if not seen.place.endswith(TOWN):
            return ""
        stem = seen.place.removesuffix(TOWN)
        own = with_stem(stem, self.towns)
        if own:
            return self.towns[own]
        return stem if stem in self.there else self.towns.get(seen.province, "")

    def level(self, seen: Observation) -> str:
        """What an observation counts: a region, a town, the garrison of one, or another place."""
        found = self.of(seen)
        if found in self.towns:
            return "region"
        if not seen.place.endswith(TOWN) and found not in self.towns.values():
            return "place"
        return "garrison" if seen.groups and GARRISON.issuperset(seen.groups) else "town"


def with_stem(stem: str, keys: Collection[str]) -> str:
    """The key that is a stem and perhaps one more word, as `vladimir_province`; empty if not just one is."""
    if stem in keys:
        return stem
    found = [key for key in keys if key.rpartition("_")[0] == stem]
    return found[0] if len(found) == 1 else ""
