"""What a scenario file may say: kinds of value, the schema, loading; every error message about a file."""
