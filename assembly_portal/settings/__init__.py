"""One settings module per place the portal runs: development, test, production; base is their common part."""
