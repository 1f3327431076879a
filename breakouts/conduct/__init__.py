"""How a room is run: its reads, words and frames. What changes rows stands in ``actions``."""
