"""A browser as tests hold it: found on the machine, and watched for what a page must never do."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import time
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, Playwright, expect

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "no browser: install chromium, or name one with DUALSIM_BROWSER"
PATIENCE = float(os.environ.get("DUALSIM_PATIENCE", "90"))  # seconds until something that must come has come
SMALL, LARGE, PHONE = (1024, 768), (1920, 1080), (390, 844)
expect.set_options(timeout=PATIENCE * 1000)


def named() -> str | None:
    """The browser of this machine: the one that DUALSIM_BROWSER names, or else one on the PATH."""
    wanted = os.environ.get("DUALSIM_BROWSER")
    return shutil.which(wanted) if wanted else next(filter(None, map(shutil.which, NAMES)), None)


def launched(playwright: Playwright, program: str) -> Browser:
    """The browser at work; it knows no address but this machine's."""
    rules = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    return playwright.chromium.launch(executable_path=program, args=["--no-sandbox", rules])


def linked(state: dict[str, Any]) -> str:
    """A state of the page as the end of an address."""
    return "#" + base64.urlsafe_b64encode(json.dumps(state).encode()).decode().rstrip("=")


@cache
def axe() -> str:
    """The script that looks for what keeps people out of a page (axe-core, by Deque, MPL 2.0)."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


class Tab:
    """One page in a context of its own, and whatever it did that it must not."""

    def __init__(self, browser: Browser, home: str, size: tuple[int, int] = SMALL, **options: Any) -> None:
        self.home = home
        self.faults: list[str] = []
        self.requests: list[str] = []
        self.expected: list[str] = []
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            accept_downloads=True, **{"locale": "en-GB", "reduced_motion": "reduce", **options},
        )  # fmt: skip
        self.context.set_default_timeout(PATIENCE * 1000)
        self.page: Page = self.context.new_page()
        self.context.on("request", lambda request: self._asked(request.url))
        self.page.on("console", lambda told: told.type == "error" and self.faults.append(told.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", lambda asked: (self.faults.append(asked.message), asked.dismiss()))
        self.cdp = self.context.new_cdp_session(self.page)

    def _asked(self, url: str) -> None:
        self.requests.append(url)
        parts, home = urlsplit(url), urlsplit(self.home)
        if parts.scheme in ("data", "blob"):
            return
        if (parts.scheme, parts.netloc) != (home.scheme, home.netloc) or (
            parts.scheme == "file" and parts.path != home.path
        ):
            self.faults.append(f"asked for {url}")

    def close(self) -> list[str]:
        """Close, and tell what went wrong but was not expected to."""
        self.context.close()
        return [one for one in self.faults if not any(re.search(some, one) for some in self.expected)]

    # ---- going about

    def open(self, wait: bool = True, **state: Any) -> Tab:
        """Open the page in a state; wait until it stands, and until all runs are there."""
        self.page.goto("about:blank")
        self.page.goto(self.home + (linked(state) if state else ""))
        self.page.locator("#bar nav").wait_for()
        if wait and state.get("view", "explore") == "explore":
            self.done()
        return self

    def find(self, selector: str, **options: Any) -> Locator:
        return self.page.locator(selector, **options)

    def done(self) -> None:
        """Wait until all runs of what is shown are there."""
        self.find('#progress[data-done="true"]').wait_for(state="attached")

    def answered(self, state: str = "done") -> str:
        """The sentence over the graph, once it is in this state."""
        self.find(f'#verdict[data-state="{state}"]').wait_for()
        self.find("#progress[data-done]" if state == "done" else "#verdict").wait_for(state="attached")
        return self.find("#verdict").inner_text()

    def dot(self, event: str) -> Locator:
        return self.find(f'.event-dot[data-event="{event}"]')

    def downloaded(self, button: str) -> Path:
        """The file that a button gives, kept under its own name."""
        with self.page.expect_download() as told:
            self.find(button).click()
        path = told.value.path()
        named = path.with_name(told.value.suggested_filename)
        path.rename(named)
        return named

    # ---- what a page's own eyes cannot say, for it allows no script but its own

    def told(self, script: str) -> Any:
        """What a script in the page gives."""
        given = {"expression": script, "returnByValue": True, "awaitPromise": True}
        found = self.cdp.send("Runtime.evaluate", given)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def until(self, there: Callable[[], Any]) -> Any:
        """Wait for something that no selector can say."""
        end = time.monotonic() + PATIENCE
        while not (found := there()):
            assert time.monotonic() < end, "it did not come"
            self.page.wait_for_timeout(50)
        return found

    def state(self) -> dict[str, Any]:
        """What the page keeps in its address."""
        text = self.page.url.partition("#")[2]
        return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))) if text else {}

    def barred(self) -> list[str]:
        """What axe finds that is serious or worse, each with where."""
        if not self.told("Boolean(window.axe)"):
            self.told(f"{axe()}; true")
        found = self.told(
            "axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations.map((one) => ["
            "one.impact, one.id, one.nodes.map((node) => `${node.target}: ${node.failureSummary}`)]))"
        )
        return [f"{rule}: {where}" for impact, rule, where in found if impact in ("serious", "critical")]
