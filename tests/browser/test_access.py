"""Axe in every view, plain, on a projector and in Russian: nothing that seriously keeps anybody out."""

from __future__ import annotations

import pytest

from views_of_page import VIEWS_OF_REPORT, all_views, shown

EVENT = "kornilov_marches"
WAYS = ({}, {"projector": True}, {"language": "ru"})


@pytest.mark.parametrize("way", WAYS, ids=["plain", "projector", "russian"])
def test_nothing_in_any_view_keeps_people_out(tab, way):
    for view in all_views(tab, **way):
        assert not tab.barred(), view
    tab.open(without=[EVENT], event=EVENT, **way)
    tab.answered("held")
    assert not tab.barred(), "held"
    tab.open(measure="stance", layout="many", every=True, **way)
    assert not tab.barred(), "many"


@pytest.mark.parametrize("way", WAYS[:2], ids=["plain", "projector"])
def test_nothing_in_a_report_keeps_people_out(report_tab, way):
    report_tab.open(without=["july_days"], event="july_days", **way)
    for view in VIEWS_OF_REPORT:
        shown(report_tab, view)
        assert not report_tab.barred(), view


def test_axe_sees_what_is_wrong(tab):
    tab.open()
    tab.expected.append("")
    tab.told("document.querySelector('#projector').textContent = ''")
    assert any("button-name" in one for one in tab.barred())
