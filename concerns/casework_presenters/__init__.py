"""How the casework pages tell what they show. No queries."""
