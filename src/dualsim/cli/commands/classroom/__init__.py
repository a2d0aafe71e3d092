"""Commands for a lesson: the page, the offline report, and sheets to print."""
