"""The command `dualsim`, also `python -m dualsim`; what stops it is heard from the first import on."""

from __future__ import annotations

import sys

from dualsim.cli.stopping import check, heeded, status


def main() -> int:
    """Import the command and carry it out; its exit status."""
    with heeded():
        return _carried_out()


def _carried_out() -> int:
    try:
        from dualsim.cli.app import main as carried_out
    except BaseException as error:
        if not _was_stopped(error):
            raise
        return _stopped()
    try:
        check()
        return carried_out()
    except KeyboardInterrupt:
        return _stopped()


def _was_stopped(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind an error: Python 3.11 wraps it where a class is being made."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _stopped() -> int:
    sys.stderr.write("dualsim: stopped; nothing was saved\n")
    return status()


if __name__ == "__main__":
    sys.exit(main())
