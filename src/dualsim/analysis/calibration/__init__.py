"""Which values of the numbers under `vary:` agree with what was observed."""
