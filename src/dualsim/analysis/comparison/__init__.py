"""Scenarios beside each other: each measure over many runs, differences, changes of regime."""
