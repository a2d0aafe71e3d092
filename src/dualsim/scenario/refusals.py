"""Whether a ValueError is said to the user, or is a fault of dualsim: one that some library tripped over."""

from __future__ import annotations

from collections.abc import Callable
from dis import opmap
from pathlib import Path
from typing import Any, TypeVar

from dualsim.scenario.errors import ScenarioError

PACKAGE = str(Path(__file__).resolve().parents[1])
TOLD = "told_to_the_user"  # what an error that comes from another process has, for its traceback stays there

Answer = TypeVar("Answer")


def is_refusal(error: BaseException) -> bool:
    """Whether an error was raised by a `raise` of dualsim, which are all worded for users.

    A ValueError of NumPy, of `int()` or of unpacking comes from a line without one.
    """
    if isinstance(error, ScenarioError) or getattr(error, TOLD, False):
        return True
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    if not isinstance(error, ValueError) or last is None:
        return False
    code = last.tb_frame.f_code
    ours = str(Path(code.co_filename).resolve()).startswith(PACKAGE)
    return ours and code.co_code[last.tb_lasti] == opmap["RAISE_VARARGS"]


def marked(work: Callable[..., Answer], *given: Any) -> Answer:
    """Do work in another process, so that its refusals are known as such here."""
    try:
        return work(*given)
    except ValueError as error:
        if is_refusal(error):
            setattr(error, TOLD, True)
        raise
