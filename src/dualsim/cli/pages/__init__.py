"""The commands of `dualsim` that bring the page to browsers, a file for each."""
