"""Figures of whether and when something comes: runs along an axis of dates, of shares, of differences."""
