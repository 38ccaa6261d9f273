"""Reads the wait states off a running instance."""

from typing import Any

from service.engine.attributes import LISTS
from service.engine.instance import Instance, loop_index, owner_of
from service.engine.outcome import Wait, WaitKind
from service.engine.specs.events import due_of
from service.engine.tree import Token


def find_waits(instance: Instance) -> tuple[Wait, ...]:
    """Return everything that ``instance`` waits for, oldest first within each process and sub-process."""
    return tuple(
        _wait(instance, token)
        for tree in instance.all_trees()
        for token in tree.tasks.values()
        if is_wait(token)
    )


def is_wait(token: Token) -> bool:
    if token.task_spec.wait_kind is None or not token.is_active or token.is_ready:
        return False
    return "fired" not in token.internal_data


def _wait(instance: Instance, token: Token) -> Wait:
    spec = token.task_spec
    owner = owner_of(token)
    return Wait(
        token=instance.token_name(token),
        kind=spec.wait_kind,
        element_id=spec.element.id,
        name=spec.element.name,
        due=due_of(token) if spec.wait_kind is WaitKind.TIMER else None,
        scope=None if owner is None else owner.task_spec.element.id,
        loop_index=loop_index(token),
        attributes=_attributes(token),
        variables=_variables(token, spec.wait_kind),
    )


def _variables(token: Token, kind: WaitKind) -> dict[str, Any]:
    mapped = token.internal_data.get("in")
    if mapped is None:
        return dict(token.data)
    return dict(mapped) if kind is WaitKind.SERVICE_CALL else {**token.data, **mapped}


def _attributes(token: Token) -> dict[str, Any]:
    found = {**token.task_spec.element.attributes, **token.internal_data.get("attributes", {})}
    return {name: names_of(value) if name in LISTS else value for name, value in found.items()}


def names_of(value: Any) -> list[str]:
    """Return a comma list, or a list of anything, as a list of names."""
    if value is None:
        return []
    parts = value if isinstance(value, list) else str(value).split(",")
    return [str(part).strip() for part in parts if str(part).strip()]
