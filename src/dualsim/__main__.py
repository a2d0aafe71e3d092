"""The command `dualsim`, also `python -m dualsim`; what stops it is heard from its first lines on."""

from __future__ import annotations

import sys

NOTHING = "nothing was saved"
try:
    from dualsim.cli.stopping import check, heeded, let_go, status, tell, was_stopped
except KeyboardInterrupt:  # before anything hears of signals
    sys.stderr.write(f"dualsim: stopped; {NOTHING}\n")
    sys.exit(130)


def main() -> int:
    """Import the command and carry it out; its exit status."""
    let_go()
    try:
        with heeded():
            return _carried_out()
    except KeyboardInterrupt:  # again, as the first was told
        return status()


def _carried_out() -> int:
    try:
        from dualsim.cli.app import main as carried_out

        check()
        return carried_out()
    except BaseException as error:
        if not was_stopped(error):
            raise
        tell(lambda line: sys.stderr.write(f"{line}\n"), NOTHING)
        return status()


if __name__ == "__main__":
    sys.exit(main())
