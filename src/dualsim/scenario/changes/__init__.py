"""A scenario changed as asked: numbers by dotted path, events left out, moved, scaled."""
