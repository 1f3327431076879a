"""The day board: every room of an assembly's day at an instant, for its organisers."""
