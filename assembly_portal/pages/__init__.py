"""Pages that show two siblings, or link up: each module is named for its page."""
