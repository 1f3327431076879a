"""The reporter's pages. Nobody is known here: no log-in, no session, no user."""
