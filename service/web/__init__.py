"""Pages and the API: parse, call one command or query, render."""
