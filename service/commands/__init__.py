"""Everything that changes state, one function per verb.

A command gets a ``Context``, checks, changes and returns; the caller's transaction commits.
Read this package's names to learn what the service can do.
"""
