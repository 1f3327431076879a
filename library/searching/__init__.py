"""Finding things in the library: what is asked, what matches, how it may have been meant."""
