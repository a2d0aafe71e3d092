"""The command: what it prints, what it refuses, and that it ends at once and wholly."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest

from dualsim.cli.commands.classroom import serve as command_module
from dualsim.web import addresses, join_code
from paths import TINY

HANGS = 60  # seconds after which something never ends; how soon it does is for benchmarks
WORDS = (sys.executable, "-m", "dualsim", "serve")


@contextmanager
def serving(*words, addresses=1):
    """The command at work, and what it has printed when it is ready: so many addresses."""
    process = subprocess.Popen(
        [*WORDS, *map(str, words), "--port", "0", "--people", "300", "--jobs", "1"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process, [process.stdout.readline().strip() for _ in range(addresses)]
    finally:
        process.kill()
        process.communicate()


def children(pid):
    """The processes that a process has begun, and theirs."""
    found = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in found.splitlines()]
    mine = {pid}
    while more := {one for one, parent in pairs if parent in mine} - mine:
        mine |= more
    return mine - {pid}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_in_the_words_of_the_house_and_leaves_no_process(number):
    with serving(TINY) as (process, lines):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", lines[-1])
        with httpx.Client(base_url=lines[-1]) as http, http.stream("GET", f"/api/answers?token={'0' * 32}"):
            asked = {"scenario": "tiny", "place": "town", "runs": 16}
            body = {"token": "0" * 32, "id": "q", "question": asked}
            assert http.post("/api/ask", json=body).status_code == 202
            workers = children(process.pid)
            assert len(workers) >= 2
            process.send_signal(number)
            out, err = process.communicate(timeout=HANGS)
    assert process.returncode == 128 + number
    assert out == ""
    assert err.splitlines()[-1] == "dualsim: stopped; nothing was saved"
    assert "Traceback" not in err
    end = time.monotonic() + HANGS
    while any(os.path.exists(f"/proc/{pid}") and not is_dead(pid) for pid in workers):
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize("seconds", [0.0, 0.3, 0.8])
def test_it_ends_at_once_while_it_gets_ready(seconds):
    words = [*WORDS, str(TINY), "--port", "0", "--jobs", "1"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr.readline() == "Getting ready: 1 scenario ...\n"
        time.sleep(seconds)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=HANGS)
    assert process.returncode == 130
    assert err == "dualsim: stopped; nothing was saved\n"


def is_dead(pid):
    """Whether a process is over and only waits to be heard of."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_killed_and_begun_again_it_knows_a_tab_by_its_token():
    for _ in range(2):
        with serving(TINY) as (process, lines):
            body = {
                "token": "a" * 32,
                "id": "q",
                "question": {"scenario": "tiny", "place": "town", "runs": 1},
            }
            assert httpx.post(f"{lines[-1]}api/ask", json=body).status_code == 202
            workers = children(process.pid)
            process.kill()
            process.wait()
            end = time.monotonic() + HANGS
            while not all(is_dead(pid) for pid in workers):
                assert time.monotonic() < end, "its processes live on"
                time.sleep(0.05)


def test_a_port_in_use_is_told(command):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = command("serve", TINY, "--port", port)
    assert done.status == 2
    last = done.err.splitlines()[-1]
    assert last == f"port {port}: something already listens there; choose another with --port"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere_1917",), "nowhere_1917: no scenario named 'nowhere_1917'"),
        ((TINY, TINY), "scenarios: two of them are called 'tiny'; give one of them"),
        ((TINY, "--people", "6000"), "--people: 6000 is too many; give 200 to 5000"),
        (
            (TINY, "--host", "192.0.2.77", "--port", "0"),
            "host 192.0.2.77: no address of this",
        ),
        ((TINY, "--runs", "17"), "dualsim: Invalid value for '--runs'"),
    ],
)
def test_what_cannot_be_served_is_refused_in_words(command, words, said):
    done = command("serve", *words)
    assert done.status == 2
    assert done.err.splitlines()[-1].startswith(said) or done.err.startswith(said)


@pytest.mark.parametrize("package", ["starlette", "uvicorn", "segno"])
def test_what_is_missing_is_told_as_other_extras_are(command, monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    done = command("serve", TINY)
    assert done.status == 2
    here = "in the folder of dualsim: python -m pip install '.[web]'"
    assert done.err == f"{package}: not installed; pip install 'dualsim[web]', or {here}\n"


def test_in_a_network_it_shows_addresses_a_code_a_picture_and_what_to_do():
    count = len(addresses.own_addresses()) + 1
    with serving(TINY, "--host", "0.0.0.0", addresses=count) as (process, lines):
        code = re.search(r"\?join=([A-Z]{6})$", lines[-1])[1]
        assert all(line.endswith(f"/?join={code}") for line in lines)
        port = re.search(r":(\d+)/", lines[-1])[1]
        for address in ("127.0.0.1", *addresses.own_addresses()):
            base = f"http://{address}:{port}"
            assert httpx.get(f"{base}/api/hello").status_code == 401
            assert httpx.get(f"{base}/api/hello", params={"join": code}).status_code == 200
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
    assert f"The code of the class: {code}." in err
    if count > 1:
        assert "hotspot" in err
        assert command_module.ON_THIS_MACHINE in err
        assert "//127.0.0.1:" in lines[-1]
    assert command_module.STAYS in err
    assert "█" in err


def test_the_addresses_of_a_network_come_with_the_code_and_loopback_last(monkeypatch):
    monkeypatch.setattr(addresses, "own_addresses", lambda: ["192.168.1.5", "10.0.0.7"])
    assert addresses.urls("0.0.0.0", 8017, "ABCDEF") == [
        "http://192.168.1.5:8017/?join=ABCDEF",
        "http://10.0.0.7:8017/?join=ABCDEF",
        "http://127.0.0.1:8017/?join=ABCDEF",
    ]
    assert addresses.urls("127.0.0.1", 8017, "") == ["http://127.0.0.1:8017/"]
    assert addresses.urls("::1", 8017, "") == ["http://[::1]:8017/"]


def test_own_addresses_are_found_without_asking_anyone():
    found = addresses.own_addresses()
    assert all(re.fullmatch(r"\d+\.\d+\.\d+\.\d+", one) and not one.startswith("127.") for one in found)
    assert len(set(found)) == len(found)


def test_a_code_has_no_letter_that_looks_like_another():
    codes = "".join(join_code.new_code() for _ in range(200))
    assert len(codes) == 1_200
    assert set(codes) <= set("ABCDEFGHJKMNPQRSTUWXYZ")
    assert len(set(codes)) == len(join_code.SHAPES)
    assert all(len(shape.split()) == 5 for shape in join_code.SHAPES.values())
    assert len(set(join_code.SHAPES.values())) == len(join_code.SHAPES)
    assert len({len(line) for line in join_code.large("ABCDEF")}) == 1


def test_a_picture_is_read_back_module_by_module():
    import segno

    url = "http://192.168.1.5:8017/?join=ABCDEF"
    lines = join_code.picture(segno, url)
    rows = []
    for line in lines:
        rows += [[letter in " ▄" for letter in line], [letter in " ▀" for letter in line]]
    wanted = [[bool(one) for one in row] for row in segno.make(url, error="l").matrix_iter(border=2)]
    assert rows[: len(wanted)] == wanted


@pytest.mark.parametrize("opens", [True, False])
def test_the_browser_is_opened_once_the_server_listens(monkeypatch, capsys, opens):
    told = []
    monkeypatch.setattr("webbrowser.open", lambda address: told.append(address) or opens)

    class SingleRequest:
        stopped_by = signal.SIGINT

        def __init__(self, plan, listener):
            self.listener = listener

        def run(self, ready, tell):
            assert told == []
            ready()
            self.listener.close()

    monkeypatch.setattr("dualsim.web.server.Server", SingleRequest)
    with pytest.raises(KeyboardInterrupt):
        command_module.serve([str(TINY)], port=0, open_page=True)
    assert len(told) == 1
    assert told[0].startswith("http://127.0.0.1:")
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == told[0]
    assert command_module.STAYS in said.err
    assert (command_module.NO_BROWSER in said.err) is not opens
