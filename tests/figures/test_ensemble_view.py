"""Many runs in one figure: medians, bands of 50, 80 and 95 per cent, and how many runs they are of."""

from __future__ import annotations

import numpy as np
import pytest

from dualsim.figures import quantiles
from dualsim.figures.drawing.styles import STYLES
from dualsim.figures.ensemble_view import view_of_many
from dualsim.figures.plotting import plot
from dualsim.figures.views import KINDS, PlaceData
from dualsim.runs.sweeps import sweep
from paths import INSTITUTIONS, TINY

RUNS = 12


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return sweep(INSTITUTIONS, tmp_path_factory.mktemp("store") / "s", runs=RUNS, people=300, jobs=1)


def line(view, panel, name):
    (one,) = [one for one in view.panels if one.title == panel]
    return next(line for line in one.lines if line.name == name)


@pytest.mark.parametrize(
    ("kind", "panel", "name", "measure"),
    [
        ("power", "Real power", "Soviet", {"real_power": {"authority": "soviet"}}),
        ("regime", "Duality: 1 at two equal powers, 0 before there are two", "", {"duality": {}}),
        (
            "mobilisation",
            "Share of each group that is mobilised",
            "Workers",
            {"mobilisation": {"group": "worker"}},
        ),
        ("conditions", "Grievance", "Soldiers", {"grievance": {"group": "soldier"}}),
        ("vote", "Workers", "Radicals", {"vote": {"group": "worker", "party": "radical"}}),
    ],
)
def test_bands_are_the_quantiles_of_the_runs(results, kind, panel, name, measure):
    (variable, where), style = measure.popitem(), STYLES["screen"]
    values = results[variable].isel(place=0).sel(where).values
    found = line(view_of_many(results.isel(place=[0]), kind, style)[1], panel, name)
    known = np.isfinite(found.values)
    assert known.any()
    wanted = [0.5, 0.25, 0.75, 0.1, 0.9, 0.025, 0.975]
    drawn = [found.values, *(edge for band in found.bands for edge in band)]
    assert len(drawn) == 7
    for share, edge in zip(wanted, drawn, strict=True):
        np.testing.assert_allclose(edge[known], np.quantile(values, share, axis=0)[known], atol=1e-12)
    assert np.nanmax(drawn[6] - drawn[5]) > 0.0


@pytest.mark.parametrize("measure", ["allegiance", "vote"])
def test_all_together_are_counted_in_each_run_before_the_quantiles(results, measure):
    dim = "authority" if measure == "allegiance" else "party"
    places = [PlaceData(results.isel(member=n), 0, STYLES["screen"]) for n in range(RUNS)]
    everyone = np.stack([place.together(place.of(measure, "group", dim)) for place in places])
    layer = quantiles.median_and_edges(results.isel(place=[0]), [measure])[6]
    np.testing.assert_allclose(
        layer[measure + quantiles.EVERYONE].values[:, 0], np.quantile(everyone, 0.975, axis=0), atol=1e-12
    )


def test_a_few_days_at_a_time_are_the_same(results, monkeypatch):
    whole = quantiles.median_and_edges(results, ["allegiance", "seats"])
    monkeypatch.setattr(quantiles, "_ROOM", 700)
    for one, other in zip(whole, quantiles.median_and_edges(results, ["allegiance", "seats"]), strict=True):
        assert one.identical(other)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_says_how_many_runs_and_what_the_bands_are(results, kind, style):
    if style != "screen" and kind != "allegiance":
        return
    canvas = plot(results, kind, style)
    said = [text.get_text() for text in canvas.over.texts]
    if STYLES[style].brief:
        assert f"{RUNS} runs, seeds 1 to {RUNS}; " in " ".join(said)
        assert "bands: middle 50, 80, 95%;" in " ".join(said)
        return
    assert f"median, and the middle 50, 80, 95% of {RUNS} runs" in said
    assert f"{RUNS} runs, seeds 1 to {RUNS}" in " ".join(said)


def test_no_band_leaves_its_panel(results):
    for kind in KINDS:
        for panel in view_of_many(results.isel(place=[0]), kind, STYLES["screen"])[1].panels:
            edges = [edge for line in panel.lines for band in line.bands for edge in band]
            assert all(np.nanmax(edge) <= panel.high + 1e-6 for edge in edges if np.isfinite(edge).any())


def test_runs_of_a_sweep_are_told_as_such(tmp_path):
    found = sweep(TINY, tmp_path / "s", vary=["behaviour.beta=2:4:2"], runs=2, people=300, jobs=1)
    assert (
        view_of_many(found.isel(place=[0]), "power", STYLES["screen"])[1].made
        == "4 runs at 2 points, seeds 1 to 2"
    )


def test_a_measure_that_was_not_kept_is_named(results):
    with pytest.raises(ValueError, match="plot: these runs keep no measure 'duality'"):
        plot(results.drop_vars("duality"), "regime")
