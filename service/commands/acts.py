"""What office verbs and operations are given and give back: plain values between process and office."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class OperationCall:
    """A service task asks the office to do something; ``variables`` are those it may read."""

    instance_id: UUID
    element_id: str
    attributes: Mapping[str, Any]
    variables: Mapping[str, Any]


@dataclass(frozen=True)
class VerbCall:
    """A person has answered a form; ``answers`` are validated.

    ``variables`` are the process's at that place; ``on_behalf_of`` is the person for whom the actor
    acts, if that is somebody else, and ``capacity`` says as what (incumbent, deputy, proxy, acting).
    """

    instance_id: UUID
    answers: Mapping[str, Any]
    variables: Mapping[str, Any] = field(default_factory=dict)
    task_id: UUID | None = None
    element_id: str | None = None
    on_behalf_of: str | None = None


@dataclass(frozen=True)
class VerbResult:
    """``variables`` go into the process; ``facts`` into the history; ``title`` and ``business_key`` rename it."""

    variables: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    title: str | None = None
    business_key: str | None = None


def day_of(value: Any) -> date | None:
    """Return the day that a form's date field gave: a date, its ISO text, or nothing."""
    if value in (None, ""):
        return None
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
