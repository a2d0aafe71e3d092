"""Places, bodies and numbers written out from the rows of a table."""
