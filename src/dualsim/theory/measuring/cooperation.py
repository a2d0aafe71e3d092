"""Endorsement among authorities by their powers in each place, where of many bodies few have any."""

from __future__ import annotations

import numpy as np

from dualsim.theory.state import Floats


def cooperation_of(power: Floats, endorsement: Floats) -> Floats:
    """Endorsement [..., k, j] among authorities, weighted by the product of their powers [..., l, k]."""
    mutual = (trusted_by_others(power, endorsement) * power).sum(axis=-1)
    before = np.cumsum(power, axis=-1)[..., :-1]  # of those before each, so that no pair is formed
    total = 2.0 * (power[..., 1:] * before).sum(axis=-1)
    return np.divide(mutual, total, out=np.zeros_like(total), where=total > 0.0)


def trusted_by_others(power: Floats, endorsement: Floats) -> Floats:
    """Endorsement of each authority by all others, weighted by their powers [..., l, k]."""
    others = endorsement * (1.0 - np.eye(power.shape[-1]))
    most = int((power > 0.0).sum(axis=-1).max(initial=0))
    if 2 * most > power.shape[-1]:  # else of many bodies few have power in any place
        return np.einsum("...lk,...kj->...lj", power, others)
    rows = np.argsort(power <= 0.0, axis=-1, kind="stable")[..., :most]
    there = np.take_along_axis(power, rows, axis=-1)
    days = np.indices(others.shape[:-2])[..., None, None, None]
    among = others[(*days, rows[..., :, None], rows[..., None, :])]
    found = np.zeros_like(power)
    np.put_along_axis(found, rows, np.einsum("...lk,...lkj->...lj", there, among), axis=-1)
    return found
