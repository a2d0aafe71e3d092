"""Which event brought about how much of an outcome: Shapley values over sets of events."""
