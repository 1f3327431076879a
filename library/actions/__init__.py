"""Everything that changes the library: one function for each use-case."""
