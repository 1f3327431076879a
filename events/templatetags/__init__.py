"""Tags that show what this app knows on pages that it does not own."""
