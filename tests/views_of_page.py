"""Every view of the page, opened one after another with all that it can show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chromium import Tab

EVENT = "kornilov_marches"
DOTS = 600
VIEWS_OF_REPORT = ("explore", "watch", "compare", "report", "take")


def shown(tab: Tab, view: str) -> str:
    """Open a view and wait until all of it is there."""
    tab.find(f"#tab-{view}").click()
    tab.find(f"#view-{view}").wait_for()
    waited = {
        "explore": ".curves-line", "watch": "#watch-side .news-box", "compare": "#differences .facts",
        "take": "canvas.sheet", "report": "#ledger-count",
    }  # fmt: skip
    tab.find(waited[view]).first.wait_for(state="attached")
    if view == "compare":
        tab.until(
            lambda: all(
                one.locator(".curves-line, .curves-area").count() for one in tab.find(".pair-side").all()
            )
        )
    return view


def all_views(tab: Tab, **state: Any) -> Iterator[str]:
    """Every view of a question that is answered, one after another; why is a view as well."""
    tab.open(filmPeople=DOTS, watchDay=150, askFirst=False, without=[EVENT], event=EVENT, **state)
    tab.answered()
    tab.find("#sliders summary").click()
    yield "explore"
    tab.find("#view-explore .curves-table summary").first.click()
    yield "table"
    yield shown(tab, "watch")
    tab.find("#watch-counts summary").click()
    tab.find("#ask-person").click()
    tab.find('#why[data-ready="true"]').wait_for()
    tab.find("#why .why-text summary").click()
    yield "why"
    yield shown(tab, "compare")
    yield shown(tab, "take")
