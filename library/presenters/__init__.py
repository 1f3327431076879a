"""How rows of the library read on pages."""
