"""Reading YAML: positions, limits, and plain words for what does not parse."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mutations
from dualsim.scenario.errors import Fault, ScenarioError, Source, Spot, in_order
from dualsim.scenario.files import yaml_reader
from dualsim.scenario.files.node import Node, node_of
from dualsim.scenario.files.yaml_reader import read_file, read_text, read_value
from dualsim.scenario.files.yaml_writer import write
from paths import TINY


def read(text: str) -> tuple[Node | None, list[Fault]]:
    return read_text(Source("x.yaml", text))


def only(text: str) -> Fault:
    faults = read(text)[1]
    assert len(faults) == 1, [str(fault) for fault in faults]
    return faults[0]


def test_every_key_and_value_knows_its_place():
    tree, faults = read("a: 1\nb:\n  - x\n  - {c: ja}\n")
    assert not faults
    node = tree.at("b", 1, "c")
    assert (node.spot.line, node.spot.column, node.key.line, node.key.column) == (4, 9, 4, 6)


def test_scalars_are_read_as_yaml_1_2_reads_them():
    tree, _ = read(
        "[a, no, on, 0x1F, 1_000, 1e-1, .5, -3, +2, 12:30, true, ~, '5', 1917-02-30]".join(["a: ", ""])
    )
    assert tree.plain()["a"] == [
        "a", "no", "on", "0x1F", "1_000", 0.1, 0.5, -3, 2, "12:30", True, None, "5", "1917-02-30",
    ]  # fmt: skip


def told(node: Node | None) -> object:
    """A tree with the place of all that is written."""
    if node is None:
        return None
    value = node.value
    if isinstance(value, dict):
        value = [(name, told(child)) for name, child in value.items()]
    elif isinstance(value, list):
        value = [told(child) for child in value]
    written = node.spot.line, node.spot.column
    return value, written if node.is_written else None, node.key and (node.key.line, node.key.column)


@pytest.mark.parametrize("kind", sorted(mutations.OF_TEXT))
def test_both_parsers_read_the_same(kind, monkeypatch):
    """The one in C, and the one that is asked where it refuses, or is not there."""
    data = TINY.read_bytes()
    texts = [TINY.read_text(encoding="utf-8")]
    for seed in range(12):
        changed = mutations.mutant(data, {kind: mutations.OF_TEXT[kind]}, (9, seed))[1]
        texts.append(changed.decode(errors="replace"))
    fast = [read(text) for text in texts]
    monkeypatch.setattr(yaml_reader.yaml, "__with_libyaml__", False)
    for text, (tree, faults) in zip(texts, fast, strict=True):
        slow = read(text)
        assert told(tree) == told(slow[0])
        assert [fault.message for fault in faults] == [fault.message for fault in slow[1]]


def test_a_tab_within_a_text_is_refused_as_before():
    assert only("title: a\tb\n").message == "a tab stands here; indent with spaces"


def test_the_parser_in_c_is_the_one_that_reads(monkeypatch):
    monkeypatch.setattr(yaml_reader, "_read_slowly", lambda *_: pytest.fail("asked the slow one"))
    assert read(TINY.read_text(encoding="utf-8"))[0]


def test_a_date_that_does_not_exist_is_still_read():
    assert read("start: 1917-13-27")[0].plain() == {"start": "1917-13-27"}


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("a: 1\nb: 2\na: 3", (3, 1), "'a' is written twice; the first is on line 1, remove one of them"),
        ("a: .nan", (1, 4), "'.nan' is not a finite number; write a number such as 0.35"),
        ("a: -.inf", (1, 4), "'-.inf' is not a finite number; write a number such as 0.35"),
        ("a: 1e999", (1, 4), "'1e999' is not a finite number; write a number such as 0.35"),
        ("a: !!python/name:os.system x", (1, 4), "is not used here; write the value alone"),
        ("a: !!str 3", (1, 4), "the tag 'tag:yaml.org,2002:str' is not used here; write the value alone"),
        ("a: b: c", (1, 5), "a ':' stands where no key can be; quote a text that has one"),
        ("a: 1\n\tb: 2", (2, 1), "a tab stands here; indent with spaces"),
        ("a: 1\n@b: 2", (2, 1), "this character cannot stand here; indent with spaces, quote a text"),
        ("a: 'x", (1, 4), "a quote is opened and never closed"),
        ("a: [1, 2", (1, 9), "a bracket is not closed, or a comma is missing between two entries"),
        ('a: "\\q"', (1, 6), "there is no such escape after '\\'; use single quotes, or write '\\\\'"),
        ("? [a]\n: b", (1, 3), "a list or mapping cannot be a key; a key is one word"),
        ("a: &x 1\n*x : 2", (2, 1), "an alias cannot be a key; a key is one word"),
        ("a: *x", (1, 4), "there is no anchor '&x' above; write the value out"),
        ("a: &x [*x]", (1, 8), "there is no anchor '&x' above; write the value out"),
        ("a: 1\n---\nb: 2", (2, 1), "a second document begins here; a scenario file holds one"),
        ("- 1", (1, 1), "a scenario is a mapping of keys such as 'title:' and 'groups:', and this is not"),
        ("a: b\x00c", (1, 5), "the character U+0000 cannot be in a text file; is this a scenario?"),
        ("", (0, 0), "the file is empty; a scenario begins with 'schema: 1'"),
        ("# nothing\n", (0, 0), "the file is empty; a scenario begins with 'schema: 1'"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(text, at, said):
    fault = only(text)
    assert said in fault.message
    assert (fault.spot.line, fault.spot.column) == at


def test_duplicates_and_non_numbers_are_all_found_at_once():
    _, faults = read("a: 1\na: 2\nb: .nan\nb: 2\n")
    assert [(f.spot.line, f.spot.column) for f in in_order(faults)] == [(2, 1), (3, 4), (4, 1)]


def test_forty_deep_is_deep_enough():
    assert read("a: " + "[" * 39 + "]" * 39)[1] == []
    assert "nested more than 40 deep" in only("a: " + "[" * 40 + "]" * 40).message
    assert "nested more than 40 deep" in only("a: " + "[" * 100_000).message


def test_an_alias_repeats_a_value_with_its_own_place():
    tree, faults = read("a: &x {k: 1}\nb: *x\n")
    assert not faults
    assert tree.plain()["b"] == {"k": 1}
    assert tree.at("b").spot.line == 2


def test_an_alias_bomb_is_refused():
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    assert "aliases repeat more than 5000 values" in only("\n".join(rows)).message


def test_aliases_cannot_nest_deeper_than_lists_can():
    rows = ["a0: &a0 [x]", *(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 60))]
    assert "this alias nests more than 40 deep" in only("\n".join(rows)).message


def test_a_large_file_is_refused_without_reading_it(tmp_path, monkeypatch):
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    monkeypatch.setattr(Path, "open", None)
    _, (fault,) = read_file(path)
    assert str(fault) == f"{path}: the file is too large (100.0 MB); a scenario file may have 2 MB"


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(yaml_reader, "MAX_BYTES", 10)
    path = tmp_path / "grows.yaml"
    path.write_text("a: 1\n" * 10)
    real = path.stat()
    monkeypatch.setattr(
        Path, "stat", lambda self, **_: type("S", (), {"st_size": 5, "st_mode": real.st_mode})()
    )
    assert "too large" in read_file(path)[1][0].message


def test_a_folder_a_missing_file_and_another_encoding(tmp_path):
    assert read_file(tmp_path)[1][0].message == "this is a folder, not a scenario file; name a .yaml file"
    assert "cannot be read: no such file or directory" in read_file(tmp_path / "none.yaml")[1][0].message
    path = tmp_path / "latin.yaml"
    path.write_bytes("a: 1\nb: Société".encode("latin-1"))
    _, (fault,) = read_file(path)
    assert fault.message == "this is not UTF-8 text; save the file as UTF-8"
    assert (fault.spot.line, fault.spot.column) == (2, 8)


def test_a_byte_order_mark_and_other_line_ends_are_fine(tmp_path):
    path = tmp_path / "dos.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: x\r\n")
    tree, faults = read_file(path)
    assert (tree.plain(), faults) == ({"a": 1, "b": "x"}, [])


def test_a_fault_shows_the_line_and_a_caret_below_the_place():
    assert str(only("title: x\nname: .nan # здесь")) == (
        "x.yaml:2:7: '.nan' is not a finite number; write a number such as 0.35\n"
        "  name: .nan # здесь\n"
        "        ^"
    )


def test_a_caret_stands_right_after_wide_characters_and_tabs():
    source = Source("x", "a:\t日本x")
    assert Spot(source, 1, 6).excerpt() == "  a: 日本x\n         ^"


def test_a_long_line_is_cut_around_the_caret():
    spot = Spot(Source("x", "a" * 5000 + "b" + "a" * 5000), 1, 5001)
    line, caret = spot.excerpt().split("\n")
    assert len(line) < 120
    assert line[caret.index("^")] == "b"


def test_faults_come_in_order_and_once():
    one, two = Source("a", "x\nx"), Source("b", "x")
    faults = [Fault(Spot(two, 1, 1), "z"), Fault(Spot(one, 2, 1), "y"), Fault(Spot(one, 1, 1), "x")]
    assert [str(f.spot) for f in ScenarioError([*faults, *faults]).faults] == ["a:1:1", "a:2:1", "b:1:1"]


def test_a_value_of_an_argument_is_read_as_yaml():
    assert [read_value(text) for text in ("3", "-.5", "[1, 2]", "{a: b}", "x", "", "1917-02-30")] == [
        3, -0.5, [1, 2], {"a": "b"}, "x", None, "1917-02-30",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["1, 2", "[", ".nan", "a]: [b", "{a: 1, a: 2}"])
def test_a_value_that_cannot_be_read_is_refused(text):
    with pytest.raises(ValueError):
        read_value(text)


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), plain, min_size=1, max_size=4))
def test_what_is_written_reads_back_equal(data):
    tree, faults = read(write(data))
    assert not faults
    assert tree.plain() == data


def test_plain_data_planted_in_a_tree_comes_out_equal():
    data = {"a": [1, {"b": None}], "c": "x"}
    assert node_of(data, Spot(Source("x"))).plain() == data


@settings(max_examples=300)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "x.yaml"
    path.write_bytes(data)
    tree, faults = read_file(path)
    assert tree is not None or faults


@settings(max_examples=300)
@given(st.text("[]{}:,-?&*!|>%@`'\"#\n \tab1.~<", max_size=40))
def test_any_yaml_is_read_or_refused(text):
    tree, faults = read(text)
    assert tree is not None or faults
    assert all(fault.message and math.isfinite(fault.spot.line) for fault in faults)
