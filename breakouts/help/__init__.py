"""Calls for help: their reads, words and frames. What changes rows stands in ``actions``."""
