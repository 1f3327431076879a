"""By what a room is met besides its page: who sees the stage's picture and the call, and in which words."""
