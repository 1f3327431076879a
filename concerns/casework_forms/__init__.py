"""What handlers, deans and auditors type."""
