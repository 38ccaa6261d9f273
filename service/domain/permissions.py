"""What people may do by their role, beyond work that is meant for them; what is not listed, nobody may."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from service.domain.directory import Person
from service.domain.errors import NotPermitted


class Act(StrEnum):
    """Everyone may start processes, do their own tasks and look at definitions; the rest stands here."""

    DEPLOY = "deploy models"
    READ_EVERY_INSTANCE = "see every process instance"
    STEER_INSTANCES = "change or cancel process instances"
    SEND_MESSAGES = "send messages and signals to processes"
    HANDLE_INCIDENTS = "see and resolve incidents"


_OPERATORS: Final = frozenset({"system_admin", "tenant_admin", "process_designer"})

ROLES: Final[Mapping[Act, frozenset[str]]] = {
    Act.DEPLOY: frozenset({"process_designer", "system_admin"}),
    Act.READ_EVERY_INSTANCE: _OPERATORS,
    Act.STEER_INSTANCES: _OPERATORS,
    Act.SEND_MESSAGES: _OPERATORS | {"connector_operator"},
    Act.HANDLE_INCIDENTS: _OPERATORS,
}


def may(act: Act, roles: Collection[str]) -> bool:
    """Whether somebody with these roles of their own may do it; standing in for another lends none."""
    return not ROLES.get(act, frozenset()).isdisjoint(roles)


def check_may(act: Act, person: Person) -> None:
    """Raise ``NotPermitted`` naming the roles that may."""
    if not may(act, person.roles):
        named = ", ".join(sorted(ROLES.get(act, ()))) or "nobody"
        raise NotPermitted(f"{person.id} may not {act}: that is for {named}")
