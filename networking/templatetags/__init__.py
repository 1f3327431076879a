"""Tags of networking."""
