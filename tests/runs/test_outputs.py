"""What may be written over, and what may not: each refusal before the work, and nothing touched by it."""

from __future__ import annotations

import json
import os

import pytest

from dualsim.runs.outputs import REGISTER, claimed

MINE = "dualsim compare"


def made(file, text="made", purpose=MINE, **how):
    with claimed({file: purpose}, **how) as replaced:
        file.write_text(text)
    return replaced


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
    assert str(caught.value).endswith("; choose another place, or write over it with --force")
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
    with pytest.raises(OSError, match="folder"), claimed(dict.fromkeys((first, second), MINE)):
        _ = first.write_text("made"), (tmp_path / "folder" / "b.png").write_text("not made")
    assert set(json.loads((tmp_path / REGISTER).read_text())) == {"a.png"}
    made(first)


@pytest.mark.parametrize(
    "text", ["", "[1]", '{"a.png": 3}', '{"a.png": {"made_by": "dualsim compare"}}', "\udcff"]
)
def test_without_a_whole_register_nothing_is_ours(tmp_path, text):
    file = tmp_path / "a.png"
    made(file)
    (tmp_path / REGISTER).write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(ValueError, match="not made by"), claimed({file: MINE}):
        pass
