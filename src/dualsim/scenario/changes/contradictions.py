"""Changes that contradict each other: two values for one number, an event left out and moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dualsim.scenario.changes.overrides import Changes, argument, entry_name
from dualsim.scenario.errors import Fault, ScenarioError, Source, Spot


def contradictions(
    changes: Changes, without: Iterable[str], move: Iterable[str], scale: Iterable[str]
) -> list[Fault]:
    """A fault for each change that another one makes void, at the later of the two."""
    without = list(without)
    faults = [*_twice("--move", move), *_twice("--scale", scale), *_set_twice(changes)]
    for option, texts in (("--move", move), ("--scale", scale)):
        for text in texts:
            event = _name(text)
            if event in without:
                message = f"'{event}' is left out by --without, so it cannot be changed too; give one of them"
                faults.append(_fault(option, text, message))
    moved = {_name(text) for text in move}
    for path, spot in _paths(changes):
        table, _, rest = path.partition(".")
        event, _, key = rest.partition(".")
        if table == "events" and event in without and event:
            faults.append(Fault(spot, f"'{event}' is left out by --without; give one of them"))
        if table == "events" and event in moved and key == "date":
            faults.append(Fault(spot, f"'{event}' is moved by --move, to another day; give one of them"))
    return faults


def check_varied(changes: Changes, varied: Iterable[str]) -> None:
    """Refuse a value for what a sweep varies, which would be dropped."""
    varied = list(varied)
    faults = [
        Fault(spot, f"'{other}' varies, so a value given here would be dropped; give one of them")
        for path, spot in _paths(changes)
        for other in varied
        if path == other or other.startswith(f"{path}.") or path.startswith(f"{other}.")
    ]
    if faults:
        raise ScenarioError(faults)


def _twice(option: str, texts: Iterable[str]) -> Iterator[Fault]:
    given = [_name(text) for text in texts]
    for n, text in enumerate(texts):
        if given[n] in given[:n]:
            yield _fault(option, text, f"'{given[n]}' stands in {option} twice; give it once")


def _set_twice(changes: Changes) -> Iterator[Fault]:
    before = list[str]()
    for path, spot in _paths(changes):
        if path in before:
            yield Fault(spot, f"'{path}' is given twice; give it once")
        before.append(path)


def _paths(changes: Changes) -> Iterator[tuple[str, Spot]]:
    """The path of each change, and where it stands."""
    if isinstance(changes, Mapping):
        for path, value in changes.items():
            source = Source(entry_name(path), f"{path}: {value!r}".replace("\n", " "), is_argument=True)
            yield path, Spot(source, 1, 1)
        return
    for text in changes:
        yield _name(str(text)), Spot(argument("--set", str(text)), 1, len("--set ") + 1)


def _name(text: str) -> str:
    return text.partition("=")[0].strip()


def _fault(option: str, text: str, message: str) -> Fault:
    return Fault(Spot(argument(option, text), 1, len(option) + 2), message)
