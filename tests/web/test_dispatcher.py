"""Who waits for what, in which order, and how often it is carried out: with processes that we hold back."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace

import pytest

from dualsim.web.answers import Outcome
from dualsim.web.clients import BusyError
from dualsim.web.dispatcher import Dispatcher
from dualsim.web.limits import LIMITS
from dualsim.web.questions import Content, Question
from dualsim.web.served_scenarios import ServedScenarios
from dualsim.web.worker_pool import DiedError, TooLongError

LIKE = Content("tiny", "town", people=300)


class HeldBack:
    """Processes that do nothing until they are told to."""

    def __init__(self, count: int = 1) -> None:
        self.count, self.on_free = count, lambda: None
        self.workers = [SimpleNamespace(number=n, free=True) for n in range(count)]
        self.given: list[tuple] = []
        self.futures: list[asyncio.Future] = []

    def free(self):
        return [one for one in self.workers if one.free]

    async def do(self, worker, call, seconds):
        self.given.append(call)
        self.futures.append(asyncio.get_running_loop().create_future())
        try:
            return await self.futures[-1]
        finally:
            worker.free = True

    async def finish(self, outcome=None):
        """Let the call that was given last come to its end."""
        await breath()
        future = self.futures[-1]
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome or Outcome(b'{"seed": %d}' % self.given[-1][3]))
        await breath()

    def look_after(self):
        pass

    def close(self):
        pass


async def breath():
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.fixture
def made(tiny):
    scenario = tiny.replace({"events.order_one.landmark": True})

    def make(count=1, **limits):
        pool = HeldBack(count)
        return Dispatcher(pool, ServedScenarios({"tiny": scenario}, 2), LIMITS._replace(**limits)), pool

    return make


def told(client):
    """The events that wait in a client."""
    found = []
    for parts in client._waiting:
        text = b"".join(parts).decode()
        event, data = text.split("\n")[:2]
        found.append((event.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def events(client, kind):
    return [data for event, data in told(client) if event == kind]


def question(number, runs=2):
    """A question unlike that of another number."""
    return Question(LIKE._replace(without=(f"e{number}",)), 10 * number, runs)


def tabs_of(dispatcher, count):
    return [dispatcher.client(f"{n:032x}") for n in range(count)]


def test_first_lines_come_before_bands_and_tokens_take_turns(made):
    async def test():
        dispatcher, pool = made()
        a, b, c = tabs_of(dispatcher, 3)
        dispatcher.ask(a, "a", "main", question(1))
        dispatcher.ask(b, "b", "main", question(2))
        dispatcher.ask(a, "a2", "left", question(3))
        dispatcher.ask(a, "a3", "right", question(4))
        dispatcher.ask(c, "c", "main", question(5))
        for _ in range(10):
            await pool.finish()
        return [call[3] for call in pool.given[:10]]

    # Of each question the first, that of c before the third of a; then the rest by turns.
    assert asyncio.run(test()) == [10, 20, 30, 50, 40, 11, 21, 51, 31, 41]


def test_identical_questions_are_carried_out_once(made):
    async def test():
        dispatcher, pool = made()
        a, b = tabs_of(dispatcher, 2)
        dispatcher.ask(a, "a", "main", question(1))
        await breath()
        dispatcher.ask(b, "b", "main", question(1))  # while the first is in work
        await pool.finish()
        await pool.finish()
        assert len([call for call in pool.given if call[2] == question(1).of]) == 2
        dispatcher.ask(b, "again", "main", question(1))  # and when it is done
        assert len([call for call in pool.given if call[2] == question(1).of]) == 2
        return a, b

    a, b = asyncio.run(test())
    assert [one["n"] for one in events(a, "course")] == [0, 1]
    assert [(one["id"], one["n"]) for one in events(b, "course")] == [
        ("b", 0), ("b", 1), ("again", 0), ("again", 1)
    ]  # fmt: skip
    assert [one["id"] for one in events(b, "done")] == ["b", "again"]


def test_a_newer_question_of_the_same_slot_drops_the_older(made):
    async def test():
        dispatcher, pool = made()
        (a,) = tabs_of(dispatcher, 1)
        dispatcher.ask(a, "old", "main", question(1, 4))
        dispatcher.ask(a, "beside", "left", question(2, 1))
        await breath()
        dispatcher.ask(a, "new", "main", question(3, 1))
        for _ in range(3):
            await pool.finish()
        return a, [call[3] for call in pool.given[:3]]

    a, given = asyncio.run(test())
    assert given == [10, 20, 30]  # the run that had begun; nothing more of the old
    assert {one["id"] for one in events(a, "course")} == {"beside", "new"}
    assert [one["id"] for one in events(a, "done")] == ["beside", "new"]


def test_what_another_waits_for_too_is_not_dropped(made):
    async def test():
        dispatcher, pool = made()
        a, b = tabs_of(dispatcher, 2)
        dispatcher.ask(b, "first", "main", question(9, 1))
        dispatcher.ask(a, "a", "main", question(1, 1))
        dispatcher.ask(b, "b", "left", question(1, 1))
        dispatcher.ask(a, "new", "main", question(2, 1))
        for _ in range(3):
            await pool.finish()
        return a, b

    a, b = asyncio.run(test())
    assert [one["id"] for one in events(a, "done")] == ["new"]
    assert [one["id"] for one in events(b, "done")] == ["first", "b"]


def test_the_place_in_the_queue_is_told_and_again_when_it_changes(made):
    async def test():
        dispatcher, pool = made()
        a, b, c = tabs_of(dispatcher, 3)
        for n, client in enumerate((a, b, c), start=1):
            dispatcher.ask(client, "q", "main", question(n, 1))
        dispatcher.tick()
        places = [[one["place"] for one in events(client, "queued")] for client in (a, b, c)]
        assert places == [[0], [1], [2]]
        await pool.finish()
        dispatcher.tick()
        return [[one["place"] for one in events(client, "queued")] for client in (a, b, c)]

    assert asyncio.run(test()) == [[0], [1, 0], [2, 1]]


def test_a_band_is_finished_before_that_of_the_next_token(made):
    """By turns run for run, all would wait to the end."""

    async def test():
        dispatcher, pool = made()
        a, b = tabs_of(dispatcher, 2)
        dispatcher.ask(a, "a", "main", question(1, 3))
        dispatcher.ask(b, "b", "main", question(2, 3))
        dispatcher.ask(a, "a2", "left", question(3, 3))
        places = {job.key[2]: place for job, place in dispatcher.queue.places().items()}
        for _ in range(9):
            await pool.finish()
        return [call[3] for call in pool.given[:9]], places

    given, places = asyncio.run(test())
    assert given == [10, 20, 30, 11, 12, 21, 22, 31, 32]
    assert sorted(places, key=places.get) == given[1:]


def test_where_many_come_those_before_get_fewer_runs_too(made):
    async def test():
        dispatcher, pool = made()
        clients = tabs_of(dispatcher, 5)
        for n, client in enumerate(clients, start=1):
            dispatcher.ask(client, "q", "main", question(n, 8))
        for _ in range(20):
            await pool.finish()
        return clients, [call[3] for call in pool.given[:20]]

    clients, given = asyncio.run(test())
    assert sorted(given) == [10 * n + run for n in range(1, 6) for run in range(4)]
    for client in clients:
        assert [one["of"] for one in events(client, "course")] == [4] * 4
        assert [one["id"] for one in events(client, "done")] == ["q"]


def test_where_many_wait_a_question_gets_fewer_runs(made):
    async def test():
        dispatcher, _ = made()
        clients = tabs_of(dispatcher, 6)
        for n, client in enumerate(clients, start=1):
            dispatcher.ask(client, "q", "main", question(n, 8))
        return [next(iter(client.active.values())).of for client in clients]

    assert asyncio.run(test()) == [4] * 6


def test_who_can_have_all_runs_at_once_gets_them(made):
    async def test():
        dispatcher, pool = made()
        clients = tabs_of(dispatcher, 6)
        dispatcher.ask(clients[0], "q", "main", question(1, 8))
        for _ in range(8):
            await pool.finish()
        for n, client in enumerate(clients[:5], start=2):
            dispatcher.ask(client, "more", "main", question(n, 8))
        dispatcher.ask(clients[5], "known", "main", question(1, 8))
        return events(clients[5], "course")

    assert [one["of"] for one in asyncio.run(test())] == [8] * 8


@pytest.mark.parametrize("count", [1, 3])
def test_idle_processes_prepare_what_may_be_asked_next_but_for_one(made, count):
    async def test():
        dispatcher, pool = made(count)
        (a,) = tabs_of(dispatcher, 1)
        dispatcher.ask(a, "q", "main", question(1, 1))
        await breath()
        busy = count - len(pool.free())
        while dispatcher.jobs:
            for future in pool.futures:
                if not future.done():
                    future.set_result(Outcome(b"{}"))
            await breath()
        return busy, {call[2] for call in pool.given}

    busy, contents = asyncio.run(test())
    assert busy == max(1, count - 1)
    assert contents == {question(1).of, LIKE, LIKE._replace(without=("order_one",))}


def test_what_is_prepared_gives_way(made):
    """The next to begin after a preparation is what somebody asks for."""

    async def test():
        dispatcher, pool = made()
        a, b = tabs_of(dispatcher, 2)
        dispatcher.ask(a, "q", "main", question(1, 4))
        for _ in range(4):
            await pool.finish()
        assert pool.given[4][2] == LIKE  # a preparation has begun
        dispatcher.ask(b, "real", "main", question(2, 1))
        await pool.finish()
        return pool.given[5]

    assert asyncio.run(test())[2] == question(2).of


def test_a_run_whose_process_dies_is_tried_once_more_and_then_refused_in_words(made):
    async def test():
        dispatcher, pool = made()
        a, b = tabs_of(dispatcher, 2)
        dispatcher.ask(a, "bad", "main", question(1, 1))
        dispatcher.ask(b, "good", "main", question(2, 1))
        await pool.finish(DiedError())
        for _ in range(3):
            if pool.given[-1][3] == 10:
                await pool.finish(DiedError())
            else:
                await pool.finish()
        return a, b, [call[3] for call in pool.given]

    a, b, given = asyncio.run(test())
    assert given.count(10) >= 2
    assert [one["message"] for one in events(a, "refused")] == [
        "course: the process at it died 2 times, perhaps for lack of memory; ask for fewer people"
    ]
    assert [one["id"] for one in events(b, "done")] == ["good"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (TooLongError(), "course: this takes longer than 30 seconds; ask for fewer people"),
        (KeyError("x"), "course: a fault of dualsim itself, KeyError: 'x'; the server goes on"),
    ],
)
def test_what_takes_too_long_or_fails_is_refused_at_once(made, error, said):
    async def test():
        dispatcher, pool = made()
        (a,) = tabs_of(dispatcher, 1)
        dispatcher.ask(a, "q", "main", question(1, 3))
        await pool.finish(error)
        return a, [call[3] for call in pool.given if call[2] == question(1).of]

    a, given = asyncio.run(test())
    assert given == [10]
    assert [one["message"][: len(said)] for one in events(a, "refused")] == [said]
    assert not a.active


def test_a_newer_film_drops_the_older(made):
    async def test():
        dispatcher, pool = made()
        (a,) = tabs_of(dispatcher, 1)
        older = asyncio.ensure_future(dispatcher.film(a, question(1)))
        await breath()
        newer = asyncio.ensure_future(dispatcher.film(a, question(2)))
        await breath()
        await pool.finish()
        await pool.finish(Outcome(b"{}"))
        return await older, await newer

    older, newer = asyncio.run(test())
    assert older.refused == "film: a newer one was asked for; this one was dropped"
    assert newer.value == b"{}"


def test_everything_has_a_bound(made):
    async def test():
        dispatcher, _ = made(asks=3, clients=2, waiting=8, alone=1)
        a, b = tabs_of(dispatcher, 2)
        with pytest.raises(BusyError, match="token: 2 clients are open already; close one of them"):
            dispatcher.client("f" * 32)
        for n in range(1, 4):
            dispatcher.ask(a, "q", "main", question(n, 2))
        with pytest.raises(BusyError, match="ask: more than 3 questions in a minute; wait a little"):
            dispatcher.ask(a, "q", "main", question(4, 2))
        dispatcher.ask(b, "q", "main", question(5, 8))
        with pytest.raises(BusyError, match="ask: too many questions wait already"):
            dispatcher.ask(b, "q", "left", question(6, 2))
        waiting = asyncio.ensure_future(dispatcher.story("tiny"))
        await breath()
        with pytest.raises(BusyError, match="diff: too many wait already"):
            await dispatcher.diff("tiny", "tiny")
        waiting.cancel()

    asyncio.run(test())


def test_a_tab_that_reads_nothing_is_dropped_and_its_questions_with_it(made):
    async def test():
        dispatcher, pool = made(buffer=1_000)
        (a,) = tabs_of(dispatcher, 1)
        dispatcher.ask(a, "q", "main", question(1, 8))
        await pool.finish(Outcome(b'"' + b"x" * 2_000 + b'"'))
        assert a.dropped
        dispatcher.tick()
        assert not [
            key for key in dispatcher.jobs if key[1] == question(1).of and not dispatcher.jobs[key].begun
        ]
        assert dispatcher.client(a.token) is not a

    asyncio.run(test())


def test_a_tab_that_has_gone_is_forgotten(made):
    async def test():
        dispatcher, _ = made(absent=0.0)
        (a,) = tabs_of(dispatcher, 1)
        stream = a.opened()
        dispatcher.ask(a, "q", "main", question(1, 4))
        await asyncio.sleep(0.01)
        dispatcher.tick()
        assert list(dispatcher.clients) == [a]
        a.closed(stream)
        await asyncio.sleep(0.01)
        dispatcher.tick()
        assert list(dispatcher.clients) == []
        assert not a.active

    asyncio.run(test())


def test_only_the_newest_stream_of_a_tab_goes_on(made):
    async def test():
        dispatcher, _ = made(heartbeat=0.01)
        (a,) = tabs_of(dispatcher, 1)
        older = a.opened()
        newer = a.opened()
        assert await a.next(older) is None
        assert (await a.next(newer)).startswith(b":")
        a.closed(older)
        assert a.streaming

    asyncio.run(test())
