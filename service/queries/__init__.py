"""Everything that only reads: one module per page."""
