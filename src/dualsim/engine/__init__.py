"""One run: the initial state, the order of a day, the compiled rules, the Mesa model, the Dataset."""
