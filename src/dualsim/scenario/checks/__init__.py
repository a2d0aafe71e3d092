"""What is checked after reading: the schema in words, names, sums, dates, lifetimes."""
