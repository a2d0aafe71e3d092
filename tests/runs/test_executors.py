"""Tasks carried out here, in processes, or by an executor that is given: the same answers in order."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import pytest

from dualsim.runs.executors import BEFOREHAND, Workers

TASKS = [(n, 2) for n in range(9)]


def die(number: int) -> int:
    if number == 3:
        os._exit(1)
    return number


@pytest.mark.parametrize("name", BEFOREHAND)
def test_what_is_imported_beforehand_is_there(name):
    importlib.import_module(name)  # the process that workers are forked from is silent about a wrong name


@pytest.mark.parametrize("how", ["here", "processes", "threads"])
def test_answers_are_in_order_and_progress_counts_their_sizes(how):
    told = []
    with ThreadPoolExecutor(2) as pool:
        given = pool if how == "threads" else None
        with Workers("test", 1 if how == "here" else 2, given, len(TASKS)) as workers:
            found = workers.in_order(pow, TASKS, lambda *seen: told.append(seen), [2] * len(TASKS))
            assert workers.in_order(pow, []) == []
    assert found == [n * n for n in range(9)]
    assert told == [(2 * n, 18) for n in range(1, 10)]


class Slow(Executor):
    """An executor that works on two tasks at once, and counts how many it was given."""

    _max_workers = 2

    def __init__(self):
        self.waiting, self.most = [], 0

    def submit(self, fn, /, *args, **kwargs):
        done = Future()
        self.waiting.append((done, fn(*args)))
        self.most = max(self.most, len(self.waiting))
        if len(self.waiting) > self._max_workers:
            for future, answer in self.waiting:
                future.set_result(answer)
            self.waiting = []
        return done


def test_no_more_are_in_hand_than_keep_it_busy():
    slow = Slow()
    with Workers("test", None, slow, len(TASKS)) as workers:
        workers.in_order(pow, TASKS)
    assert slow.most == 3


def test_after_a_stop_what_is_in_hand_is_still_answered():
    found = []
    with Workers("test", None, Slow(), len(TASKS)) as workers:
        for number, _ in workers.as_done(pow, TASKS, lambda: bool(found)):
            found.append(number)
    assert sorted(found) == [0, 1, 2]


@pytest.mark.parametrize("keeps", [False, True])
def test_a_process_that_dies_ends_in_words_that_say_whose_it_was(keeps):
    said = "^whatif: a process died at its work, perhaps for lack of memory; "
    said += "what is done is kept; give fewer jobs" if keeps else "give fewer jobs or people, and in a script"
    with pytest.raises(ValueError, match=said), Workers("whatif", 2, None, 5, keeps=keeps) as workers:
        workers.in_order(die, [(n,) for n in range(5)])


AT_ONCE = """
import os, signal
from dualsim.runs.executors import Workers, begin_early
begin_early(2)
from multiprocessing.forkserver import _forkserver
os.kill(_forkserver._forkserver_pid, signal.SIGINT)
with Workers("a test", 2, None, 2) as workers:
    print(workers.in_order(abs, [(-1,), (-2,)]))
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_ctrl_c_does_not_reach_the_process_that_workers_are_forked_from():
    """While it imports, it would end with a traceback, and the command with a fault."""
    done = subprocess.run([sys.executable, "-c", AT_ONCE], capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("[1, 2]\n", "")
