"""The rules of the office, in plain Python: no database, no web, no engine."""
