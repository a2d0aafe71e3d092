"""The command `dualsim`, which is also `python -m dualsim`; Ctrl-C is heard from the first import on."""

from __future__ import annotations

import sys


def main() -> int:
    """Import the command and carry it out; its exit status."""
    try:
        from dualsim.cli.app import main as carried_out

        return carried_out()
    except KeyboardInterrupt:
        sys.stderr.write("dualsim: stopped; nothing was saved\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
