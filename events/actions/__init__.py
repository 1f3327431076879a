"""What people do with an assembly: one keyword-only function for each use-case, a module for each noun."""
