"""The behavioural parameters as a scenario writes them: what each one means and may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field, create_model

from dualsim.scenario.fields import Amount, Change, Part, Share, Text
from dualsim.theory.state import Taste

MEANING: dict[str, tuple[Any, str]] = {
    "rho": (Share, "share of people who reconsider on a day"),
    "beta": (Amount, "how sharply people choose"),
    "gamma": (Amount, "weight of the distance between what they want and what an authority wants"),
    "chi": (Amount, "weight of what an authority can do about the matter"),
    "paper": (Share, "what an authority that moves no lever is thought able to do"),
    "niche": (Amount, "how fast the likeness of two authorities falls with the distance of their platforms"),
    "newcomer": (Share, "the following with which a newcomer begins"),
    "psi": (Amount, "weight of electing an authority"),
    "omega": (Amount, "weight of an authority's reach"),
    "company": (Amount, "weight of what the people around do, for an authority"),
    "own_cell": (Share, "how much of what is around is the own cell; the rest is its contacts"),
    "none": (Change, "appeal of obeying nobody"),
    "accept": (Change, "readiness to put up with whoever governs"),
    "gamma_accept": (Amount, "weight of the distance between what they want and what whoever governs wants"),
    "honeymoon": (Amount, "benefit of the doubt that whoever is new in office is given"),
    "word": (Amount, "weight of what the authority that they turn to says of whoever governs"),
    "gamma_party": (Amount, "weight of the distance between what they want and what a party wants"),
    "omega_party": (Amount, "weight of a party's organisation"),
    "company_party": (Amount, "weight of what the people around would vote"),
    "abstain": (Change, "appeal of staying at home"),
    "opposition": (Change, "weight of a party's distance from whoever governs, the question of power"),
    "forget": (Share, "share of credit and blame that fades in a day"),
    "thanks": (Amount, "credit for relief"),
    "blame": (Amount, "blame for grievance, on whoever governs"),
    "answer": (Share, "pace at which who comes into office comes to answer for what hurts, a day"),
    "arousal": (Amount, "growth of salience on what stays unmet, in a day"),
    "tolerance": (Amount, "the gap between want and condition that people put up with"),
    "salience_low": (Share, "lowest salience, against its start"),
    "salience_high": (Amount, "highest salience, against its start"),
    "recall": (Share, "pace at which deputies follow their electors, a day"),
    "endorse_pace": (Share, "pace at which an endorsement moves, a day"),
    "endorse_base": (Change, "endorsement between authorities with nothing in common, before the logistic"),
    "endorse_overlap": (Amount, "weight of seats in common on endorsement"),
    "endorse_distance": (Amount, "weight of the distance of platforms on endorsement"),
    "endorse_office": (Amount, "weight of shared office-holders on endorsement"),
    "endorse_electors": (Amount, "weight of how many of its electors put up with whoever governs"),
    "delivery": (Share, "pace at which a lever moves a condition of life, a day"),
    "direct_action": (Share, "pace at which mobilised people move a condition by their own hands, a day"),
    "growth": (Share, "pace at which a party's organisation follows its vote, a day"),
    "spread": (Share, "weight of a place next door in an organisation's growth; home has 1"),
    "kappa": (Amount, "weight of the active share around"),
    "heed": (Amount, "weight of a call to the streets by whom people follow"),
    "risk": (Amount, "weight of danger in the street"),
    "arms_count": (Amount, "how many unarmed an armed person is worth in the street"),
    "call_fade": (Share, "share of a call to the streets that fades in a day"),
    "found_below": (Change, "a best utility, of who governs and the elected, below this is nobody serving"),
    "found_days": (Amount, "days of that before a group of a hundred cells enters a body or founds one"),
    "enter_within": (Amount, "mean square distance to a body's platform within which a group enters it"),
    "example": (Amount, "weight of bodies of the same group elsewhere, by distance, on how soon it has one"),
    "fuse_overlap": (Share, "share of seats or electors in common from which bodies that want the same fuse"),
    "fade_below": (Share, "a share of each group, or one person of it, below which a body is not followed"),
    "fade_days": (Amount, "days of that before a body is gone"),
    "seize_share": (Share, "share of levers, by weight, that must obey before a claim to power is tried"),
    "seize_pace": (Share, "chance that an executive wholly for it takes power on a day on which it could"),
    "practice": (Share, "pace at which those who take part in an institution become skilled, a day"),
    "unskilled": (Share, "part of an institution's work that needs no skill"),
    "build_pace": (Share, "pace at which an institution is built, or starves, a day"),
    "join_above": (Share, "endorsement that both warrant, from which authorities form a joint executive"),
    "join_danger": (Share, "common danger that makes them do it: 1 if nothing stands against the streets"),
    "part_below": (Share, "endorsement that both warrant, below which a joint executive ends"),
}


class _Origin(Part):
    source: Text | None = None
    """Where the bare numbers here come from."""
    calibrated: Text | None = None
    """How the bare numbers here were calibrated."""
    assumed: Text | None = None
    """Why the bare numbers here are assumed to be so."""


def _field(name: str) -> tuple[Any, Any]:
    kind, meaning = MEANING.get(name, (Change, ""))
    return kind, Field(description=f"{meaning[:1].upper()}{meaning[1:]}.")


if TYPE_CHECKING:
    Behaviour = Any
else:
    Behaviour = create_model(
        "Behaviour",
        __base__=_Origin,
        __doc__="How people choose, obey, blame and rise: one set of numbers for every place.",
        **{name: _field(name) for name in Taste._fields},
    )
