"""The pages of accounts: the door, what a person keeps about themselves, and the second factor."""
