"""The values of FEEL and their border with Python.

A value is None, bool, Decimal, str, list, dict (a context, keys are str), or one of the classes here.
"""
