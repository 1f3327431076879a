"""Small things that everybody needs and nobody owns."""
