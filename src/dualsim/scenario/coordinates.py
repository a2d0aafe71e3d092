"""Where places and regions lie on a map: their own coordinates, or those of the town of their region."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dualsim.scenario.regions import laid_out, parts_of

if TYPE_CHECKING:
    from dualsim.scenario.schema import Scenario


class Coordinates(NamedTuple):
    """A point on the globe, in degrees."""

    latitude: float
    longitude: float


def coordinates_of(scenario: Scenario) -> dict[str, Coordinates]:
    """Where the places and regions of a run lie; those are left out of which nothing is said."""
    run = laid_out(scenario)
    found = {
        name: Coordinates(place.coordinates.latitude, place.coordinates.longitude)
        for name, place in run.places.items()
        if place.coordinates is not None
    }
    for name, region in run.regions.items():
        if region.town in found:
            town = found[region.town]
            found[name] = town
            for part in parts_of(region):
                found.setdefault(part, town)
    return found
