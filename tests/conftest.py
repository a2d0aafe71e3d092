"""What all tests share: figures without a screen, and a way to call the command."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from dualsim.scenario.loading import load
from dualsim.scenario.schema import Scenario
from paths import TINY

os.environ["MPLBACKEND"] = "Agg"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew", action="store_true", help="Write the golden results anew, on purpose.")


@pytest.fixture(scope="session")
def tiny() -> Scenario:
    """The smallest scenario, which nobody changes: `replace` gives another."""
    return load(TINY)


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
