"""The grammar of FEEL (DMN 1.5 §10.3.1): tokens, a Pratt parser, and the tree that it grows."""
