"""Forms of the public pages of an assembly, a module for each noun."""
