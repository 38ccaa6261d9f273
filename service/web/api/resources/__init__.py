"""One module per noun: the shapes it takes and gives, and its routes."""
