"""The addresses of the server: what each reads, asks of the dispatcher and answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from dualsim.scenario.errors import ScenarioError
from dualsim.scenario.files.plain_text import decoded
from dualsim.scenario.refusals import is_refusal
from dualsim.web import questions
from dualsim.web.answers import Outcome
from dualsim.web.clients import BusyError
from dualsim.web.dispatcher import Dispatcher
from dualsim.web.event_stream import EventStream
from dualsim.web.questions import Usual
from dualsim.web.static_files import FILES, StaticFiles

JSON = "application/json; charset=utf-8"
DRAINED = 4  # times the bound of a body that are read and thrown away, for its sender to hear of the bound
MOST_PERSONS = 10**6


class Refused(Exception):  # noqa: N818
    """A request that is refused, with its status and words."""

    def __init__(self, status: int, message: str) -> None:
        """Refuse."""
        super().__init__(message)
        self.status = status


class Endpoints:
    """Answers to requests."""

    def __init__(self, dispatcher: Dispatcher, usual: Usual, files: StaticFiles) -> None:
        """Answer with what a dispatcher knows and the files of a page."""
        self.dispatcher, self.usual, self.files, self.limits = dispatcher, usual, files, dispatcher.limits

    def app(self) -> Starlette:
        """All of them as one app."""
        get: list[tuple[str, Any]] = [
            ("/", self.page), ("/favicon.ico", self.icon), ("/static/{name}", self.static),
            ("/api/hello", self.hello), ("/api/scenarios", self.scenarios), ("/api/story", self.story),
            ("/api/answers", self.answers),
        ]  # fmt: skip
        post: list[tuple[str, Any]] = [
            ("/api/ask", self.ask), ("/api/film", self.film), ("/api/why", self.why),
            ("/api/diff", self.diff), ("/api/upload", self.upload), ("/api/report", self.report),
        ]  # fmt: skip
        routes = [Route(path, said(end), methods=["GET"]) for path, end in get]
        routes += [Route(path, said(end), methods=["POST"]) for path, end in post]
        return Starlette(routes=routes, exception_handlers={HTTPException: _unknown})

    # The page

    async def page(self, request: Request) -> Response:
        """The page itself."""
        return self.files.answer("index.html", request.headers.get("if-none-match"))

    async def icon(self, request: Request) -> Response:
        """What browsers ask for by themselves."""
        return self.files.answer("favicon.svg", request.headers.get("if-none-match"))

    async def static(self, request: Request) -> Response:
        """A file of the page, by its name in a fixed table."""
        return self.files.answer(request.path_params["name"], request.headers.get("if-none-match"))

    # What is told

    async def hello(self, request: Request) -> Response:
        """That the server can be reached, and what a question gets that does not say it."""
        return answered({"hello": "dualsim", **self.usual._asdict()})

    async def scenarios(self, request: Request) -> Response:
        """The scenarios that are served."""
        return answered(self.dispatcher.served.titles())

    async def story(self, request: Request) -> Response:
        """What a page is told of a scenario."""
        return whole(await self.dispatcher.story(request.query_params.get("scenario", "")))

    async def answers(self, request: Request) -> Response:
        """The stream of events of a client."""
        return EventStream(self.dispatcher.client(questions.token_of(request.query_params.get("token"))))

    # What is asked

    async def ask(self, request: Request) -> Response:
        """Take in a question; its answers come in the stream."""
        given = await self._read(request)
        client = self.dispatcher.client(questions.token_of(given.get("token")))
        name, slot = questions.name_of(given), questions.slot_of(given)
        self.dispatcher.ask(client, name, slot, self._question(given))
        return answered({}, 202)

    async def film(self, request: Request) -> Response:
        """A run person by person."""
        given = await self._read(request)
        client = self.dispatcher.client(questions.token_of(given.get("token")))
        return whole(await self.dispatcher.film(client, self._question(given)))

    async def why(self, request: Request) -> Response:
        """One person's decision of a day."""
        given = await self._read(request)
        client = self.dispatcher.client(questions.token_of(given.get("token")))
        question = self._question(given)
        person = questions.whole("person", given.get("person"), (0, MOST_PERSONS))
        on = questions.day_of(given.get("day"), self.dispatcher.served.scenario(question.of.scenario))
        return whole(await self.dispatcher.why(client, question, person, on))

    async def diff(self, request: Request) -> Response:
        """What differs between two scenarios."""
        given, names = await self._read(request), list[str]()
        for key in ("a", "b"):
            one = questions.mapping(key, given.get(key))
            names.append(questions.word(one, "scenario"))
            scenario = self.dispatcher.served.scenario(names[-1])
            if "place" in one:
                questions.place_of(one, scenario)
        return whole(await self.dispatcher.diff(*names))

    async def upload(self, request: Request) -> Response:
        """Take in a scenario that somebody wrote."""
        body = await body_of(request, self.limits.upload, self.limits.upload_seconds)
        try:
            found = await self.dispatcher.upload(decoded("upload", body).text)
        except ScenarioError as error:  # it is no text
            found = [str(error)]
        if isinstance(found, list):
            return answered({"faults": found, "message": found[0]}, 422)
        return answered({"name": found, "title": self.dispatcher.served.scenario(found).title})

    async def report(self, request: Request) -> Response:
        """The offline report of some questions, as a file to keep."""
        given = await self._read(request)
        self.dispatcher.client(questions.token_of(given.get("token"))).count()
        listed, most = given.get("questions"), self.limits.parts
        if not isinstance(listed, list) or not 1 <= len(listed) <= most:
            raise ValueError(f"questions: a list belongs here; give 1 to {most}")
        outcome = await self.dispatcher.report([self._question({"question": one}) for one in listed])
        if outcome.refused:
            return whole(outcome)
        headers = {"cache-control": "no-store", "content-disposition": 'attachment; filename="report.html"'}
        return Response(outcome.value, 200, headers, "text/html; charset=utf-8")

    async def _read(self, request: Request) -> dict[str, Any]:
        return questions.read(await body_of(request, self.limits.body, self.limits.body_seconds))

    def _question(self, given: dict[str, Any]) -> questions.Question:
        served = self.dispatcher.served
        return questions.question_of(given.get("question"), served.scenario, self.usual, self.limits)


async def body_of(request: Request, most: int, seconds: float) -> bytes:
    """The body of a request; raise Refused if it is too large or does not come in time."""
    found, size = list[bytes](), 0
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                size += len(part)
                if size <= most:
                    found.append(part)
                elif size > DRAINED * most:
                    break
    except TimeoutError:
        raise Refused(408, f"body: it did not come within {seconds:g} seconds; send it again") from None
    if size > most:
        raise Refused(413, f"body: it is larger than {most:,} bytes; send less")
    return b"".join(found)


def said(endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that says in words whatever goes wrong, and goes on."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refused as refusal:
            return answered({"message": str(refusal)}, refusal.status)
        except BusyError as busy:
            return answered({"message": str(busy)}, 429)
        except ClientDisconnect:
            return answered({"message": "body: the sender has gone"}, 400)
        except Exception as error:
            if is_refusal(error):
                return answered({"message": str(error)}, 400)
            what = f"{type(error).__name__}: {error}"
            return answered({"message": f"server: a fault of dualsim itself, {what}; it goes on"}, 500)

    return answer


def answered(value: Any, status: int = 200) -> Response:
    """A value as JSON."""
    return _told(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), status)


def whole(outcome: Outcome) -> Response:
    """What a worker answered, or its words."""
    return answered({"message": outcome.refused}, 400) if outcome.refused else _told(outcome.value, 200)


def _told(body: bytes, status: int) -> Response:
    return Response(body, status, {"cache-control": "no-store"}, JSON)


async def _unknown(request: Request, error: Exception) -> Response:
    """What is at no address, or cannot be done there."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = {
        404: f"{request.url.path[:80]}: nothing is there; {', '.join(FILES)} and /api/... are",
        405: f"{request.url.path[:80]}: this cannot be done there; use the other of GET and POST",
    }
    return answered({"message": words.get(status, str(error))}, status)
