"""What was deployed, ready to use: definitions, forms, decisions, and what a form begins with."""

from service.catalogue.definitions import (
    Decisions,
    Definition,
    compiled,
    decisions,
    definition,
    form,
    latest,
)
from service.catalogue.delegation import DELEGATION, delegated_line
from service.catalogue.known import known_answers

__all__ = [
    "DELEGATION",
    "Decisions",
    "Definition",
    "compiled",
    "decisions",
    "definition",
    "delegated_line",
    "form",
    "known_answers",
    "latest",
]
