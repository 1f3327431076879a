"""Who may read, watch, add, publish, extend and remove what is in the library."""
