"""The commands of `dualsim`, a file for each: what it is given, what it calls, what it prints."""
