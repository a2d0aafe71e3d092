"""A scenario told: as prose, as facts, beside another one, with the source of each number."""
