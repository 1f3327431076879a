"""What the pages of networking show, worked out before the templates: no queries but where it says so."""
