"""What the casework pages read: always from what this person may see, and always in as many queries."""
