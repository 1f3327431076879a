"""The notices centre, and the pages that say what comes by mail."""
