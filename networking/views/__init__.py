"""The pages of networking."""
