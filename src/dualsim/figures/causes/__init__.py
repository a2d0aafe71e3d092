"""Figures of what carried how much of a difference: events of a run, blocks of two places."""
