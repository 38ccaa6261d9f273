"""What a running process borrows from outside: decisions of the deployed models."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from service.decisions import DecisionResult
from service.domain.errors import NotFound


class Library(Protocol):
    """Finds what a model refers to by name; bound to the deployment of the running version."""

    def decide(
        self, decision_id: str, binding: str, version: int | None, variables: Mapping[str, Any], now: datetime
    ) -> DecisionResult:
        """Evaluate a decision; ``binding`` is latest, deployment or version. Raises ``NotFound``."""
        ...


class EmptyLibrary:
    """A library without any decision."""

    def decide(
        self, decision_id: str, binding: str, version: int | None, variables: Mapping[str, Any], now: datetime
    ) -> DecisionResult:
        raise NotFound(f"there is no decision {decision_id}")


NO_LIBRARY = EmptyLibrary()
