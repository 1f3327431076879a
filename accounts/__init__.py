"""Who: people with a log-in, the one door by which they come in, and the lists that describe learners."""
