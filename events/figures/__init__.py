"""Figures of an assembly: who came, how long and how many at once, and what of it may leave the house."""
