"""Figures of an evaluation over many places: predicted against counted, and both on a map."""
