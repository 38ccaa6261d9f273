"""Errors and escalations look for their catcher from the inside out."""

from collections.abc import Mapping
from typing import Any

from service.engine.outcome import Thrown
from service.engine.tree import Token


def throw_error(token: Token, code: str | None, payload: Mapping[str, Any], message: str = "") -> bool:
    """Hand an error to the nearest boundary event that catches it; tell whether one did.

    Only boundaries of activities around the throwing token are asked, an exact code before a catch-all.
    """
    catcher = _catcher(token, "error", code)
    if catcher is None:
        return False
    _hand_to(catcher, token, payload, code, message)
    return True


def throw_escalation(token: Token, code: str, payload: Mapping[str, Any]) -> None:
    """Hand an escalation to the nearest boundary event, else out of the instance."""
    catcher = _catcher(token, "escalation", code)
    if catcher is not None:
        _hand_to(catcher, token, payload, code, "")
        return
    token.instance.thrown.append(Thrown("escalation", code, token.task_spec.element.id, dict(payload)))


def _hand_to(
    catcher: Token, token: Token, payload: Mapping[str, Any], code: str | None, message: str
) -> None:
    given = dict(payload)
    names = catcher.task_spec.element.attributes
    if "error_code_variable" in names:
        given[names["error_code_variable"]] = code
    if "error_message_variable" in names:
        given[names["error_message_variable"]] = message
    if token.task_spec.wait_kind is None:
        # An event that throws has done its work, even where the catcher then ends its scope.
        token.internal_data["thrown"] = True
    catcher.task_spec.fire(catcher, given)


def _catcher(token: Token, kind: str, code: str | None) -> Token | None:
    activity: Token | None = token
    while activity is not None:
        parent = activity.parent
        if parent is not None and parent.task_spec.name == activity.task_spec.owner_loop:
            activity = parent
            continue
        found = [c for c in _armed(activity) if c.task_spec.kind == kind and c.task_spec.code in (None, code)]
        if found:
            return min(found, key=lambda candidate: candidate.task_spec.code is None)
        activity = activity.tree.owner
    return None


def _armed(activity: Token) -> list[Token]:
    parent = activity.parent
    if parent is None or activity.task_spec.boundary:
        return []
    return [
        sibling
        for sibling in parent.children
        if sibling.task_spec.boundary and sibling.is_active and "fired" not in sibling.internal_data
    ]
