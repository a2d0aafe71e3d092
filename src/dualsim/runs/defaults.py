"""How many people and runs there are, and which luck, unless others are asked for."""

PEOPLE = 20_000  # in a single run, and in runs that are kept in a folder
MANY_PEOPLE = 2_000  # in each of many runs that only together say something
CHECK_PEOPLE = 4_000  # in the runs that tell whether an event changes anything
RUNS = 50  # where runs are compared, scored or judged
ATTRIBUTION_RUNS = 20  # each of which is lived through with every set of events
SWAP_RUNS = 8  # of each hybrid
SEED = 1
TRIALS = 300  # of a calibration
SAMPLES = 16  # of a sensitivity study, for each number
