"""What all tests share: figures without a screen, and a way to call the command."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from dualsim.scenario.loading import load
from dualsim.scenario.schema import Scenario
from paths import TINY

os.environ["MPLBACKEND"] = "Agg"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew", action="store_true", help="Write the golden results anew, on purpose.")


@pytest.fixture(autouse=True)
def ctrl_c_as_before() -> Iterator[None]:
    """A test that ran the command's own start must not let the next one's signal end the whole run."""
    before = signal.getsignal(signal.SIGINT)
    yield
    if signal.getsignal(signal.SIGINT) is not before:
        signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def tiny() -> Scenario:
    """The smallest scenario, which nobody changes: `replace` gives another."""
    return load(TINY)


@pytest.fixture(scope="session")
def seizing(tiny: Scenario) -> Scenario:
    """The same with a party that claims all power, whose soviet takes it in the town in the last ten days."""
    claims = {"parties.radical.ceiling": 1.0, "parties.moderate.ceiling": 1.0, "behaviour.recall": 1.0}
    return tiny.replace({**claims, "behaviour.seize_share": 0.05, "behaviour.seize_pace": 1.0})


class Said(NamedTuple):
    """What a command left behind: its exit status, standard output, standard error."""

    status: int
    out: str
    err: str


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """Call `dualsim` with words, as if typed."""
    from dualsim.cli.app import main

    def call(*words: object) -> Said:
        args = [str(word) for word in words]
        monkeypatch.setattr(sys, "argv", ["dualsim", *args])
        capsys.readouterr()
        status = main()
        return Said(status, *capsys.readouterr())

    return call
