"""Which difference between two places carries a difference in outcome: hybrids of both, block by block."""
