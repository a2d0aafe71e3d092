"""Files read so that every value knows where it stands: YAML, tables, files that build on others."""
