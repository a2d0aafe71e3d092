"""Whether the people answer: a table of signs, each row run in pairs and judged."""
