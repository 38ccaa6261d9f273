"""What a running process borrows from outside: decisions and called processes of what is deployed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from service.decisions import DecisionResult
from service.domain.errors import NotFound


class Executable(Protocol):
    """What a ``CompiledProcess`` is to those that call it."""

    @property
    def id(self) -> str: ...

    @property
    def spec(self) -> Any: ...


class Library(Protocol):
    """Finds what a model refers to by name; bound to the deployment of the running version."""

    def decide(
        self, decision_id: str, binding: str, version: int | None, variables: Mapping[str, Any], now: datetime
    ) -> DecisionResult:
        """Evaluate a decision; ``binding`` is latest, deployment or version. Raises ``NotFound``."""
        ...

    def process(self, key: str, binding: str, version: int | None, tag: str | None) -> "Called":
        """Find a process to call; ``binding`` is latest, deployment, version or versionTag.

        Raises ``NotFound``.
        """
        ...

    def recall(self, reference: str) -> "Called":
        """Return the very version that was called before. Raises ``NotFound``."""
        ...


@dataclass(frozen=True)
class Called:
    """A process bound to a call activity; ``reference`` is what a state keeps of it.

    ``library`` is what this version in turn refers to.
    """

    reference: str
    process: Executable
    library: Library


class EmptyLibrary:
    """A library in which nothing is deployed."""

    def decide(
        self, decision_id: str, binding: str, version: int | None, variables: Mapping[str, Any], now: datetime
    ) -> DecisionResult:
        raise NotFound(f"there is no decision {decision_id}")

    def process(self, key: str, binding: str, version: int | None, tag: str | None) -> Called:
        raise NotFound(f"there is no process {key}")

    def recall(self, reference: str) -> Called:
        raise NotFound(f"there is no process {reference}")


NO_LIBRARY = EmptyLibrary()
