"""The demonstration: the facts of the two assemblies, fictional people, and how they are written."""
