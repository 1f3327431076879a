"""Networking goes 30 days after its assembly closed, as rooms do; blocks stay, at every assembly."""
