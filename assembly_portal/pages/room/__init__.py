"""The pages of a room and what its forms post to: one module for each part of it."""
