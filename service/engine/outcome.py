"""What the engine answers: plain values, safe to store and to compare in tests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class WaitKind(StrEnum):
    USER_TASK = "user_task"
    SERVICE_CALL = "service_call"
    TIMER = "timer"
    MESSAGE = "message"
    SIGNAL = "signal"
    CONDITION = "condition"


@dataclass(frozen=True)
class Wait:
    """One thing that a process instance waits for.

    ``token`` names the waiting token and stays the same until the wait ends. ``due`` is set for timers
    (aware, UTC). ``attributes`` are the element's extension attributes with expressions already
    evaluated, under one name whatever the vendor (``ATTRIBUTES`` in ``service.engine.attributes``):
    assignee, candidate_groups, candidate_users, due_date, follow_up_date, priority, form_key, topic,
    retries, message (name), correlation_key, signal (name), and ``dure.*`` extras.
    ``variables`` are those visible at the token; of a service call only its mapped inputs if it maps any.
    ``loop_index`` counts multi-instance children and loop rounds from 0.
    """

    token: str
    kind: WaitKind
    element_id: str
    name: str
    due: datetime | None = None
    scope: str | None = None
    loop_index: int | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Passed:
    """One element that a token has left: an entry of the history.

    ``kind`` is the BPMN tag (``userTask``); ``scope`` the element id of the enclosing sub-process;
    ``cancelled`` tells an interrupted element from a completed one; ``facts`` holds what the element
    decided (matched rules and inputs of a decision, the flow a gateway took).
    """

    element_id: str
    kind: str
    name: str
    started_at: datetime
    ended_at: datetime
    scope: str | None = None
    loop_index: int | None = None
    cancelled: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Thrown:
    """A message, signal or escalation that the instance sent out of itself."""

    kind: str
    name: str
    element_id: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    correlation_key: str | None = None


@dataclass(frozen=True)
class Trouble:
    """Why an instance cannot go on: an incident in the making.

    ``kind`` is error (uncaught BPMN error), expression, decision, call (a called
    process is not there), or budget; ``code`` the BPMN error code.
    """

    kind: str
    element_id: str
    message: str
    code: str | None = None


@dataclass(frozen=True)
class Outcome:
    """Where an instance stands after the engine ran it to its next wait states.

    ``waits`` are all of them, old and new; a wait that is gone was completed or cancelled.
    """

    state: bytes
    ended: bool
    waits: tuple[Wait, ...]
    passed: tuple[Passed, ...]
    variables: Mapping[str, Any]
    thrown: tuple[Thrown, ...] = ()
    trouble: Trouble | None = None
