"""Polls in a room: their rules, reads, words and frames. What changes rows stands in ``actions``."""
