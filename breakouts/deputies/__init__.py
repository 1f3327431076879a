"""Who runs a room while its hosts are away: rules, reads, words, frames. ``actions`` change rows."""
