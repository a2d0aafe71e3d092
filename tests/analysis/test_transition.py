"""First days of regimes, on rows of regimes whose answer can be read off."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from dualsim.analysis.comparison.transition import transitions
from dualsim.theory.measures import REGIMES

LETTERS = {"u": "unitary", "d": "dual power", "h": "hybrid", " ": ""}


def runs_of(*rows: str) -> xr.Dataset:
    """Runs written as a letter a day."""
    words = np.array([[[LETTERS[letter]] for letter in row] for row in rows], dtype=object)
    days = np.datetime64("1917-03-08", "ns") + np.arange(len(rows[0])) * np.timedelta64(1, "D")
    return xr.Dataset(
        {"regime": (("member", "day", "place"), words)}, coords={"day": days, "place": ["town"]}
    )


def cell(found: xr.Dataset, regime: str, move: str) -> xr.Dataset:
    return found.sel(place="town", regime=regime, move=move)


def on(found: xr.Dataset, regime: str, move: str) -> list[str]:
    return [str(cell(found, regime, move)[name].values)[:10] for name in ("low", "median", "high")]


def test_a_regime_is_entered_once_and_left_once_even_if_it_comes_back():
    found = transitions(runs_of("uddudh"))
    assert on(found, "unitary", "enters") == ["1917-03-08"] * 3
    assert on(found, "unitary", "leaves") == ["1917-03-09"] * 3
    assert on(found, "dual power", "enters") == ["1917-03-09"] * 3
    assert on(found, "dual power", "leaves") == ["1917-03-11"] * 3
    assert on(found, "hybrid", "enters") == ["1917-03-13"] * 3


def test_what_never_happens_has_no_day_and_no_share():
    found = transitions(runs_of("uddudh", "uuuuuu"))
    assert on(found, "hybrid", "leaves") == ["NaT"] * 3  # it lasts to the end
    assert float(cell(found, "hybrid", "leaves").share) == 0.0
    assert float(cell(found, "vacuum", "enters").share_high) == pytest.approx(0.6576, abs=1e-4)
    assert float(cell(found, "hybrid", "enters").share) == 0.5


def test_the_days_are_those_of_the_runs_in_which_it_happens():
    rows = ["u" * n + "d" * (30 - n) for n in range(1, 22)] + ["u" * 30] * 4
    found = transitions(runs_of(*rows))
    assert on(found, "dual power", "enters") == ["1917-03-10", "1917-03-19", "1917-03-28"]
    assert float(cell(found, "dual power", "enters").share) == pytest.approx(21 / 25)


def test_the_end_of_a_run_leaves_no_regime():
    found = transitions(runs_of("uud  ", "uuddd"))
    assert float(cell(found, "dual power", "leaves").share) == 0.0
    assert float(cell(found, "unitary", "leaves").share) == 1.0


def test_every_regime_has_its_row():
    found = transitions(runs_of("ud"))
    assert found.regime.values.tolist() == list(REGIMES)
    assert found.attrs["runs"] == 1


def test_one_run_alone_is_refused():
    with pytest.raises(ValueError, match=r"^transitions: no runs to compare; give an ensemble"):
        transitions(runs_of("ud").isel(member=0))
    with pytest.raises(ValueError, match="keeps the measure 'regime'"):
        transitions(runs_of("ud").drop_vars("regime"))
