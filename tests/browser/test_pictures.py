"""Pictures of every view, small and large, kept in build/screenshots for people to look at."""

from __future__ import annotations

import pytest
from matplotlib import image

from chromium import LARGE, SMALL
from paths import ROOT
from views_of_page import VIEWS_OF_REPORT, all_views, shown

FOLDER = ROOT / "build" / "screenshots"
EVENT = "kornilov_marches"


def kept(tab, name):
    """Keep a picture; it must not be blank."""
    file = FOLDER / f"{name}.png"
    tab.told("scrollTo(0, 0)")
    tab.page.wait_for_timeout(100)
    tab.page.screenshot(path=file)
    pixels = image.imread(file)[..., :3]
    assert pixels.std() > 0.05, file


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=lambda size: f"{size[0]}x{size[1]}")
def test_pictures_of_every_view_are_kept(tab_at, server, report_file, size):
    FOLDER.mkdir(parents=True, exist_ok=True)
    tab = tab_at(server.home, size=size)
    for way, state in (("", {}), ("-projector", {"projector": True, "language": "ru"})):
        name = f"{size[0]}x{size[1]}{way}"
        for view in all_views(tab, **state):
            kept(tab, f"{view}-{name}")
        tab.open(without=[EVENT], **state)
        tab.answered("held")
        kept(tab, f"held-{name}")
        tab.open(every=True, measure="stance", layout="many", **state)
        kept(tab, f"many-{name}")
    read = tab_at(report_file.as_uri(), size=size).open()
    for view in VIEWS_OF_REPORT:
        shown(read, view)
        kept(read, f"report-{view}-{size[0]}x{size[1]}")
