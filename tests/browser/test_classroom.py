"""A class: without the code nobody comes in, a server that dies is waited for, foreign texts stay texts."""

from __future__ import annotations

import json
import re
import socket
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from paths import TINY
from served import serving

SCRIPT = "</script><script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">"


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_a_server_that_dies_in_the_middle_of_a_question_is_waited_for(tab_at):
    port = free_port()
    with serving(TINY, port=port) as first:
        tab = tab_at(first.home)
        tab.expected.append(r"ERR_|Failed to load resource")
        tab.open()
        first.killed()
        tab.dot("order_one").click()
        tab.find("#predict-skip").click()
        expect(tab.find("#progress")).to_have_text(re.compile("The connection is gone"))
        assert tab.find("#verdict").get_attribute("data-state") == "filling"
    with serving(TINY, port=port):
        assert "order" in tab.answered().lower()
        expect(tab.find("#progress")).not_to_have_text(re.compile("The connection is gone"))


def test_a_question_at_work_when_the_server_dies_is_asked_again(tab_at):
    port = free_port()
    with serving("capital_minimal", port=port, people=5000, runs=16) as first:
        tab = tab_at(first.home)
        tab.expected.append(r"ERR_|Failed to load resource")
        tab.open(wait=False)
        tab.find('#progress:has-text("of 16 runs")').wait_for(state="attached")
        first.killed()
    with serving("capital_minimal", port=port, people=5000, runs=16):
        tab.done()
        expect(tab.find("#progress")).to_contain_text("16 runs")


def test_a_class_is_asked_for_its_code(tab_at):
    with serving(TINY, "--host", "0.0.0.0") as served:
        port, code = re.fullmatch(r"http://[\d.]+:(\d+)/\?join=([A-Z]{6})", served.address).groups()
        tab = tab_at(f"http://127.0.0.1:{port}/")
        tab.expected.append("401")
        tab.page.goto(tab.home)
        tab.find("#join-code").wait_for()
        expect(tab.find("#join-code")).to_be_focused()
        assert tab.find(".curves-line").count() == 0
        tab.page.keyboard.type("QQQQQQ" if code != "QQQQQQ" else "WWWWWW")
        tab.page.keyboard.press("Enter")
        expect(tab.find("#join-wrong")).to_be_visible()
        assert tab.find(".curves-line").count() == 0
        tab.find("#join-code").fill(code.lower())
        tab.page.keyboard.press("Enter")
        tab.done()
        assert tab.find(".curves-line").count() > 0
        expect(tab.find("#join-form")).to_have_count(0)
        tab.page.reload()
        tab.done()
        expect(tab.find("#join-form")).to_have_count(0)
        tab.page.goto("about:blank")  # before the server goes


def test_the_address_that_is_printed_lets_a_class_in(tab_at):
    with serving(TINY, "--host", "0.0.0.0") as served:
        port, code = re.fullmatch(r"http://[\d.]+:(\d+)/\?join=([A-Z]{6})", served.address).groups()
        tab = tab_at(f"http://127.0.0.1:{port}/")
        tab.page.goto(f"{tab.home}?join={code}")
        tab.done()
        assert tab.find("#join-form").count() == 0
        tab.page.goto("about:blank")


@pytest.fixture
def scripted(tab):
    """A scenario whose title is a script, brought by a pupil."""
    text = TINY.read_text(encoding="utf-8").replace(
        "title: Tiny town, March 1917", f"title: {json.dumps(SCRIPT)}", 1
    )
    text = re.sub("about: (.*)", lambda found: f"about: {json.dumps(SCRIPT + found[1])}", text, count=1)
    tab.open(view="take", people=300, runs=2)
    tab.find("#upload").set_input_files(
        {"name": "own.yaml", "mimeType": "text/yaml", "buffer": text.encode()}
    )
    tab.until(lambda: tab.state().get("scenario", "").startswith("upload-"))
    tab.done()
    return tab


def test_a_script_in_a_title_stays_a_text(scripted, tab_at):
    tab = scripted

    def is_calm(one):
        assert one.page.title() != "ran"
        assert one.find("img").count() == 0

    expect(tab.find("#scenario option:checked")).to_have_text(SCRIPT)
    assert SCRIPT in tab.page.title()
    for view in ("watch", "compare", "take"):
        tab.find(f"#tab-{view}").click()
        tab.find(f"#view-{view}").wait_for()
        is_calm(tab)
    root = ElementTree.fromstring(tab.downloaded("#save-svg").read_text(encoding="utf-8"))
    assert not [one for one in root.iter() if one.tag.endswith(("script", "image"))]
    report = tab.downloaded("#save-report")
    read = tab_at(report.as_uri())
    read.open(wait=False, people=300)
    read.find("#tab-report").click()
    expect(read.find("#view-report h2")).to_have_text(SCRIPT)
    is_calm(read)
    tab.find("#tab-explore").click()
    tab.dot("order_one").click()
    tab.find("#predict-skip").click()
    tab.answered()
    tab.find("#tab-take").click()
    answers = tab_at(tab.downloaded("#save-answers").as_uri())
    answers.page.goto(answers.home)
    expect(answers.find("body a")).to_have_text(SCRIPT)
    is_calm(answers)
