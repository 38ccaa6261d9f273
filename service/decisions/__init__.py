"""Decisions: DMN 1.1 to 1.5, every hit policy and boxed expression, on top of our own FEEL."""

from service.decisions.model import DecisionModel, boundaries, check_model, read_model
from service.decisions.results import DecisionInfo, DecisionResult, InputInfo, MatchedRule
from service.decisions.tablecheck.boundaries import Boundaries

__all__ = [
    "Boundaries",
    "DecisionInfo",
    "DecisionModel",
    "DecisionResult",
    "InputInfo",
    "MatchedRule",
    "boundaries",
    "check_model",
    "read_model",
]
