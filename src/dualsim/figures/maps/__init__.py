"""Maps: values at places, a town as a disc and what lies around it as a ring, on one date or many."""
