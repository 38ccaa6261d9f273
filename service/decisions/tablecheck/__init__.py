"""Static checks of decision tables: overlaps, gaps, rows never reached, types that do not fit.

Each column is cut into finitely many atoms, sets of values that no cell tells apart, so that a row is
a box of atoms and every question is one about boxes. What a cell says beyond that is not decided.
"""
