"""What the people of an assembly are told, and what organisers decide about it."""
