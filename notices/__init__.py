"""What is sent to whom, once: the ledger, how mail leaves, and the notices centre."""
