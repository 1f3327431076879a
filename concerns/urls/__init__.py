"""The addresses of concerns: neutral words, because they stand in a browser's history."""
