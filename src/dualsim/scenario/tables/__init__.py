"""Places, bodies and numbers written out from the rows of a table: another country's districts are a table away."""
