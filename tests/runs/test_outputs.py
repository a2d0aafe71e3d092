"""What may be written over, and what may not: each refusal before the work, and nothing touched by it."""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys

import pytest

from dualsim.runs.files import alone_with
from dualsim.runs.outputs import REGISTER, claimed

MINE = "dualsim compare"


def made(file, text="made", purpose=MINE, **how):
    with claimed({file: purpose}, **how) as claim:
        claim.write(file, text)
    return claim.replaced


def test_a_new_file_is_written_and_may_be_written_again(tmp_path):
    file = tmp_path / "a.png"
    assert made(file) == []
    assert made(file, "anew") == [file]
    assert file.read_text() == "anew"


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (lambda file: file.write_text("mine"), "it is there already, and not made by dualsim compare"),
        (
            lambda file: made(file, purpose="dualsim signs"),
            "made by dualsim signs and not by dualsim compare",
        ),
        (
            lambda file: (made(file), file.write_text("edited")),
            "it was changed since it was made by dualsim compare",
        ),
        (lambda file: file.symlink_to(file.parent / "elsewhere.png"), None),
    ],
)
def test_what_is_not_ours_stays_unless_it_is_forced(tmp_path, before, said):
    file = tmp_path / "a.png"
    (tmp_path / "elsewhere.png").write_text("mine")
    before(file)
    kept, worked = file.read_text(), []
    with pytest.raises(ValueError, match=said or "not made by") as caught, claimed({file: MINE}):
        worked.append(1)
    assert str(caught.value).startswith(f"{file}: ")
    assert str(caught.value).endswith("; choose another place, or write over it with force=True")
    assert not worked
    assert file.read_text() == kept
    assert made(file, force=True) == [file]


@pytest.mark.parametrize("link", [os.link, os.symlink])
def test_what_is_read_is_never_written_over_by_any_name(tmp_path, link):
    file, other = tmp_path / "a.csv", tmp_path / "b.csv"
    made(file)
    link(file, other)
    for force in (False, True):
        with (
            pytest.raises(ValueError, match="this command reads it"),
            claimed({file: MINE}, [other], force=force),
        ):
            pass


@pytest.mark.parametrize(
    ("place", "error", "said"),
    [
        ("file/a.png", ValueError, "file: a file is there; name a folder"),
        ("file/deep/a.png", ValueError, "file: a file is there; name a folder"),
        ("folder", ValueError, "folder: a folder is there; name a file"),
        ("/proc/self/a.png", OSError, "/proc/self"),
        ("/proc/no/such/a.png", OSError, "/proc"),
    ],
)
def test_a_place_that_takes_no_file_is_refused_before_the_work(tmp_path, place, error, said):
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(error, match=said), claimed({tmp_path / place: MINE}):
        pytest.fail("worked")
    assert sorted(tmp_path.rglob("*")) == before


def test_what_was_finished_before_a_failure_is_known_as_ours(tmp_path):
    first, second = tmp_path / "a.png", tmp_path / "b.png"

    def stopped():
        with claimed(dict.fromkeys((first, second), MINE)) as claim:
            claim.write(first, "made")
            raise OSError("folder")

    with pytest.raises(OSError, match="folder"):
        stopped()
    assert set(json.loads((tmp_path / REGISTER).read_text())) == {"a.png"}
    assert {file.name for file in tmp_path.iterdir()} == {"a.png", REGISTER}
    made(first)


@pytest.mark.parametrize("moment", ["replace", "unlink"])
@pytest.mark.parametrize("before", [None, "made"])
def test_what_was_stopped_as_it_got_its_name_is_known_as_ours(tmp_path, monkeypatch, before, moment):
    file = tmp_path / "a.png"
    if before is not None:
        made(file, before)
    real = os.replace

    def stopped(source, target):
        if target == file:
            if moment == "unlink":
                real(source, target)
            raise KeyboardInterrupt
        real(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", stopped)
        with pytest.raises(KeyboardInterrupt):
            made(file, "anew")
    whole = {None if moment == "replace" else "anew", before if moment == "replace" else "anew"}
    assert (file.read_text() if file.exists() else None) in whole
    there = [file] if file.exists() else []
    assert made(file, "again") == there
    file.write_text("edited")
    with pytest.raises(ValueError, match="it was changed since"):
        made(file)


def test_a_file_of_ones_own_that_was_replaced_on_purpose_is_not_ours_before_it_is_replaced(tmp_path):
    file = tmp_path / "a.png"
    file.write_text("mine")
    made(file, force=True)
    file.write_text("mine")
    with pytest.raises(ValueError, match="it was changed since"):
        made(file)


def test_one_process_at_a_time_works_on_a_file_and_others_on_others(tmp_path):
    file, other = tmp_path / "new" / "a.png", tmp_path / "new" / "b.png"
    with claimed({file: MINE}) as claim:
        with pytest.raises(ValueError, match=r"a\.png: another dualsim is at work on it; wait until it ends"):
            made(file)
        assert made(other) == []
        claim.write(file, "first")
    assert file.read_text() == "first"
    assert {path.name for path in file.parent.iterdir()} == {"a.png", "b.png", REGISTER}
    with claimed({tmp_path / "empty" / "c.png": MINE}):
        pass
    assert not (tmp_path / "empty").exists()


def test_what_someone_else_has_claimed_since_stays_claimed(tmp_path):
    """A lock goes by its name: in the meantime that may be someone else's."""
    pytest.importorskip("fcntl")
    file = tmp_path / "a.png"
    with claimed({file: MINE}):
        lock = next(tmp_path.glob(".*.lock"))
        lock.unlink()
        other = claimed({file: MINE})
        other.__enter__()
    assert lock.exists()
    with pytest.raises(ValueError, match="another dualsim is at work on it"):
        made(file)
    other.__exit__(None, None, None)
    assert not lock.exists()


@pytest.mark.parametrize("step", ["os.open", "fcntl.flock", "os.fstat", "os.close"])
def test_a_signal_as_a_lock_is_taken_or_let_go_leaves_none(tmp_path, monkeypatch, step):
    """The step is done, and the signal comes before what it gives is known."""
    pytest.importorskip("fcntl")
    module, name = step.split(".")
    of = importlib.import_module(module)
    done = getattr(of, name)

    def stopped(*given):
        found = done(*given)
        monkeypatch.setattr(of, name, done)
        os.kill(os.getpid(), signal.SIGINT)
        return found

    monkeypatch.setattr(of, name, stopped)
    with pytest.raises(KeyboardInterrupt), alone_with(tmp_path / "deep" / "a.png", "busy"):
        pass
    assert not list(tmp_path.iterdir())
    with alone_with(tmp_path / "a.png", "busy"):
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler, "Ctrl-C is heard again"


def test_who_waits_for_a_lock_can_be_stopped_and_gets_it_when_it_is_free(tmp_path, monkeypatch):
    pytest.importorskip("fcntl")
    file, naps = tmp_path / "a.png", []
    with alone_with(file, "busy"):
        monkeypatch.setattr("dualsim.runs.files.time.sleep", lambda _: os.kill(os.getpid(), signal.SIGINT))
        with pytest.raises(KeyboardInterrupt), alone_with(file, None):
            pass
        assert list(tmp_path.iterdir()), "the lock of who has it stays"
    first = alone_with(file, "busy")
    first.__enter__()
    monkeypatch.setattr(
        "dualsim.runs.files.time.sleep", lambda _: naps.append(1) or first.__exit__(None, None, None)
    )
    with alone_with(file, None):
        assert naps == [1]
    assert not list(tmp_path.iterdir())


IN_TURN = """
import sys, time
from pathlib import Path
from dualsim.runs import outputs
read = outputs._registered
def slowly(folder):
    known = read(folder)
    time.sleep(0.3)
    return known
outputs._registered = slowly
print("up", flush=True), sys.stdin.readline()
with outputs.claimed({(file := Path(sys.argv[1])): "a test"}) as claim:
    claim.write(file, "made")
"""


def test_two_processes_write_down_what_they_made_one_after_the_other(tmp_path):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    names = ("a.png", "b.png")
    both = [
        subprocess.Popen([sys.executable, "-c", IN_TURN, str(tmp_path / name)], **pipes) for name in names
    ]
    assert [one.stdout.readline() for one in both] == ["up\n"] * 2
    for one in both:
        print(file=one.stdin, flush=True)
    for one in both:
        one.communicate(timeout=60)
        assert one.returncode == 0
    assert set(json.loads((tmp_path / REGISTER).read_text())) == set(names)


@pytest.mark.parametrize(
    "text", ["", "[1]", '{"a.png": 3}', '{"a.png": {"made_by": "dualsim compare"}}', "\udcff"]
)
def test_without_a_whole_register_nothing_is_ours(tmp_path, text):
    file = tmp_path / "a.png"
    made(file)
    (tmp_path / REGISTER).write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(ValueError, match="not made by"), claimed({file: MINE}):
        pass
