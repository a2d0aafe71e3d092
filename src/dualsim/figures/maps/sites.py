"""Which places of a run stand at one point of a map: a town in the middle, its countryside around it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from dualsim.scenario.coordinates import Coordinates, coordinates_of
from dualsim.scenario.regions import laid_out, parts_of

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario

HOW = "write coordinates: {latitude: ..., longitude: ...} below a place of the scenario"


class Site(NamedTuple):
    """Places that are drawn as one mark: those inside as a disc, those around as a ring."""

    name: str
    at: Coordinates
    inside: tuple[str, ...]
    around: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.inside, *self.around)


def sites_of(scenario: Scenario, known: Iterable[str]) -> tuple[list[Site], list[str]]:
    """The sites of those places that are known, and the places that lie nowhere.

    A site is a region, or places of no region at the same coordinates, the first of them in the middle. A
    place of a region that has other coordinates than its town is a site by itself. Raises ValueError if no
    place lies anywhere.
    """
    run, where = laid_out(scenario), coordinates_of(scenario)
    here = [name for name in run.places if name in set(known)]
    left = [name for name in here if name not in where]
    of_region = {part: key for key, region in run.regions.items() for part in reversed(parts_of(region))}
    gathered: dict[tuple[str, Coordinates], list[str]] = {}
    for name in here:
        if name in where:
            gathered.setdefault((of_region.get(name, ""), where[name]), []).append(name)
    if not gathered:
        raise ValueError(f"map: no place of this run has coordinates; {HOW}")
    found = []
    for (key, at), there in gathered.items():
        region = run.regions.get(key)
        middle = region.town if region is not None and region.town in there else there[0]
        whole = region is not None and middle == region.town
        called = run.regions[key].name if whole else run.places[middle].name
        found.append(Site(called, at, (middle,), tuple(name for name in there if name != middle)))
    return found, left
