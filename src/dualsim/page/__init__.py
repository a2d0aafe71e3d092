"""What a page in a browser is told, and the page's own files: a story, the course of runs, films."""
