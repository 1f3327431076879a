"""The composition root: settings, routes, and the pages and commands that need every app."""
