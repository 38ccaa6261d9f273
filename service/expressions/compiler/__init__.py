"""From the tree to Python closures: one small rule for each kind of node."""
