"""What happens inside a room: seats, entering, who is there, chat."""
