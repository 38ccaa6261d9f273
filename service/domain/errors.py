"""What can go wrong, in the words of the office.

The web maps each class to one HTTP status (``service.web.errors``); nothing below it knows HTTP.
A message names the thing and the place: "user task 0197… was completed by P054 at 10:12".
"""

from collections.abc import Mapping, Sequence
from typing import Any

from service.domain.findings import Finding


class ServiceError(Exception):
    """Base of every error that this service raises on purpose."""


class NotFound(ServiceError):
    """The thing asked for does not exist, or the actor must not know that it does (HTTP 404)."""


class NotPermitted(ServiceError):
    """The actor may not do this (HTTP 403)."""


class Conflict(ServiceError):
    """The thing is no longer in a state that allows this (HTTP 409).

    ``facts`` say who changed it and when, for the page and for the API.
    """

    def __init__(self, message: str, facts: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.facts = dict(facts or {})


class Unavailable(ServiceError):
    """Something the service needs does not answer; the same may succeed later (HTTP 503)."""


class Invalid(ServiceError):
    """The input breaks a rule (HTTP 422); ``messages`` maps field to reasons, nested for lists."""

    def __init__(self, message: str, messages: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.messages = dict(messages or {})


class Refused(Invalid):
    """A model cannot be executed right and is not deployed; ``findings`` say where and why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        errors = [f for f in findings if f.is_error]
        first = f": {errors[0]}" if errors else ""
        super().__init__(f"{len(errors)} finding(s) forbid the deployment{first}")
        self.findings = tuple(findings)
