"""Where do I go?: ways inside the employer and in training, contacts, and dated guidance pages."""
