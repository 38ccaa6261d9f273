"""The contract between the service and a neighbouring system."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol

from marshmallow import Schema


class ConnectorError(Exception):
    """The call failed; the same call with the same idempotency key may succeed later.

    ``uncertain`` tells that it may have taken effect all the same (the answer was lost);
    ``retry_after`` is the pause that the neighbour asked for.
    """

    def __init__(
        self, message: str, *, uncertain: bool = False, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(message)
        self.uncertain = uncertain
        self.retry_after = retry_after


class PermanentError(ConnectorError):
    """The call failed and will fail again until a person changes something."""


class BusinessError(Exception):
    """The neighbour understood and said no; the process decides what follows (a BPMN error)."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message


class Idempotency(StrEnum):
    """What makes a repeated call harmless.

    ``KEY``: the neighbour remembers the key. ``STATUS``: the connector asks for the state of affairs
    before it repeats. ``NONE``: nothing; a call whose answer was lost is not repeated by itself.
    """

    KEY = "key"
    STATUS = "status"
    NONE = "none"


@dataclass(frozen=True)
class Operation:
    """What a neighbour can do, declared once: check, catalogue, designer and tests read it from here.

    ``summary`` maps language (``ko``, ``en``) to a sentence. ``errors`` maps each code that the
    neighbour may refuse with to its meaning. ``sample`` is a payload that is accepted as it stands.
    """

    name: str
    summary: Mapping[str, str]
    input: Schema
    output: Schema
    sample: Mapping[str, Any]
    errors: Mapping[str, str] = field(default_factory=dict)
    idempotency: Idempotency = Idempotency.KEY
    timeout: timedelta = timedelta(seconds=10)


@dataclass(frozen=True)
class Call:
    """One request. ``idempotency_key`` is the same on every attempt of the same job.

    ``payload`` holds what the operation declares and nothing else, ready for JSON.
    """

    operation: Operation
    payload: Mapping[str, Any]
    idempotency_key: str


class Connector(Protocol):
    """A neighbouring system.

    ``perform`` ends in three ways and no fourth: it returns the answer, raises ``BusinessError``
    with a declared code, or raises ``ConnectorError`` (again later) or ``PermanentError``.
    """

    @property
    def name(self) -> str: ...

    @property
    def operations(self) -> Mapping[str, Operation]: ...

    def perform(self, call: Call) -> Mapping[str, Any]: ...


def named(*operations: Operation) -> Mapping[str, Operation]:
    """Return the operations by name, as a connector offers them."""
    return {operation.name: operation for operation in operations}
