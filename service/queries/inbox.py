"""The inbox: what a person may work on now, and what they have done."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import BindParameter, Integer, Select, Table, and_, bindparam, func, or_, select, union_all

from service.context import Context
from service.persistence.models import TaskGrant, TaskState, UserTask

PAGE: Final = 50
COUNT_CAP: Final = 1000

_tasks = cast(Table, UserTask.__table__)
_grants = cast(Table, TaskGrant.__table__)


@dataclass(frozen=True)
class TaskLine:
    """One line of a list of tasks; without an assignee it is work that a group may take."""

    id: UUID
    title: str
    name: str
    process_key: str
    element_id: str
    business_key: str | None
    instance_id: UUID
    assignee: str | None
    priority: int
    created_at: datetime
    due_at: datetime | None
    held_at: datetime | None
    held_until: datetime | None
    read_at: datetime | None
    ended_at: datetime | None
    completed_by: str | None
    on_behalf_of: str | None


@dataclass(frozen=True)
class Cursor:
    """Where the next page begins: the last line's due moment (or the far future) and id."""

    due_at: datetime
    task_id: UUID

    def __str__(self) -> str:
        return f"{self.due_at.isoformat()}~{self.task_id}"

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Read what ``str`` wrote; raises ``ValueError`` on anything else."""
        due, _, task = text.partition("~")
        return cls(datetime.fromisoformat(due), UUID(task))


@dataclass(frozen=True)
class Page:
    lines: tuple[TaskLine, ...]
    next: Cursor | None


_LINE = [_tasks.c[name] for name in TaskLine.__dataclass_fields__]


def open_tasks(
    ctx: Context, principals: Collection[str], after: Cursor | None = None, limit: int = PAGE
) -> Page:
    """Return what is open for these principals, due first; each principal's list is read along one index."""
    if not principals:
        return Page((), None)
    names = sorted(principals)
    given: dict[str, Any] = {f"principal_{n}": name for n, name in enumerate(names)}
    given |= {"tenant": ctx.tenant, "wanted": limit + 1}
    if after is not None:
        given |= {"after_due": after.due_at, "after_id": after.task_id}
    rows = ctx.session.execute(_top_statement(len(names), after is not None), given).all()
    lines = tuple(_line(row) for row in rows[:limit])
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(lines, Cursor(last.sort_due, last.id) if last else None)


def count_open(ctx: Context, principals: Collection[str]) -> int:
    """Return how many tasks are open for these principals, counted no further than ``COUNT_CAP``."""
    if not principals:
        return 0
    capped = (
        select(_grants.c.task_id)
        .distinct()
        .where(_grants.c.tenant_id == ctx.tenant, _grants.c.principal.in_(sorted(principals)))
        .limit(COUNT_CAP)
        .subquery()
    )
    return ctx.session.scalar(select(func.count()).select_from(capped)) or 0


def done_by(ctx: Context, person_id: str, limit: int = PAGE) -> tuple[TaskLine, ...]:
    """Return what the person completed, the latest first."""
    query = (
        select(*_LINE)
        .where(_tasks.c.tenant_id == ctx.tenant, _tasks.c.completed_by == person_id)
        .order_by(_tasks.c.ended_at.desc())
        .limit(limit)
    )
    return tuple(_line(row) for row in ctx.session.execute(query))


def find_tasks(
    ctx: Context,
    *,
    instance_id: UUID | None = None,
    assignee: str | None = None,
    process_key: str | None = None,
    element_id: str | None = None,
    state: TaskState | None = TaskState.OPEN,
    after: UUID | None = None,
    limit: int = PAGE,
) -> tuple[TaskLine, ...]:
    """Return tasks by what they are, oldest first; for operators and for the API."""
    wanted = {
        _tasks.c.instance_id: instance_id,
        _tasks.c.assignee: assignee,
        _tasks.c.process_key: process_key,
        _tasks.c.element_id: element_id,
        _tasks.c.state: state,
    }
    query = select(*_LINE).where(_tasks.c.tenant_id == ctx.tenant).order_by(_tasks.c.id).limit(limit)
    for column, value in wanted.items():
        if value is not None:
            query = query.where(column == value)
    if after is not None:
        query = query.where(_tasks.c.id > after)
    return tuple(_line(row) for row in ctx.session.execute(query))


@cache
def _top_statement(principals: int, has_cursor: bool) -> Select[Any]:
    """Return the statement for so many principals; putting it together costs more than running it."""
    union = union_all(*[_top_of(f"principal_{n}", has_cursor) for n in range(principals)]).subquery()
    top = (
        select(union.c.task_id, union.c.due_at)
        .distinct()
        .order_by(union.c.due_at, union.c.task_id)
        .limit(bindparam("wanted", type_=Integer))
        .subquery()
    )
    return (
        select(top.c.due_at.label("sort_due"), *_LINE)
        .join(_tasks, and_(_tasks.c.tenant_id == bindparam("tenant"), _tasks.c.id == top.c.task_id))
        .order_by(top.c.due_at, top.c.task_id)
    )


def _top_of(principal: str, has_cursor: bool) -> Select[Any]:
    query = select(_grants.c.due_at, _grants.c.task_id).where(
        _grants.c.tenant_id == bindparam("tenant"), _grants.c.principal == bindparam(principal)
    )
    if has_cursor:
        due: BindParameter[datetime] = bindparam("after_due")
        task: BindParameter[UUID] = bindparam("after_id")
        query = query.where(
            or_(_grants.c.due_at > due, and_(_grants.c.due_at == due, _grants.c.task_id > task))
        )
    ordered = (
        query.order_by(_grants.c.due_at, _grants.c.task_id)
        .limit(bindparam("wanted", type_=Integer))
        .subquery()
    )
    return select(ordered.c.due_at, ordered.c.task_id)


def _line(row: Any) -> TaskLine:
    return TaskLine(**{name: row._mapping[name] for name in TaskLine.__dataclass_fields__})
