"""The confidential concern tracker. Stands apart: its own pages, its own staff, its own outbox, no admin."""
