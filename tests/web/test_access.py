"""Who is let in and who is not: other pages, other names, floods, bombs, paths, slow and silent clients."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
import time

import httpx
import pytest

from browsers import Browser, Running, opened
from dualsim.web.access import PAUSE
from dualsim.web.limits import LIMITS

FIRST = {"scenario": "tiny", "place": "town", "runs": 1}


@pytest.fixture(scope="module")
def strict(plan):
    """A server with a code and with little patience."""
    limits = LIMITS._replace(
        body_seconds=0.5, upload_seconds=0.5, stalled=1.0, buffer=200_000, heartbeat=0.2, wrong_codes=3
    )
    with Running(plan._replace(code="ABCDEF", limits=limits, jobs=1)) as running:
        yield running


@pytest.fixture
def http(running):
    with httpx.Client(base_url=running.url, timeout=30) as http:
        yield http


def refused(response, status, said):
    """That a response is a refusal in words."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"].startswith("application/json")
    assert said in response.json()["message"]
    assert "; " in response.json()["message"]


@pytest.mark.parametrize("path", ["/", "/static/main.js", "/api/scenarios", "/api/nothing"])
def test_everything_is_told_with_headers_that_keep_a_browser_safe(http, path):
    headers = http.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] in ("no-store", "no-cache")
    assert "server" not in headers


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "127.0.0.1:x", "", "[::1", "0.0.0.0"],
)
@pytest.mark.parametrize("path", ["/", "/api/scenarios"])
def test_a_name_that_is_not_ours_is_refused(http, host, path):
    refused(http.get(path, headers={"Host": host}), 421, "Host: this is not an address of this server")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8017", "127.0.0.1:1", "[::1]:8017"])
def test_our_own_names_are_let_in(http, host):
    assert http.get("/api/hello", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1"]
)
def test_another_page_may_not_ask(running, http, origin):
    headers = {"Origin": origin.format(port=running.port)}
    refused(http.post("/api/ask", json={}, headers=headers), 403, "Origin: another page asks")
    own = {"Origin": running.url}
    assert http.get("/api/hello", headers=own).status_code == 200
    refused(http.get("/api/hello", headers={"Sec-Fetch-Site": "cross-site"}), 403, "another page asks")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../secret", "/static/..%2f..%2fetc%2fpasswd", "/static//etc/passwd", "/static/secret.py",
        "/static/", "/static/%00", "/static/index.html/..", "/../etc/passwd", "/api/../etc/passwd",
    ],
)  # fmt: skip
def test_a_path_leads_nowhere(running, path):
    with socket.create_connection(("127.0.0.1", running.port)) as raw:
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = read_all(raw)
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"root:" not in answer


def read_all(raw):
    raw.settimeout(20)
    found = b""
    while part := raw.recv(65_536):
        found += part
    return found


def test_files_of_the_page_are_told_from_a_table_and_asked_for_again_cheaply(http):
    page = http.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    script = http.get("/static/main.js")
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    again = http.get("/static/main.js", headers={"If-None-Match": script.headers["etag"]})
    assert again.status_code == 304
    assert http.get("/favicon.ico").status_code == 404  # this page has none


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "tiny.yaml", "tests/data/tiny.yaml", ""])
def test_no_parameter_is_a_path(browser, path):
    refused(browser.http.get("/api/story", params={"scenario": path}), 400, "scenario: no scenario named")
    refused(browser.ask("q", {**FIRST, "scenario": path}), 400, "scenario: no scenario named")
    two = {"a": {"scenario": path}, "b": FIRST}
    refused(browser.post("/api/diff", two), 400, "scenario: no scenario named")


EXTENDING = "schema: 1\ntitle: Mine\nextends: {name}\n"


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd", "../x", "./other.yaml", "[behaviour.yaml, /etc/hostname]", "nothing.yaml",
        "signs/petrograd_1917.yaml", "~/x.yaml", "{a: b}", "observations.csv", "'..\\x'",
    ],
)  # fmt: skip
def test_an_upload_names_no_file_but_those_that_are_bundled(http, name):
    """Whether a file is there is not told either: the words are the same."""
    found = http.post("/api/upload", content=EXTENDING.format(name=name))
    assert found.status_code == 422
    (fault,) = found.json()["faults"]
    assert "a scenario from outside builds on bundled ones alone; there is capital_minimal," in fault
    assert fault.startswith("upload:3:")
    assert "root:" not in found.text


def test_an_upload_may_build_on_what_is_bundled_and_names_no_folder_of_this_machine(http):
    found = http.post("/api/upload", content=EXTENDING.format(name="capital_minimal"))
    assert found.status_code == 200, found.text
    broken = EXTENDING.format(name="capital_minimal.yaml") + "groups: {worker: {ideal: 3}}\n"
    found = http.post("/api/upload", content=broken)
    assert found.status_code == 422
    assert "/" not in found.text.replace("\\n", "")


def test_bombs_and_what_is_no_scenario_are_refused_soon(http):
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]" for a, b in itertools.pairwise("abcdefghijklmnop")]
    bombs = {
        "aliases": "\n".join(lines), "depth": "a: " + "[" * 20_000, "tags": "a: !!python/object:os.system x",
        "nothing": "", "words": "hello", "a manifest": "manifest: 1\nscenario: {title: x}\n",
        "a circle": "extends: upload\n",
    }  # fmt: skip
    for name, text in bombs.items():
        found = http.post("/api/upload", content=text, timeout=60)
        assert found.status_code == 422, name
        assert found.json()["faults"], name
    refused(http.post("/api/upload", content=b"\xff\xfe\x00"), 422, "this is not UTF-8 text")


def test_too_large_a_body_is_refused(http):
    refused(
        http.post("/api/upload", content=b"#" * 2_000_000), 413, "body: it is larger than 1,000,000 bytes"
    )
    refused(http.post("/api/ask", content=b" " * 65_000), 413, "body: it is larger than 64,000 bytes")

    def endless():
        for _ in range(1_000):
            yield b"#" * 10_000

    try:
        found = http.post("/api/upload", content=endless())
    except httpx.TransportError:  # it was not read to its end
        return
    assert found.status_code == 413


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/api/ask", 405, "this cannot be done there"), ("POST", "/api/scenarios", 405, "cannot"),
        ("GET", "/nothing", 404, "nothing is there"), ("GET", "/api/answers", 400, "token: this is no token"),
        ("GET", "/api/answers?token=x", 400, "token: this is no token"),
        ("POST", "/api/ask", 400, "body: this is not JSON"), ("POST", "/api/film", 400, "body: "),
        ("POST", "/api/why", 400, "body: "), ("POST", "/api/diff", 400, "body: "),
    ],
)  # fmt: skip
def test_what_is_no_request_of_ours_is_refused_in_words(http, method, path, status, said):
    refused(http.request(method, path), status, said)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"token": "x"}, "token: this is no token"), ({"id": ""}, "id: it has 0 letters"),
        ({"id": "x" * 65}, "id: it has 65 letters"), ({"id": 3}, "id: a text belongs here"),
        ({"slot": "other"}, "slot: no slot named 'other'; there is base, left, main, right"),
        ({"question": None}, "question: this is no object"),
    ],
)  # fmt: skip
def test_an_ask_is_read_word_by_word(browser, changed, said):
    whole = {"token": browser.token, "id": "q", "slot": "main", "question": FIRST}
    refused(browser.post("/api/ask", {**whole, **changed}), 400, said)


def test_a_person_and_a_day_are_those_of_the_run(browser):
    asked = {"token": browser.token, "question": FIRST, "person": 3, "day": 3}
    for changed, said in (
        ({"person": -1}, "person: -1 is too few"), ({"person": "3"}, "person: '3' is not a whole number"),
        ({"day": 30}, "day: 30 is too many; give 0 to 29"), ({"day": None}, "day: None is not a whole"),
        ({"day": "1917-02-01"}, "day: 1 February 1917 is outside the run"),
    ):  # fmt: skip
        found = browser.post("/api/why", {**asked, **changed})
        assert found.status_code == 400
        assert found.json()["message"].startswith(said)


# With the code of a class


@pytest.mark.parametrize("path", ["hello", "scenarios", "story?scenario=tiny", f"answers?token={'0' * 32}"])
def test_without_the_code_nothing_but_the_page_is_told(strict, path):
    with httpx.Client(base_url=strict.url) as http:
        refused(http.get(f"/api/{path}"), 401, "join: this is not the code of the class")
        assert http.get("/").status_code == 200
    for path in ("ask", "film", "why", "diff", "upload"):
        with httpx.Client(base_url=strict.url) as http:
            refused(http.post(f"/api/{path}", content=b"{}"), 401, "join: this is not the code")


def test_the_code_lets_in_however_it_is_written(strict):
    with httpx.Client(base_url=strict.url) as http:
        for headers, path in (({"X-Join": "ABCDEF"}, ""), ({"X-Join": "abcdef"}, ""), ({}, "?join=abcdef")):
            assert http.get(f"/api/hello{path}", headers=headers).status_code == 200
    with Browser(strict, join="ABCDEF"):  # its stream has the code in no header, as those of browsers
        pass


def test_wrong_codes_are_answered_late_and_few_of_them_and_the_class_still_comes_in(strict):
    async def test():
        async with httpx.AsyncClient(base_url=strict.url, timeout=30) as http:
            tried = [http.get("/api/hello", headers={"X-Join": f"WRONG{n}"}) for n in range(12)]
            right = http.get("/api/hello", headers={"X-Join": "ABCDEF"})
            begun = time.monotonic()
            *wrong, came = await asyncio.gather(*tried, right)
            return [one.status_code for one in wrong], came.status_code, time.monotonic() - begun

    wrong, came, seconds = asyncio.run(test())
    assert sorted(set(wrong)) == [401, 429]
    assert wrong.count(401) < len(wrong)
    assert came == 200
    assert seconds >= PAUSE


# Those who are slow, silent or many


def test_a_body_that_trickles_is_not_waited_for(strict):
    with socket.create_connection(("127.0.0.1", strict.port)) as raw:
        head = "POST /api/ask HTTP/1.1\r\nHost: localhost\r\nX-Join: ABCDEF\r\nContent-Length: 100\r\n\r\n"
        raw.sendall(head.encode())
        for _ in range(4):
            raw.sendall(b" ")
            time.sleep(0.1)
        answer = b""
        while b"again" not in answer and (part := raw.recv(65_536)):
            answer += part
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"body: it did not come within 0.5 seconds; send it again" in answer


def test_a_request_that_never_ends_its_head_is_cut_off(strict):
    with socket.create_connection(("127.0.0.1", strict.port)) as raw:
        raw.sendall(b"GET /api/hello HTTP/1.1\r\n")
        raw.settimeout(10)
        sent = 0
        with contextlib.suppress(ConnectionResetError, BrokenPipeError):
            while sent < 100:
                raw.sendall(b"X-Header: more\r\n")
                sent += 1
                time.sleep(0.1)
        assert sent < 100


def test_a_client_that_never_reads_its_events_is_dropped(strict):
    token = "f" * 32
    raw = opened(strict, f"/api/answers?token={token}&join=ABCDEF", room=4_096)
    question = {**FIRST, "runs": 16, "people": 300}
    with httpx.Client(base_url=strict.url, headers={"X-Join": "ABCDEF"}, timeout=30) as http, raw:
        end = time.monotonic() + 40
        while not any(client.dropped for client in strict.dispatcher.clients) and token in tokens(strict):
            asked = {"token": token, "id": "q", "question": question}
            assert http.post("/api/ask", json=asked).status_code in (202, 429)
            assert time.monotonic() < end
        assert strict.dispatcher.cache.size < LIMITS.kept
        with Browser(strict, join="ABCDEF") as other:
            assert len(other.answer("q", question)) == 16


def tokens(running):
    return [client.token for client in running.dispatcher.clients] or [""]


def test_a_thousand_requests_at_once_are_all_answered_or_refused_in_words(running):
    async def one(number):
        reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
        path = ("/api/scenarios", "/api/story?scenario=tiny", "/", "/api/nothing")[number % 4]
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
        return answer

    async def test():
        return await asyncio.wait_for(asyncio.gather(*(one(number) for number in range(1_000))), 60)

    answers = asyncio.run(test())
    statuses = {answer.split(b" ", 2)[1] for answer in answers}
    assert statuses <= {b"200", b"404", b"429", b"503"}
    assert b"200" in statuses
    assert all(b'"message"' in answer for answer in answers if b" 200 " not in answer[:16])
    with Browser(running) as after:
        assert len(after.answer("q", FIRST)) == 1


def test_there_is_no_room_for_any_number_of_connections(plan):
    limits = LIMITS._replace(connections=5, requests=3)
    with Running(plan._replace(limits=limits, jobs=1)) as small:
        streams = [opened(small, f"/api/answers?token={n:032x}") for n in range(3)]
        for stream in streams:
            assert b"200 OK" in stream.recv(4_096)
        with httpx.Client(base_url=small.url) as http:
            refused(http.get("/api/hello"), 503, "server: too many requests at once")
        idle = [socket.create_connection(("127.0.0.1", small.port)) for _ in range(2)]
        time.sleep(0.2)
        with httpx.Client(base_url=small.url) as http:
            refused(http.get("/api/hello"), 503, "server: too many connections at once")
        for one in (*streams, *idle):
            one.close()
        time.sleep(0.3)
        assert httpx.get(f"{small.url}/api/hello").status_code == 200
