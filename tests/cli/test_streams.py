"""Streams that are closed, full, without a reader, or a terminal that obeys letters: told, never a crash."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import types

import pytest

from dualsim.__main__ import main as start
from dualsim.cli import streams
from paths import TINY

pytestmark = pytest.mark.skipif(os.name == "nt", reason="streams of Unix")
FULL = "standard output: there is no room for it; make some and try again, what was finished before is kept\n"
DUALSIM = f"{sys.executable} -m dualsim"


def shell(line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize(
    ("line", "status", "out", "err"),
    [
        (f"{DUALSIM} schema | head -n 1; exit ${{PIPESTATUS[0]}}", 0, "{\n", ""),
        (f"{DUALSIM} check nosuch 2>/dev/null | true; exit ${{PIPESTATUS[0]}}", 2, "", ""),
        (f"{DUALSIM} run --help | true; exit ${{PIPESTATUS[0]}}", 0, "", ""),
        (f"{DUALSIM} schema >&-", 0, "", ""),
        (f"{DUALSIM} check nosuch 2>&-", 2, "nosuch: 1 error, no warnings\n", ""),
        (f"{DUALSIM} check nosuch <&- >&- 2>&-", 2, "", ""),
        (f"{DUALSIM} schema > /dev/full", 2, "", FULL),
        (f"{DUALSIM} scenarios > /dev/full", 2, "", FULL),
    ],
)
def test_a_stream_that_takes_nothing_is_no_crash(line, status, out, err):
    done = shell(line)
    assert (done.returncode, done.stdout, done.stderr) == (status, out, err)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\x1b[2Jb\x1b]0;c\x07", r"a\x1b[2Jb\x1b]0;c\x07"),
        ("one\n\ttwo Kérenski", "one\n\ttwo Kérenski"),
        ("\u202eabc\x9b", r"\u202eabc\x9b"),
    ],
)
def test_letters_that_steer_a_terminal_are_spelt_out(text, seen):
    assert streams.visible(text) == seen


def test_a_name_with_such_letters_is_shown_so(command):
    done = command("check", "a\x1b[2J.yaml")
    assert done.err.startswith(r"a\x1b[2J.yaml: cannot be read")
    assert done.out == "a\\x1b[2J.yaml: 1 error, no warnings\n"


@pytest.mark.parametrize("wait", [0.05, 0.1, 0.2])
def test_ctrl_c_while_the_command_is_imported_is_one_line(wait):
    code = (  # the command tells when Python itself is up, and its own imports begin
        "import sys, dualsim.__main__ as command; print('up', flush=True); "
        "sys.argv = ['dualsim', 'scenarios']; sys.exit(command.main())"
    )
    done = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert done.stdout is not None
    assert done.stdout.readline() == "up\n"
    time.sleep(wait)
    done.send_signal(signal.SIGINT)
    assert done.communicate(timeout=60)[1] == "dualsim: stopped; nothing was saved\n"
    assert done.returncode == 130


@pytest.mark.parametrize("wrapped", [True, False])
def test_ctrl_c_that_an_import_wraps_in_its_own_error_is_one_line(wrapped, monkeypatch, capsys):
    """Python 3.11 does so where a class is being made; an error of another kind is still an error."""

    class Importing(types.ModuleType):
        def __getattr__(self, name):
            raise RuntimeError("a class") from (KeyboardInterrupt() if wrapped else OSError())

    monkeypatch.setitem(sys.modules, "dualsim.cli.app", Importing("dualsim.cli.app"))
    if not wrapped:
        with pytest.raises(RuntimeError, match="a class"):
            start()
        return
    assert start() == 130
    assert capsys.readouterr().err == "dualsim: stopped; nothing was saved\n"


@pytest.mark.filterwarnings("default")
def test_letters_that_the_font_lacks_are_named_in_one_line(command, tmp_path):
    title = 'title="二重権力 二"'
    done = command(
        "run", TINY, "--people", 300, "--until", "1917-03-05", "--set", title, "-o", tmp_path / "a"
    )
    assert done.status == 0
    assert done.err == "warning: the font of the figures lacks 二 重 権 力; boxes stand in their place\n"
