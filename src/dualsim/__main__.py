"""`python -m dualsim` is the command `dualsim`."""

import sys

from dualsim.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
