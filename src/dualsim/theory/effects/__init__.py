"""What an event does to the world: one function an effect, whose parameters are its keys in YAML.

An effect is given the world and never the people: no event can write an allegiance or a vote.
"""

from dualsim.theory.effects import authorities, endorsements, institutions, news, parties, places
from dualsim.theory.effects.registry import EFFECTS, Effect, effect

__all__ = [
    "EFFECTS", "Effect", "authorities", "effect", "endorsements", "institutions", "news", "parties", "places",
]  # fmt: skip
