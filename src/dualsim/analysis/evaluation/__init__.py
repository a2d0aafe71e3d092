"""Runs beside history: observations, what runs say of them, scores and baselines."""
