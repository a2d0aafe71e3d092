"""Processes of their own: what becomes of one that takes too long, dies, or is not wanted any more."""

from __future__ import annotations

import asyncio
import os
import time

import pytest

from dualsim.web.answers import Source
from dualsim.web.limits import LIMITS
from dualsim.web.questions import Content
from dualsim.web.worker_pool import DiedError, TooLongError, WorkerPool

OF = Content("tiny", "town", people=300)
COURSE = ("course", Source("tiny"), OF, 1)


async def again(pool):
    """Wait until the process is there again."""
    async with asyncio.timeout(60):
        while not pool.free():
            await asyncio.sleep(0.01)
    return pool.free()[0]


def dead(process):
    process.join(1.0)
    return not process.is_alive()


def test_one_that_takes_too_long_or_dies_is_ended_and_another_begun(tiny):
    async def test():
        pool = WorkerPool(1, {"tiny": tiny}, LIMITS)
        told = []
        pool.on_free = lambda: told.append(1)
        await pool.start()
        try:
            (worker,) = pool.free()
            first = worker.process
            with pytest.raises(TooLongError):
                await pool.do(worker, COURSE, 0.0)
            assert dead(first)
            worker = await again(pool)
            expected = (await pool.do(worker, COURSE, 30.0)).value
            second = worker.process
            worker.pool.submit(os._exit, 1)
            with pytest.raises(DiedError):
                await pool.do(worker, COURSE, 30.0)
            assert dead(second)
            worker = await again(pool)
            assert (await pool.do(worker, COURSE, 30.0)).value == expected
            assert pool.replaced == 2
            assert told == [1, 1]
        finally:
            pool.close()

    asyncio.run(test())


def test_at_the_end_no_process_finishes_what_nobody_wants(tiny):
    async def test():
        pool = WorkerPool(2, {"tiny": tiny}, LIMITS)
        await pool.start()
        processes = [worker.process for worker in pool.workers]
        for worker in pool.workers:
            worker.pool.submit(time.sleep, 60)
        await asyncio.sleep(0.2)
        pool.close()
        assert all(dead(process) for process in processes)

    asyncio.run(test())


def test_one_that_died_while_it_waited_is_replaced_before_it_is_needed(tiny):
    async def test():
        pool = WorkerPool(1, {"tiny": tiny}, LIMITS)
        await pool.start()
        try:
            (worker,) = pool.free()
            worker.process.kill()
            worker.process.join()
            pool.look_after()
            assert not pool.free()
            worker = await again(pool)
            assert (await pool.do(worker, COURSE, 30.0)).value
        finally:
            pool.close()

    asyncio.run(test())
