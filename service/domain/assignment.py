"""Who may work on a user task, and on whose behalf.

Everything is said in principals: ``user:P054``, ``group:drafter``, ``post:9990301``. A person has
several at a time (``Directory.principals_of``), a task is meant for several.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from service.domain.approval_steps import Capacity
from service.domain.directory import Directory
from service.domain.errors import NotPermitted

ASSIGNERS: Final = frozenset({"group:tenant_admin"})

_PREFIXES: Final = ("user:", "group:", "post:")


class Assignable(Protocol):
    """The part of a user task that decides who may work on it."""

    @property
    def assignee(self) -> str | None: ...
    @property
    def candidate_groups(self) -> Collection[str]: ...
    @property
    def candidate_users(self) -> Collection[str]: ...


@dataclass(frozen=True)
class ActsAs:
    """In which capacity somebody works on a task; ``for_person`` is the absent one they stand in for."""

    capacity: Capacity
    for_person: str | None = None


def grants_of(task: Assignable) -> frozenset[str]:
    """Return the principals the task is meant for: its assignee's, or while it has none its candidates'.

    Names in a model may carry their prefix (``post:9990301`` among the candidate groups).
    """
    if task.assignee:
        return frozenset({_principal("user:", task.assignee)})
    return candidates_of(task)


def candidates_of(task: Assignable) -> frozenset[str]:
    groups = (_principal("group:", name) for name in task.candidate_groups)
    return frozenset(groups) | {_principal("user:", name) for name in task.candidate_users}


def may_work_on(task: Assignable, principals: Collection[str]) -> bool:
    """Whether somebody with these principals may complete the task."""
    return not grants_of(task).isdisjoint(principals)


def check_may_work_on(task: Assignable, principals: Collection[str]) -> None:
    """Raise ``NotPermitted`` unless somebody with these principals may complete the task."""
    if not may_work_on(task, principals):
        raise NotPermitted(f"this task is for {_named(grants_of(task))}")


def may_claim(task: Assignable, principals: Collection[str]) -> bool:
    """Whether somebody may take the task for themselves: it has no assignee and they are a candidate."""
    return not task.assignee and not candidates_of(task).isdisjoint(principals)


def check_may_claim(task: Assignable, principals: Collection[str]) -> None:
    if task.assignee:
        raise NotPermitted(f"this task is already with {task.assignee}")
    if not may_claim(task, principals):
        raise NotPermitted(f"this task is for {_named(candidates_of(task))}")


def may_assign(task: Assignable, principals: Collection[str]) -> bool:
    """Whether somebody may give the task to another: the one who has it, or those who run the routes."""
    mine = bool(task.assignee) and may_work_on(task, principals)
    return mine or not ASSIGNERS.isdisjoint(principals)


def check_may_assign(task: Assignable, principals: Collection[str]) -> None:
    if not may_assign(task, principals):
        raise NotPermitted("only the one who has a task, or an administrator, may give it to another")


def acting_for(task: Assignable, person_id: str, directory: Directory, at: datetime) -> ActsAs:
    """Return in which capacity the person works on the task at that moment.

    Their own right comes first; then a vacant post they hold; then the absent people they stand in
    for. Raises ``NotPermitted`` if none of these lets them.
    """
    check_may_work_on(task, directory.principals_of(person_id, at))
    shared = grants_of(task) & directory.own_principals_of(person_id, at)
    if shared and not all(_is_acting_post(name, person_id, directory, at) for name in shared):
        return ActsAs(Capacity.INCUMBENT)
    if shared:
        return ActsAs(Capacity.ACTING)
    absentees = directory.substitutes(person_id, at)
    whose = next(a for a in absentees if may_work_on(task, directory.own_principals_of(a.id, at)))
    return ActsAs(Capacity.DEPUTY, whose.id)


def _is_acting_post(principal: str, person_id: str, directory: Directory, at: datetime) -> bool:
    if not principal.startswith("post:"):
        return False
    holder = directory.holder_of(principal.removeprefix("post:"), at)
    return holder is not None and holder.is_acting and holder.person.id == person_id


def _principal(prefix: str, name: str) -> str:
    return name if name.startswith(_PREFIXES) else prefix + name


def _named(principals: Collection[str]) -> str:
    return ", ".join(sorted(principals)) or "nobody"
