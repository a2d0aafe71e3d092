"""Decisions that are free: who looks, who decides, and strategies of a user's own."""
