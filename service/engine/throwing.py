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


def throw_event(
    token: Token, kind: str, name: str, payload: Mapping[str, Any], key: str | None = None
) -> None:
    """Throw an escalation within the instance, a message or signal out of it."""
    if kind == "escalation":
        throw_escalation(token, name, payload)
        return
    where = token.task_spec.element.id
    token.instance.thrown.append(Thrown(kind, name, where, dict(payload), key))


def throw_cancel(token: Token) -> bool:
    """Leave the transaction around ``token`` by its cancel boundary; tell whether there is one."""
    catcher = _catcher(token, "cancel", None)
    if catcher is not None:
        _hand_to(catcher, token, {}, None, "")
    return catcher is not None


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
        if parent is not None and activity.task_spec.owner_loop is not None:
            activity = parent
            continue
        found = _best(_attached(activity), kind, code) or _best(_listening(activity), kind, code)
        if found is not None:
            return found
        activity = activity.tree.owner
    return None


def _best(armed: list[Token], kind: str, code: str | None) -> Token | None:
    """Return the one that catches it, an exact code before a catch-all."""
    found = [c for c in armed if c.task_spec.kind == kind and c.task_spec.code in (None, code)]
    return min(found, key=lambda candidate: candidate.task_spec.code is None, default=None)


def _attached(activity: Token) -> list[Token]:
    """Return the armed boundary events of an activity."""
    parent = activity.parent
    if parent is None or activity.task_spec.boundary:
        return []
    return [
        armed
        for sibling in parent.children
        if sibling.task_spec.boundary and sibling.is_active and "fired" not in sibling.internal_data
        for armed in (sibling, *parts_of(sibling))
    ]


def _listening(inside: Token) -> list[Token]:
    """Return the starts of event sub-processes that are armed in the scope around a token."""
    if not inside.tree.spec.listeners:
        return []
    return [
        armed
        for token in inside.tree.live()
        if token.task_spec.listens and token.task_spec.heard_from(inside)
        for armed in (token, *parts_of(token))
    ]


def parts_of(token: Token) -> list[Token]:
    return [part for part in token.children if part.is_active] if token.task_spec.parts else []
