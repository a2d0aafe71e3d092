"""What measures are made of: how one is registered, and what it is of a region or of powers together."""
