"""Dure: approval routes, memos and directives of a public office, run as BPMN diagrams."""
