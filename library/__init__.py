"""Documents and recordings: private files, versions, captions, search, and an end that is an end."""
