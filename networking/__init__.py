"""Delegates of an assembly find and speak to each other, on their own terms."""
