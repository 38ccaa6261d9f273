"""Decisions: DMN 1.1 to 1.5, every hit policy and boxed expression, on top of our own FEEL."""

from service.decisions.model import DecisionModel, check_model, read_model
from service.decisions.results import DecisionInfo, DecisionResult, InputInfo, MatchedRule

__all__ = [
    "DecisionInfo",
    "DecisionModel",
    "DecisionResult",
    "InputInfo",
    "MatchedRule",
    "check_model",
    "read_model",
]
