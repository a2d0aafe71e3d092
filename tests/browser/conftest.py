"""The browser, a server as a class has it, and a tab for each test that must keep quiet."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from chromium import MISSING, Tab, launched, named
from served import Served, serving

HERE = Path(__file__).parent
SERVED = ("petrograd_1917", "village_1917")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder is a test in the browser, and left out where there is none."""
    is_missing = named() is None
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")
            if is_missing:
                item.add_marker(pytest.mark.skip(reason=MISSING))


@pytest.fixture(scope="session")
def program() -> str:
    found = named()
    assert found is not None, MISSING
    return found


@pytest.fixture(scope="session")
def server(program: str) -> Iterator[Served]:
    """One server for all tests of a worker, with few people."""
    with serving(*SERVED) as served:
        yield served


@pytest.fixture(scope="module")
def chrome(program: str) -> Iterator[Browser]:
    """One browser for a file of tests: while Playwright is at work, no other test may use asyncio."""
    with sync_playwright() as playwright:
        browser = launched(playwright, program)
        yield browser
        browser.close()


@pytest.fixture
def tab_at(chrome: Browser) -> Iterator[Callable[..., Tab]]:
    """Opens tabs at an address; none may say an error, break the page's rules, or ask any other host."""
    tabs: list[Tab] = []

    def opened(home: str, **options: Any) -> Tab:
        tabs.append(Tab(chrome, home, **options))
        return tabs[-1]

    yield opened
    assert not [fault for tab in tabs for fault in tab.close()]


@pytest.fixture
def tab(tab_at: Callable[..., Tab], server: Served) -> Tab:
    """A tab at the server."""
    return tab_at(server.home)


@pytest.fixture(scope="session")
def report_file(program: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `dualsim report` makes of the capital and the village, with two events that may be switched."""
    file = tmp_path_factory.mktemp("report") / "both.html"
    words = ["report", *SERVED, "--people", "300", "--runs", "2", "--jobs", "1", "-o", str(file)]
    switches = ["--switch", "kornilov_marches", "--switch", "july_days"]
    done = subprocess.run(
        [sys.executable, "-m", "dualsim", *words, *switches], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return file


@pytest.fixture
def report_tab(tab_at: Callable[..., Tab], report_file: Path) -> Tab:
    """The report in a tab, from the disk."""
    return tab_at(report_file.as_uri())
