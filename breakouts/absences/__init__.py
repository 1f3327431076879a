"""People who were called away, and the digest that they come back to."""
