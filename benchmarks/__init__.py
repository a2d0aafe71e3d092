"""What things cost here, and what others make of the same model: `python -m benchmarks`."""
