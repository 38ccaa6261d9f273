"""The pages of cases: which a person may see, where each stands, and who has it now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select

from service.context import Context
from service.domain.assignment import may_claim, may_work_on
from service.domain.errors import NotPermitted
from service.domain.permissions import Act, may
from service.persistence.models import (
    Incident,
    InstanceStatus,
    ProcessDefinition,
    ProcessInstance,
    TaskGrant,
    TaskState,
    UserTask,
)
from service.queries import instances
from service.queries.instances import InstanceView

PAGE: Final = 50


@dataclass(frozen=True)
class CaseLine:
    """A case in a list; ``tasks`` wait for people now, ``open_tokens`` maps every waiting token to its kind."""

    id: UUID
    title: str
    process: str
    status: InstanceStatus
    started_by: str
    started_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    open_tokens: Mapping[str, Any]
    tasks: Sequence[UserTask]


_COLUMNS: Final = tuple(
    getattr(ProcessInstance, name)
    for name in ("id", "title", "status", "started_by", "started_at", "updated_at", "ended_at", "open_tokens")
)


def case(ctx: Context, instance_id: UUID) -> InstanceView:
    """Return a case; raise ``NotFound``, or ``NotPermitted`` if the actor has no part in it.

    A part have who started it, who worked on it or may do so now, and those who may see every case.
    """
    view = instances.instance(ctx, instance_id)
    if sees_every(ctx) or _has_part(ctx, instance_id):
        return view
    raise NotPermitted(f"{ctx.actor} has no part in process instance {instance_id}")


def sees_every(ctx: Context) -> bool:
    """Return whether the actor may see cases that they have no part in."""
    return may(Act.READ_EVERY_INSTANCE, ctx.directory.person(ctx.actor).roles)


def lines(
    ctx: Context,
    *,
    every: bool = False,
    key: str | None = None,
    status: InstanceStatus | None = None,
    before: UUID | None = None,
    limit: int = PAGE,
) -> tuple[CaseLine, ...]:
    """Return cases, the newest first: the actor's own, or ``every`` one if they may see that."""
    query = (
        select(ProcessDefinition.name.label("process"), *_COLUMNS)
        .join(
            ProcessDefinition,
            (ProcessDefinition.tenant_id == ProcessInstance.tenant_id)
            & (ProcessDefinition.id == ProcessInstance.definition_id),
        )
        .where(ProcessInstance.tenant_id == ctx.tenant)
        .order_by(ProcessInstance.id.desc())
        .limit(limit)
    )
    if not (every and sees_every(ctx)):
        query = query.where(_is_of_actor(ctx))
    if key is not None:
        query = query.where(ProcessDefinition.key == key)
    if status is not None:
        query = query.where(ProcessInstance.status == status)
    if before is not None:
        query = query.where(ProcessInstance.id < before)
    rows = [dict(row._mapping) for row in ctx.session.execute(query)]
    tasks = _open_tasks(ctx, (row["id"] for row in rows))
    return tuple(CaseLine(**row, tasks=tasks.get(row["id"], ())) for row in rows)


@dataclass(frozen=True)
class Stuck:
    """A case that cannot go on, with the message of an open incident."""

    id: UUID
    title: str
    message: str
    since: datetime


def stuck(ctx: Context, limit: int = PAGE) -> tuple[Stuck, ...]:
    """Return the cases with open incidents, the latest trouble first; for those who handle incidents."""
    query = (
        select(ProcessInstance.id, ProcessInstance.title, Incident.message, Incident.created_at)
        .join(
            Incident,
            (Incident.tenant_id == ProcessInstance.tenant_id) & (Incident.instance_id == ProcessInstance.id),
        )
        .where(ProcessInstance.tenant_id == ctx.tenant, Incident.resolved_at.is_(None))
        .order_by(Incident.created_at.desc(), Incident.id.desc())
        .limit(limit)
    )
    return tuple(Stuck(*row) for row in ctx.session.execute(query))


def open_tasks(ctx: Context, instance_id: UUID) -> Sequence[UserTask]:
    """Return the work of a case that waits for people, oldest first."""
    return _open_tasks(ctx, [instance_id]).get(instance_id, ())


def own_tasks(ctx: Context, instance_id: UUID | None) -> list[UserTask]:
    """Return the work of a case that waits for the actor, in their own name or by standing in."""
    if instance_id is None:
        return []
    principals = ctx.directory.principals_of(ctx.actor, ctx.now)
    return [
        task
        for task in open_tasks(ctx, instance_id)
        if may_work_on(task, principals) or may_claim(task, principals)
    ]


def _has_part(ctx: Context, instance_id: UUID) -> bool:
    query = select(ProcessInstance.id).where(
        ProcessInstance.tenant_id == ctx.tenant, ProcessInstance.id == instance_id, _is_of_actor(ctx)
    )
    return ctx.session.scalar(query) is not None


def _is_of_actor(ctx: Context) -> ColumnElement[bool]:
    """Whether the actor has a part in a case; newest first, few have to be asked before a page is full."""
    principals = ctx.directory.principals_of(ctx.actor, ctx.now)
    done = exists().where(
        UserTask.tenant_id == ctx.tenant,
        UserTask.instance_id == ProcessInstance.id,
        or_(UserTask.completed_by == ctx.actor, UserTask.on_behalf_of == ctx.actor),
    )
    return or_(
        ProcessInstance.started_by == ctx.actor,
        ProcessInstance.id.in_(_waiting_for(ctx, principals)),
        done,
    )


def _waiting_for(ctx: Context, principals: Collection[str]) -> Select[UUID]:
    return (
        select(UserTask.instance_id)
        .join(TaskGrant, (TaskGrant.tenant_id == UserTask.tenant_id) & (TaskGrant.task_id == UserTask.id))
        .where(TaskGrant.tenant_id == ctx.tenant, TaskGrant.principal.in_(sorted(principals)))
    )


def _open_tasks(ctx: Context, instance_ids: Iterable[UUID]) -> dict[UUID, list[UserTask]]:
    rows = ctx.session.scalars(
        select(UserTask)
        .where(
            UserTask.tenant_id == ctx.tenant,
            UserTask.instance_id.in_(list(instance_ids)),
            UserTask.state == TaskState.OPEN,
        )
        .order_by(UserTask.id)
    )
    found: dict[UUID, list[UserTask]] = {}
    for row in rows:
        found.setdefault(row.instance_id, []).append(row)
    return found
