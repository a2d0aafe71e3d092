"""YAML read into a tree, within limits that no scenario needs to exceed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from dualsim.scenario.errors import Fault, ScenarioError, Source, Spot, quoted
from dualsim.scenario.files.node import Node, Scalar
from dualsim.scenario.files.plain_text import decoded, unseen

if TYPE_CHECKING:
    from ruamel.yaml.error import MarkedYAMLError

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
MAX_ALIASED = 5_000  # values that aliases may add to a file

_INT = re.compile(r"[-+]?[0-9]+$")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
_NOT_FINITE = re.compile(r"([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)

# What the parser says -> what a reader of the scenario can do about it.
_PROBLEMS = {
    "mapping values are not allowed": "a ':' stands where no key can be; quote a text that has one",
    "sequence entries are not allowed": "a '-' stands where no list can be; quote a text that begins with it",
    "'<document start>'": "this does not follow the lines above; check the first line of the file",
    "found character '\\t'": "a tab stands here; indent with spaces",
    "that cannot start any token": "this character cannot stand here; indent with spaces, quote a text",
    "could not find expected ':'": "there is no ':' after this; a line reads 'key: value'",
    "expected <block end>": "this does not fit the lines above; check indentation, quotes, brackets",
    "unexpected end of stream": "a quote is opened and never closed",
    "expected ',' or": "a bracket is not closed, or a comma is missing between two entries",
    "expected the node content": "a bracket, a comma or a dash stands where a value belongs; write the value",
    "unknown escape character": "there is no such escape after '\\'; use single quotes, or write '\\\\'",
}


def read_file(path: Path) -> tuple[Node | None, list[Fault]]:
    """The tree of a file, and what is wrong with it; no tree if it cannot be read on."""
    name = str(path)
    try:
        if path.is_dir():
            return _refuse(name, "this is a folder, not a scenario file; name a .yaml file")
        size = path.stat().st_size
        if size > MAX_BYTES:
            return _refuse(name, _too_large(size))
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return _refuse(
            name, f"cannot be read: {reason[:1].lower()}{reason[1:]}; give the path of a scenario file"
        )
    if len(data) > MAX_BYTES:
        return _refuse(name, _too_large(len(data)))
    try:
        text = decoded(name, data).text
    except ScenarioError as error:
        return None, error.faults
    tree, faults = _read_once(name, text)
    return tree, list(faults)


@lru_cache(maxsize=32)
def _read_once(name: str, text: str) -> tuple[Node | None, list[Fault]]:
    """The tree of a file that several scenarios build on, read once; nobody changes a tree."""
    return read_text(Source(name, text))


def read_text(source: Source, root: type = dict) -> tuple[Node | None, list[Fault]]:
    """The tree of a text, and what is wrong with it; no tree if it cannot be read on."""
    if bad := unseen(source, "scenario"):
        return None, [bad]
    if yaml.__with_libyaml__ and "\t" not in source.text:  # it takes tabs where the other does not
        try:
            return _read(source, yaml.parse(source.text, Loader=yaml.CSafeLoader), root)
        except (yaml.YAMLError, ValueError):  # what is wrong there, the other parser says better
            pass
    return _read_slowly(source, root)


def _read_slowly(source: Source, root: type) -> tuple[Node | None, list[Fault]]:
    """The same by a parser that takes some fifteen times as long, and tells what is no YAML."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    told: list[Fault] = []
    try:
        return _read(source, YAML(typ="safe", pure=True).parse(source.text), root, told)
    except MarkedYAMLError as error:
        return None, [*told, _syntax_fault(source, error)]
    except (
        YAMLError,
        AttributeError,
        TypeError,
        ValueError,
        LookupError,
        AssertionError,
        NotImplementedError,
    ) as error:
        # the parser trips over some malformed directives and escapes with errors of its own
        message = f"this is not YAML: {str(error).splitlines()[0] if str(error) else 'it cannot be read'}"
        return None, [*told, Fault(Spot(source), f"{message}; check the file from its beginning")]


def _read(
    source: Source, events: Iterable[Any], root: type, faults: list[Fault] | None = None
) -> tuple[Node | None, list[Fault]]:
    """The tree that a parser's events tell of; faults are put into a list as they are found."""
    builder = _Builder(source, [] if faults is None else faults)
    for event in events:
        if not builder.feed(event):
            return None, builder.faults
    if builder.root is None or builder.root.value is None:
        return None, [
            *builder.faults,
            Fault(Spot(source), "the file is empty; a scenario begins with 'schema: 1'"),
        ]
    if not isinstance(builder.root.value, root):
        message = "a scenario is a mapping of keys such as 'title:' and 'groups:', and this is not"
        return None, [*builder.faults, Fault(builder.root.spot, message)]
    return builder.root, builder.faults


def read_value(text: str) -> Any:
    """A single value as YAML would read it; raise ValueError with a sentence if it cannot be."""
    tree, faults = read_text(Source("", f"[{text}\n]"), root=list)
    if tree is None or faults or not isinstance(tree.value, list) or len(tree.value) > 1:
        raise ValueError(faults[0].message if faults else "this is more than one value; put it in brackets")
    return tree.value[0].plain() if tree.value else None


def scalar(text: str) -> Scalar:
    """A plain scalar by the core schema of YAML 1.2; dates stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text) and len(text) <= 18:
        return int(text)
    if _NOT_FINITE.match(text):
        return math.nan
    return float(text) if _FLOAT.match(text) else text


def _refuse(name: str, message: str) -> tuple[None, list[Fault]]:
    return None, [Fault(Spot(Source(name)), message)]


def _too_large(size: int) -> str:
    return f"the file is too large ({size / 1e6:.1f} MB); a scenario file may have {MAX_BYTES / 1e6:.0f} MB"


def _syntax_fault(source: Source, error: MarkedYAMLError) -> Fault:
    problem = str(error.problem or error.context or "it cannot be read")
    message = next(
        (said for found, said in _PROBLEMS.items() if found in problem), f"this is not YAML: {problem}"
    )
    mark = error.problem_mark or error.context_mark
    if "unexpected end of stream" in problem and error.context_mark is not None:
        mark = error.context_mark
    return Fault(Spot(source) if mark is None else Spot(source, mark.line + 1, mark.column + 1), message)


class _Open:
    """A mapping or list that is still being read."""

    def __init__(self, event: Any, spot: Spot, node_key: Spot | None) -> None:
        self.value: dict[str, Node] | list[Node] = {} if type(event).__name__.startswith("Mapping") else []
        self.anchor, self.spot, self.node_key = event.anchor, spot, node_key
        self.key: tuple[str, Spot, bool] | None = None  # the key read last, and whether to keep its value
        self.size, self.height = 1, 0


class _Builder:
    """Puts a tree together from the parser's events, without recursion."""

    def __init__(self, source: Source, faults: list[Fault]) -> None:
        self.source = source
        self.root: Node | None = None
        self.faults = faults
        self.open: list[_Open] = []
        self.anchors: dict[str, Node] = {}
        self.aliased = 0

    def feed(self, event: Any) -> bool:
        """Take one event; False if there is no point in reading on."""
        spot = Spot(self.source, event.start_mark.line + 1, event.start_mark.column + 1)
        kind = type(event).__name__
        if getattr(event, "tag", None) is not None:
            self.fault(spot, f"the tag {quoted(event.tag)} is not used here; write the value alone")
            return False
        if kind == "DocumentStartEvent" and self.root is not None:
            self.fault(spot, "a second document begins here; a scenario file holds one")
            return False
        if kind == "ScalarEvent":
            self.scalar(event, spot)
        elif kind == "AliasEvent":
            return self.alias(event.anchor, spot)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            return self.begin(event, spot)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            done = self.open.pop()
            self.put(Node(done.value, done.spot, done.node_key, done.size, done.height + 1), done.anchor)
        return True

    def fault(self, spot: Spot, message: str) -> None:
        self.faults.append(Fault(spot, message))

    def wants_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].value, dict) and self.open[-1].key is None

    def scalar(self, event: Any, spot: Spot) -> None:
        if self.wants_key():
            self.begin_entry(event.value, spot)
            return
        value: Scalar = event.value if event.style else scalar(event.value)
        if isinstance(value, float) and not math.isfinite(value):
            self.fault(spot, f"{quoted(event.value)} is not a finite number; write a number such as 0.35")
            value = 0.0
        is_written = bool(event.value) or bool(event.style)
        self.put(Node(value, spot, self.key_spot(), is_written=is_written), event.anchor)

    def key_spot(self) -> Spot | None:
        top = self.open[-1] if self.open else None
        return top.key[1] if top and top.key else None

    def begin_entry(self, name: str, spot: Spot) -> None:
        top = self.open[-1]
        first = top.value.get(name) if isinstance(top.value, dict) else None
        if first is not None:
            line = first.named.line
            self.fault(
                spot, f"{quoted(name)} is written twice; the first is on line {line}, remove one of them"
            )
        top.key = (name, spot, first is None)

    def begin(self, event: Any, spot: Spot) -> bool:
        if self.wants_key():
            self.fault(spot, "a list or mapping cannot be a key; a key is one word")
            return False
        self.open.append(_Open(event, spot, self.key_spot()))
        if len(self.open) > MAX_DEPTH:
            self.fault(spot, f"this is nested more than {MAX_DEPTH} deep; a scenario needs far less")
            return False
        return True

    def alias(self, anchor: str, spot: Spot) -> bool:
        node = self.anchors.get(anchor)
        if self.wants_key():
            self.fault(spot, "an alias cannot be a key; a key is one word")
        elif node is None:
            self.fault(spot, f"there is no anchor '&{anchor}' above; write the value out")
        else:
            self.aliased += node.size
            if self.aliased > MAX_ALIASED:
                self.fault(spot, f"aliases repeat more than {MAX_ALIASED} values; write out what is meant")
            elif len(self.open) + node.height > MAX_DEPTH:
                self.fault(spot, f"this alias nests more than {MAX_DEPTH} deep; write out what is meant")
            else:
                self.put(node.moved(self.key_spot(), spot), None)
                return True
        return False

    def put(self, node: Node, anchor: str | None) -> None:
        if anchor is not None:
            self.anchors[anchor] = node
        if not self.open:
            self.root = node
            return
        top = self.open[-1]
        top.size, top.height = top.size + node.size, max(top.height, node.height)
        if isinstance(top.value, list):
            top.value.append(node)
        elif top.key is not None:
            if top.key[2]:
                top.value[top.key[0]] = node
            top.key = None
