"""How fast things go: what goes at a rate a day, over a step of one day or of several.

Behavioural numbers are rates a day, whatever the step of a run. Of what goes at a rate r a day a share
1 - (1 - r)^n is gone after n days; what comes by so much a day comes n times. Over one day nothing is worked
out: a run by days has the numbers of the file to the last bit.
"""

from __future__ import annotations

from numba.extending import register_jitable

from dualsim.theory.state import Taste

# A share of what is left, or a chance, a day.
RATES = (
    "rho", "forget", "answer", "endorse_pace", "delivery", "direct_action", "growth", "call_fade",
    "practice", "build_pace",
)  # fmt: skip
# The same, but each body has its own measure of it: taken over a step where it is used.
RATES_OF_EACH = ("recall", "seize_pace")
WAITS = ("found_days", "fade_days")  # days, counted in steps
AMOUNTS = ("arousal",)  # so much a day, of which nothing fades


@register_jitable
def over(rate: float, days: float) -> float:
    """Share that is gone after some days of what goes at a rate a day; so with a chance a day."""
    if days == 1.0:
        return rate
    return 1.0 - (1.0 - min(1.0, rate)) ** days


def gathered(fade: float, days: float) -> float:
    """What is there after some days of what comes by 1 a day, of which a share fades each day."""
    if days == 1.0:
        return 1.0
    return over(fade, days) / fade if fade > 0.0 else days


def per_step(taste: Taste, days: float) -> Taste:
    """The numbers of a day as those of a step of some days."""
    if days == 1.0:
        return taste
    there = gathered(taste.forget, days)
    return taste._replace(
        **{name: over(getattr(taste, name), days) for name in RATES},
        **{name: getattr(taste, name) / days for name in WAITS},
        **{name: getattr(taste, name) * days for name in AMOUNTS},
        blame=taste.blame * there,  # by what hurts, day after day
        thanks=taste.thanks * there / days,  # for relief, which is that of all the days already
    )
