"""Results drawn: a file for each figure."""
