"""What can be asked of runs: each question is a package or a file, numbers in, results out."""
