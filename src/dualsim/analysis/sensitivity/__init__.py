"""On which numbers of a scenario an outcome hangs."""
