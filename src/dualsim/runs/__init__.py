"""Many runs: one, an ensemble, a sweep, a folder that survives being killed, processes and clusters."""
