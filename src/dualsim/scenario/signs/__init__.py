"""Tables of signs: what must follow if something had been otherwise, read and checked beside a scenario."""
