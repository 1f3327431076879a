"""Tags that show guidance on pages of other rooms."""
