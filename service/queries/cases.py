"""The pages of cases: which a person may see, where each stands, and who has it now."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, or_, select

from service.context import Context
from service.domain.assignment import may_claim, may_work_on
from service.domain.errors import NotPermitted
from service.domain.permissions import Act, may
from service.persistence.models import (
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
    """A case in a list; ``tasks`` are those that wait for people now."""

    id: UUID
    title: str
    process: str
    status: InstanceStatus
    started_by: str
    started_at: Any
    updated_at: Any
    ended_at: Any
    tasks: Sequence[UserTask]


_COLUMNS: Final = tuple(
    getattr(ProcessInstance, name)
    for name in ("id", "title", "status", "started_by", "started_at", "updated_at", "ended_at")
)


def case(ctx: Context, instance_id: UUID) -> InstanceView:
    """Return a case; raise ``NotFound``, or ``NotPermitted`` if the actor has no part in it.

    A part have who started it, who worked on it or may do so now, and those who may see every case.
    """
    view = instances.instance(ctx, instance_id)
    if sees_every(ctx) or ctx.session.scalar(_of_actor(ctx).where(ProcessInstance.id == instance_id)):
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
        query = query.where(ProcessInstance.id.in_(_of_actor(ctx)))
    if key is not None:
        query = query.where(ProcessDefinition.key == key)
    if status is not None:
        query = query.where(ProcessInstance.status == status)
    if before is not None:
        query = query.where(ProcessInstance.id < before)
    rows = [dict(row._mapping) for row in ctx.session.execute(query)]
    tasks = _open_tasks(ctx, (row["id"] for row in rows))
    return tuple(CaseLine(**row, tasks=tasks.get(row["id"], ())) for row in rows)


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


def _of_actor(ctx: Context) -> Select[tuple[UUID]]:
    """Select the ids of the cases in which the actor has a part."""
    principals = ctx.directory.principals_of(ctx.actor, ctx.now)
    done = select(UserTask.instance_id).where(
        UserTask.tenant_id == ctx.tenant,
        or_(UserTask.completed_by == ctx.actor, UserTask.on_behalf_of == ctx.actor),
    )
    return select(ProcessInstance.id).where(
        ProcessInstance.tenant_id == ctx.tenant,
        or_(
            ProcessInstance.started_by == ctx.actor,
            ProcessInstance.id.in_(done),
            ProcessInstance.id.in_(_waiting_for(ctx, principals)),
        ),
    )


def _waiting_for(ctx: Context, principals: Collection[str]) -> Select[tuple[UUID]]:
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
