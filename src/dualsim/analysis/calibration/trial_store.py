"""A study on disk: each trial is written down when it is done; being killed loses nothing finished."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from dualsim.analysis.calibration.priors import Parameter
from dualsim.runs.files import alone, folder_for, told_of
from dualsim.runs.optional import needed

BEGINNING = b'{"op_code":'  # of every line of a journal
NAME, ASKED, NUMBER, ANSWERS = "dualsim", "asked", "number", "answers"


class Trial(NamedTuple):
    """A trial that is done: its place in the order of trials, and the share for each observation."""

    number: int
    answers: list[float]


@contextmanager
def in_use(file: Path) -> Iterator[None]:
    """Keep others out of the file of a study, and mend it; refuse a file of another kind, untouched."""
    _check_journal(file)
    busy = f"{file}: another dualsim is at work on this study; wait until it ends"
    with told_of(file), folder_for(file), alone(file, busy):
        _drop_half_a_line(file)
        try:
            yield
        finally:
            if not file.stat().st_size:
                file.unlink()


class Study:
    """An Optuna study in a journal file that is in use here; Optuna's own tools open it as well."""

    def __init__(self, file: Path, parameters: Sequence[Parameter], asked: str) -> None:
        """Open a file, or begin it; raise ValueError if it answers another question."""
        optuna = needed("optuna", "calibrate")
        self.file, self.optuna = file, optuna
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self.ranges = {
            one.path: optuna.distributions.FloatDistribution(one.low, one.high) for one in parameters
        }
        try:
            journal = optuna.storages.journal
            with told_of(file):
                backend = journal.JournalFileBackend(str(file), lock_obj=_Unlocked())
                storage = optuna.storages.JournalStorage(backend)
                self._study = optuna.create_study(
                    storage=storage, study_name=NAME, direction="maximize", load_if_exists=True
                )
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(
                f"{file}: this is no journal of a study ({error}); name another file with --study"
            ) from None
        before = self._study.user_attrs.get(ASKED)
        if before is None:
            with told_of(file):
                self._study.set_user_attr(ASKED, asked)
        elif before != asked:
            raise ValueError(
                f"{file}: this study asks something else (other scenarios, ranges, observations, people"
                " or seed); name another file with --study"
            )

    def done(self) -> dict[int, Trial]:
        """The finished trials by their number."""
        found = {}
        for trial in self._study.get_trials(deepcopy=False):
            shares = [float("nan") if share is None else share for share in trial.user_attrs[ANSWERS]]
            found[trial.user_attrs[NUMBER]] = Trial(trial.user_attrs[NUMBER], shares)
        return found

    def keep(self, trial: Trial, values: Mapping[str, float], score: float) -> None:
        """Write a finished trial down, in one stroke."""
        shares: list[Any] = [None if share != share else share for share in trial.answers]
        inside = {
            path: min(max(value, r.low), r.high)
            for path, value in values.items()
            for r in [self.ranges[path]]
        }
        done = self.optuna.trial.create_trial(
            params=inside,
            distributions=self.ranges,
            value=score,
            user_attrs={NUMBER: trial.number, ANSWERS: shares},
        )
        with told_of(self.file):
            self._study.add_trial(done)


class _Unlocked:
    """What stands where Optuna has a lock of its own: a second file, which a stopped process leaves behind.

    `in_use` keeps out every other dualsim, by a lock that ends with the process. Optuna's tools may write at
    the same time all the same, for an entry is added to the end of the file in one stroke.
    """

    def acquire(self) -> bool:
        """Nothing to wait for."""
        return True

    def release(self) -> None:
        """Nothing to give back."""


def _check_journal(file: Path) -> None:
    """Refuse a file of something else."""
    if not file.exists():
        return
    with file.open("rb") as content:
        begun = content.read(len(BEGINNING))
    if not BEGINNING.startswith(begun):
        raise ValueError(f"{file}: this is no journal of a study; name another file with --study")


def _drop_half_a_line(file: Path) -> None:
    """Cut off what a killed process had begun to write."""
    text = file.read_bytes()
    os.truncate(file, text.rfind(b"\n") + 1)
