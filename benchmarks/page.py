"""What one user of the page waits for, in a browser on this machine: python -m benchmarks.page

Times, with `dualsim serve` on the same machine: from the press on an event to the first line and to the band
of all runs, the drawing of eight banded curves of 240 days, and the frames of a film of 5,000 dots.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from statistics import median

from playwright.sync_api import sync_playwright

from tests.chromium import LARGE, MISSING, Tab, launched, named

FIRST, BAND, FRAMES = 300, 1000, 30  # what is aimed at: milliseconds, milliseconds, frames a second
DOTS, SECONDS = 5_000, 4

WATCH_PRESS = """(() => {
  window.waits = [];
  document.addEventListener("click", (press) => {
    if (!press.target.closest(".event-dot")) return;
    const wait = { begun: press.timeStamp, first: 0, band: 0 };
    window.waits.push(wait);
    const verdict = document.querySelector("#verdict");
    const look = () => {
      const isChanged = verdict.dataset.state !== "base"; // what was prepared comes within one frame
      const isThere = isChanged && Boolean(document.querySelector(".curves-line"));
      if (!wait.first && isThere) wait.first = performance.now() - wait.begun;
      const isDone = wait.first && document.querySelector('#verdict[data-state="done"]');
      if (isDone) wait.band = performance.now() - wait.begun;
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, true);
})()"""

DRAW = """(async () => {
  const { drawCurves } = await import("/static/curves.js");
  const holder = document.querySelector("#figures .curves");
  const iso = (day) => new Date(Date.UTC(1917, 2, 1 + day)).toISOString().slice(0, 10);
  const dates = Array.from({ length: 240 }, (unused, day) => iso(day));
  const height = (n, day) => 0.5 + 0.3 * Math.sin(day / 20 + n) + 0.03 * Math.sin(day * 7 + n);
  const wave = (n, by) => Float32Array.from(dates, (unused, day) => by + height(n, day));
  const times = [];
  for (let round = 0; round < 40; round += 1) {
    const lines = dates.slice(0, 8).map((unused, n) => ({
      key: `line-${n}`, name: `Line ${n}`, colour: "#a3271b", dash: [n + 2, 2],
      median: wave(n + round, 0), low: wave(n + round, -0.05), high: wave(n + round, 0.05),
      ghost: wave(n, 0.02),
    }));
    await new Promise((done) => requestAnimationFrame(done));
    const begun = performance.now();
    drawCurves(holder, { lines, dates, width: 1200, height: 600, title: "Drawn" });
    holder.getBoundingClientRect();
    times.push(performance.now() - begun);
  }
  return times;
})()"""


def served(options: argparse.Namespace) -> tuple[subprocess.Popen[str], str]:
    """The server, and its address once it is ready."""
    words = [sys.executable, "-m", "dualsim", "serve", options.scenario, "--port", "0"]
    words += ["--people", str(options.people), "--runs", str(options.runs)]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    return server, server.stdout.readline().strip()


def pressed(tab: Tab) -> list[dict[str, float]]:
    """The waits after a press on each main event, one at a time, from the page as it opens."""
    tab.open(askFirst=False)
    found, events = [], [one.get_attribute("data-event") for one in tab.find(".event-dot.is-landmark").all()]
    for event in events:
        tab.open(askFirst=False)
        tab.answered("base")
        tab.told(WATCH_PRESS)
        tab.page.wait_for_timeout(200)
        tab.dot(event).click()
        tab.until(lambda: tab.told("waits.length > 0 && waits[0].band > 0"))
        found.append(json.loads(tab.told("JSON.stringify(waits[0])")))
    return found


def played(tab: Tab) -> list[int]:
    """Frames a second, read again and again while a film plays."""
    tab.open(view="watch", filmPeople=DOTS)
    tab.find("#town").wait_for()
    tab.find(".pick", has=tab.find("input[name=watch-speed][value='20']")).click()
    tab.find("#play").click()
    tab.page.wait_for_timeout(1500)
    found = []
    for _ in range(SECONDS * 2):
        tab.page.wait_for_timeout(500)
        found.append(int(tab.find("#town").get_attribute("data-fps") or 0))
    return found


def row(name: str, values: list[float], aim: str, unit: str) -> str:
    """A line of the table."""
    worst = min(values) if unit == "/s" else max(values)
    return f"{name:<42} {median(values):>7.0f} {unit:<3} {worst:>7.0f} {unit:<3} {aim:>10}"


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__.splitlines()[0])
    options.add_argument("--scenario", default="petrograd_1917")
    options.add_argument("--people", type=int, default=2_000)
    options.add_argument("--runs", type=int, default=8)
    given = options.parse_args()
    program = named()
    if program is None:
        print(MISSING, file=sys.stderr)
        return 1
    server, home = served(given)
    try:
        with sync_playwright() as playwright:
            browser = launched(playwright, program)
            tab = Tab(browser, home, size=LARGE, reduced_motion="no-preference")
            waits, drawn, frames = pressed(tab), tab.told(DRAW), played(tab)
            browser.close()
    finally:
        server.terminate()
        server.wait()
    print(f"{given.scenario}, {given.people:,} people, {given.runs} runs, {len(waits)} presses")
    print(f"{'':<42} {'middle':>11} {'worst':>11} {'aim':>10}")
    print(row("press to first line", [one["first"] for one in waits], f"{FIRST} ms", "ms"))
    print(row(f"press to band of {given.runs} runs", [one["band"] for one in waits], f"{BAND} ms", "ms"))
    print(row("graph of 8 banded curves of 240 days", drawn, "", "ms"))
    print(row(f"film of {DOTS:,} dots, frames", [float(one) for one in frames], f"{FRAMES} /s", "/s"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
