"""Simulate competing authorities: people decide day by day whom they obey, and events change the world."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dualsim.against import evaluation_figure
    from dualsim.attribution import attribute
    from dualsim.bars import bars_figure
    from dualsim.beside import comparison_figure
    from dualsim.calibration import calibrate
    from dualsim.carrying import sweep
    from dualsim.comparison import compare
    from dualsim.counterfactual import whatif
    from dualsim.decision import decided
    from dualsim.difference import differences
    from dualsim.evaluation import evaluate
    from dualsim.experiment import open_run, run, save
    from dualsim.faults import Faults
    from dualsim.frequency import frequencies
    from dualsim.inert import silent_events
    from dualsim.layers import daily_figure
    from dualsim.loading import bundled, load
    from dualsim.measures import MEASURES, measure
    from dualsim.model import DualPower
    from dualsim.observation import read_observations
    from dualsim.passages import transitions
    from dualsim.plot import figure
    from dualsim.scenario import Scenario
    from dualsim.simulation import Simulation
    from dualsim.store import statuses
    from dualsim.sufficient import replicates

__version__ = "0.1.0"

_HOMES = {
    "DualPower": "model",
    "Faults": "faults",
    "MEASURES": "measures",
    "Scenario": "scenario",
    "Simulation": "simulation",
    "attribute": "attribution",
    "bars_figure": "bars",
    "bundled": "loading",
    "calibrate": "calibration",
    "compare": "comparison",
    "comparison_figure": "beside",
    "daily_figure": "layers",
    "decided": "decision",
    "differences": "difference",
    "evaluate": "evaluation",
    "evaluation_figure": "against",
    "figure": "plot",
    "frequencies": "frequency",
    "load": "loading",
    "measure": "measures",
    "open_run": "experiment",
    "read_observations": "observation",
    "replicates": "sufficient",
    "run": "experiment",
    "save": "experiment",
    "sensitivity": "dependence",
    "silent_events": "inert",
    "statuses": "store",
    "strips_figure": "strips",
    "sweep": "carrying",
    "transitions": "passages",
    "whatif": "counterfactual",
}
__all__ = [
    "MEASURES",
    "DualPower",
    "Faults",
    "Scenario",
    "Simulation",
    "attribute",
    "bars_figure",
    "bundled",
    "calibrate",
    "compare",
    "comparison_figure",
    "daily_figure",
    "decided",
    "differences",
    "evaluate",
    "evaluation_figure",
    "figure",
    "frequencies",
    "load",
    "measure",
    "open_run",
    "read_observations",
    "replicates",
    "run",
    "save",
    "sensitivity",
    "silent_events",
    "statuses",
    "strips_figure",
    "sweep",
    "transitions",
    "whatif",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that importing dualsim costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"dualsim has no '{name}'")
    return getattr(import_module(f"dualsim.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
