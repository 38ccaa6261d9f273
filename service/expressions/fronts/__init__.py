"""Guests: expressions of other languages read into the tree of FEEL."""
