"""Processes of their own: what becomes of one that takes too long, dies, or is not wanted any more."""

from __future__ import annotations

import asyncio
import os
import time

import pytest

from dualsim.web.bench import Source
from dualsim.web.crew import Crew, DiedError, TooLongError
from dualsim.web.limits import LIMITS
from dualsim.web.questions import Content

OF = Content("tiny", "town", people=300)
COURSE = ("course", Source("tiny"), OF, 1)


async def again(crew):
    """Wait until the process is there again."""
    async with asyncio.timeout(60):
        while not crew.free():
            await asyncio.sleep(0.01)
    return crew.free()[0]


def dead(process):
    process.join(1.0)
    return not process.is_alive()


def test_one_that_takes_too_long_or_dies_is_ended_and_another_begun(tiny):
    async def test():
        crew = Crew(1, {"tiny": tiny}, LIMITS)
        told = []
        crew.on_free = lambda: told.append(1)
        await crew.start()
        try:
            (worker,) = crew.free()
            first = worker.process
            with pytest.raises(TooLongError):
                await crew.do(worker, COURSE, 0.0)
            assert dead(first)
            worker = await again(crew)
            expected = (await crew.do(worker, COURSE, 30.0)).value
            second = worker.process
            worker.pool.submit(os._exit, 1)
            with pytest.raises(DiedError):
                await crew.do(worker, COURSE, 30.0)
            assert dead(second)
            worker = await again(crew)
            assert (await crew.do(worker, COURSE, 30.0)).value == expected
            assert crew.replaced == 2
            assert told == [1, 1]
        finally:
            crew.close()

    asyncio.run(test())


def test_at_the_end_no_process_finishes_what_nobody_wants(tiny):
    async def test():
        crew = Crew(2, {"tiny": tiny}, LIMITS)
        await crew.start()
        processes = [worker.process for worker in crew.workers]
        for worker in crew.workers:
            worker.pool.submit(time.sleep, 60)
        await asyncio.sleep(0.2)
        crew.close()
        assert all(dead(process) for process in processes)

    asyncio.run(test())


def test_one_that_died_while_it_waited_is_replaced_before_it_is_needed(tiny):
    async def test():
        crew = Crew(1, {"tiny": tiny}, LIMITS)
        await crew.start()
        try:
            (worker,) = crew.free()
            worker.process.kill()
            worker.process.join()
            crew.look_after()
            assert not crew.free()
            worker = await again(crew)
            assert (await crew.do(worker, COURSE, 30.0)).value
        finally:
            crew.close()

    asyncio.run(test())
