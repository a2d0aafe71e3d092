"""Commands for a lesson: the offline report, and sheets to print."""
