"""Tags of the pages of concerns."""
