"""Sheets for a lesson in words and greys: living graph, event cards, role cards, answers, set by typst."""
