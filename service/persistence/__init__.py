"""Rows, the database, and loading what a command is about to change."""
