"""The pages of concerns: the letterbox of reporters, and the casework of those who are entrusted."""
