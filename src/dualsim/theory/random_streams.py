"""Random numbers keyed by (seed, day, person, purpose, option): order and threads cannot matter.

A counter-based generator (the finaliser of SplitMix64, Steele, Lea and Flood 2014): every draw is a
function of its key alone. The same lines run compiled on 64-bit words and in plain Python on whole
numbers; `word` is the one place where the two differ.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numba.extending import overload, register_jitable

MASK = 0xFFFFFFFFFFFFFFFF
STRIDE_PERSON = 0x9E3779B97F4A7C15
STRIDE_OPTION = 0xD1B54A32D192ED03
STRIDE_PURPOSE = 0xAEF17502108EF2D9
MIX_1 = 0xBF58476D1CE4E5B9
MIX_2 = 0x94D049BB133111EB
UNIT = 2.0**-52
BINS = 256
# In no bin of the uniform numbers is a Gumbel number above this; the hair more is for rounding.
CEILING = np.array([-math.log(-math.log(b / BINS)) + 1e-9 for b in range(1, BINS)] + [math.inf])

# What a draw is for. Never renumber: a number is a stream.
IDEAL, THRESHOLD, ARMED, CONTACT, BOUND, LETTER, PART, MEETING = 1, 2, 3, 4, 5, 6, 7, 8
RECONSIDER, PRESSING, CHOOSE, VOTE, ACCEPT, SEIZE, DECIDE = 11, 12, 13, 14, 15, 16, 17


def word(number):
    """A whole number as a 64-bit word."""
    return int(number)


@overload(word)
def _word(number):
    return lambda number: np.uint64(number)


@register_jitable
def mix(bits):
    """Spread the bits of a word over all of it."""
    bits = (bits ^ (bits >> word(30))) * word(MIX_1) & word(MASK)
    bits = (bits ^ (bits >> word(27))) * word(MIX_2) & word(MASK)
    return bits ^ (bits >> word(31))


@register_jitable
def uniform(key, person, purpose, option):
    """A number strictly between 0 and 1 that belongs to this key, person, purpose and option."""
    stream = mix((word(key) ^ (word(purpose) * word(STRIDE_PURPOSE) & word(MASK))) + word(1) & word(MASK))
    stream = mix(stream ^ ((word(option) + word(1)) * word(STRIDE_OPTION) & word(MASK)))
    bits = mix(stream + (word(person) + word(1)) * word(STRIDE_PERSON) & word(MASK))
    return ((bits >> word(12)) + 0.5) * UNIT  # 52 bits and a half: never 0, never 1


@register_jitable
def gumbel(key, person, purpose, option, least=-math.inf):
    """A standard Gumbel number: adding one to each score and taking the best draws by logit.

    One that is surely below `least` is not worked out: minus infinity stands for it, as it would lose anyway.
    """
    drawn = uniform(key, person, purpose, option)
    if CEILING[int(drawn * BINS)] < least:
        return -math.inf
    return -math.log(-math.log(drawn))


def key_of(seed: int, day: int) -> np.uint64:
    """The key of one day of one seed; day -1 is for what is drawn once, at the start."""
    return np.uint64(mix((mix(seed & MASK) + (day + 2) * STRIDE_PERSON) & MASK))


@njit(nogil=True, cache=True)
def uniforms(key, count, purpose, option):
    """The uniform numbers of the first `count` persons."""
    drawn = np.empty(count)
    for i in range(count):
        drawn[i] = uniform(key, i, purpose, option)
    return drawn


@njit(nogil=True, cache=True)
def normals(key, count, purpose, option):
    """Standard normal numbers of the first `count` persons (Box and Muller 1958)."""
    drawn = np.empty(count)
    for i in range(count):
        radius = math.sqrt(-2.0 * math.log(uniform(key, i, purpose, 2 * option)))
        drawn[i] = radius * math.cos(2.0 * math.pi * uniform(key, i, purpose, 2 * option + 1))
    return drawn
