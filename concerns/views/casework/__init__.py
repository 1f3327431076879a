"""The pages of handlers, deans and auditors."""
