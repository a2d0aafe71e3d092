"""The command `dualsim`: a file for each command, thin."""
