"""The offline report: the page as one file, with everything that it may be asked worked out beforehand."""
