"""Kinds of place: what towns, villages, fronts of a kind share, and places written out from it."""
