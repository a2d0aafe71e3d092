"""The report as one file: modules put together, nothing asked of a network, texts that stay texts."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections import Counter

import pytest

from dualsim.page.modules import bundle, page_file
from dualsim.page.packing import deflated
from dualsim.report.offline import ENTRY, html_of
from dualsim.report.parts import Asked, How, part_of
from dualsim.report.report import offline_report
from paths import ROOT

STATIC = ROOT / "src" / "dualsim" / "page" / "static"
MODULES = sorted(path.name for path in STATIC.glob("*.js"))
TOP_LEVEL = re.compile(r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)
NEWER_THAN_2021 = (
    r"\.at\(", r"structuredClone", r"Object\.hasOwn\b", r"\.findLast\(", r"\.toSorted\(", r"\.replaceAll\(",
    r"^await ", r"^\s*#\w+", r"\?\?=", r"\|\|=", r"&&=", r"static \{", r"\bimport\(", r"DecompressionStream",
)  # fmt: skip


@pytest.fixture(scope="module")
def part(tiny):
    return part_of(Asked(tiny, "tiny", "town", 300, 2, 1), ("order_one",), 6, How(jobs=1))


def stored(text):
    packed = re.search(r'<script type="text/plain" id="stored">([^<]*)</script>', text)
    return json.loads(zlib.decompress(base64.b64decode(packed[1]), -zlib.MAX_WBITS))


def test_the_file_holds_what_was_worked_out(part):
    text = html_of([part], "dualsim report tiny", {"a|b": []})
    found = stored(text)
    assert set(found.pop("words")) == {"en", "ru"}
    assert found == {"parts": [part], "command": "dualsim report tiny", "differences": {"a|b": []}}
    assert zlib.decompress(base64.b64decode(deflated(b"x" * 99)), -15) == b"x" * 99


def test_the_file_asks_for_no_other(part):
    text = html_of([part], "")
    assert not re.search(r'(?:src|href)="(?!#)', text)
    assert "@import" not in text
    assert not re.search(r"url\((?!['\"]?data:)", text)
    assert not re.search(r"^\s*(?:import|export)\b", bundle(ENTRY), re.MULTILINE)


def test_every_module_is_put_in_once_and_before_what_uses_it():
    script = bundle(ENTRY)
    names = Counter(TOP_LEVEL.findall(script))
    assert not {name for name, times in names.items() if times > 1}
    for module in set(MODULES) - {"widget.js"}:  # which is the entry of a notebook cell
        for name in TOP_LEVEL.findall(page_file(module)):
            assert names[name] == 1, f"{module}: {name} is not in the report"
    places = {name: script.index(f" {name}") for name in ("inflate", "StoredSource")}
    assert places["inflate"] < places["StoredSource"] < script.index("new StoredSource")


@pytest.mark.parametrize("module", MODULES)
def test_modules_are_written_as_browsers_of_2021_read_them(module):
    text = re.sub(r"(?:^|\s)//.*", "", page_file(module))
    for pattern in NEWER_THAN_2021:
        assert not re.search(pattern, text, re.MULTILINE), f"{module}: {pattern}"
    assert "innerHTML" not in text
    assert "eval(" not in text
    assert "http" not in text.replace("http://www.w3.org/", "")
    assert len(text.splitlines()) <= 350


def test_a_title_that_is_a_script_stays_a_text(tiny):
    title = "</script><script>alert(1)</script>"
    text = offline_report(tiny.replace({"title": title}), switch=["order_one"], runs=2, people=300, jobs=1)
    assert stored(text)["parts"][0]["story"]["title"] == title
    assert "alert(1)" not in text


def test_two_scenarios_are_told_apart_and_beside_each_other(tiny):
    other = tiny.replace({"title": "Another town"})
    found = stored(offline_report(tiny, other, switch=["order_one"], runs=2, people=300, jobs=1))
    names = [one["story"]["name"] for one in found["parts"]]
    assert names == [tiny.title, "Another town"]
    assert {fact["first"] for fact in found["differences"]["|".join(names)]} >= {f"'{tiny.title}'"}


def test_the_words_of_both_languages_have_the_same_keys():
    english, russian = (json.loads(page_file(f"words.{language}.json")) for language in ("en", "ru"))
    assert {key for key in english if not key.startswith("name.")} == {
        key for key in russian if not key.startswith("name.")
    }
    used = {key for module in MODULES for key in re.findall(r'say\("([\w.]+)"', page_file(module))}
    assert used <= set(english)


def test_the_command_writes_a_file_and_only_its_own(command, tmp_path):
    file = tmp_path / "town.html"
    given = (
        "report",
        str(ROOT / "tests" / "data" / "tiny.yaml"),
        "--people",
        "300",
        "--runs",
        "2",
        "--jobs",
        "1",
    )
    done = command(*given, "-o", str(file))
    assert (done.status, done.out.splitlines()[-1]) == (0, str(file))
    assert stored(file.read_text(encoding="utf-8"))["command"].startswith("dualsim report ")
    file.write_text("mine", encoding="utf-8")
    refused = command(*given, "-o", str(file))
    assert refused.status == 2
    assert file.read_text(encoding="utf-8") == "mine"
    wrong = command(*given, "-o", str(tmp_path / "town.pdf"))
    assert wrong.status == 2
    assert "a report is an HTML file; name it FILE.html" in wrong.err
