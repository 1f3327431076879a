"""The text of files, read in a process of its own: ``python -m library.extraction <ending> <path>``.

Nothing here imports Django: what a file does to its reader it does to a process that holds no password and
has limits of memory and time.
"""
