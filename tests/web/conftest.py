"""A server that all tests of the web share, with small scenarios and few people."""

from __future__ import annotations

import pytest

from browsers import Browser, Running
from dualsim.scenario import loading
from dualsim.web.limits import LIMITS
from dualsim.web.questions import Usual
from dualsim.web.server import Plan
from dualsim.web.static_files import StaticFiles

PAGE = StaticFiles(
    {"index.html": b"<!doctype html><title>page</title>", "main.js": b"void 0;", "secret.py": b"no"}
)


@pytest.fixture(scope="session")
def plan(tiny):
    served = {
        "tiny": tiny,
        "late": tiny.replace({"events.order_one.date": "1917-03-24"}),  # days before it are lived once
        "capital_minimal": loading.load("capital_minimal"),
    }
    return Plan(served, usual=Usual(300, 3), jobs=2, files=PAGE, limits=LIMITS._replace(asks=10_000))


@pytest.fixture(scope="session")
def running(plan):
    with Running(plan) as running:
        yield running


@pytest.fixture
def browser(running):
    with Browser(running) as browser:
        yield browser
