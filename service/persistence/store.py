"""The hot path: lock an instance, and write what the engine made of it, in few statements.

Core, not ORM: a completion costs half the CPU (``service/docs/adr/0003``). Lock order is instance row,
then tasks and jobs; a transaction never holds two instance rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import BindParameter, CursorResult, Table, Update, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from service.domain.errors import Conflict, NotFound
from service.persistence.models.process import HistoryEntry, InstanceStatus, ProcessInstance
from service.persistence.models.work import Job, JobState, Subscription, TaskGrant, TaskState, UserTask

_instances = cast(Table, ProcessInstance.__table__)
_tasks = cast(Table, UserTask.__table__)
_grants = cast(Table, TaskGrant.__table__)
_jobs = cast(Table, Job.__table__)
_subscriptions = cast(Table, Subscription.__table__)
_history = cast(Table, HistoryEntry.__table__)

Values = Mapping[str, Any]


@dataclass(frozen=True)
class LockedInstance:
    """An instance as it stood when its row was locked; nobody else changes it until we commit."""

    id: UUID
    definition_id: UUID
    business_key: str | None
    title: str
    status: InstanceStatus
    state: bytes
    open_tokens: Mapping[str, str]
    revision: int
    seq: int
    head: bytes
    started_by: str
    started_at: datetime


@dataclass(frozen=True)
class OpenTask:
    """A user task as it stood when its instance was locked."""

    id: UUID
    instance_id: UUID
    token: str
    process_key: str
    element_id: str
    name: str
    form_key: str | None
    verb: str | None
    assignee: str | None
    candidate_users: Sequence[str]
    candidate_groups: Sequence[str]
    due_at: datetime | None
    state: TaskState
    completed_by: str | None
    ended_at: datetime | None


@dataclass(frozen=True)
class Ending:
    """The one task or job whose end is the reason for a change."""

    task_id: UUID | None = None
    completed_by: str | None = None
    on_behalf_of: str | None = None
    job_id: UUID | None = None
    attempt: int | None = None


@dataclass(frozen=True)
class Change:
    """Everything that one act changes in an instance; written whole or not at all.

    ``revision`` is the one that was read, or None for an instance that begins with this change.
    ``gone`` are tokens that no longer wait; their tasks, jobs and subscriptions are closed.
    """

    instance: Values
    revision: int | None
    at: datetime
    ending: Ending | None = None
    gone: Mapping[str, str] = field(default_factory=dict)
    tasks: Sequence[Values] = ()
    grants: Sequence[Values] = ()
    jobs: Sequence[Values] = ()
    subscriptions: Sequence[Values] = ()
    history: Sequence[Values] = ()


# Built once: putting a statement together costs more than running it.
_TENANT: BindParameter[int] = bindparam("tenant")
_ID: BindParameter[UUID] = bindparam("row_id")
_LOCK_INSTANCE = (
    select(*[_instances.c[name] for name in LockedInstance.__dataclass_fields__])
    .where(_instances.c.tenant_id == _TENANT, _instances.c.id == _ID)
    .with_for_update()
)
_LOCK_INSTANCE_OF_TASK = (
    select(*[_instances.c[name] for name in LockedInstance.__dataclass_fields__])
    .where(
        _instances.c.tenant_id == _TENANT,
        _instances.c.id
        == select(_tasks.c.instance_id)
        .where(_tasks.c.tenant_id == _TENANT, _tasks.c.id == _ID)
        .scalar_subquery(),
    )
    .with_for_update()
)
_READ_TASK = select(*[_tasks.c[name] for name in OpenTask.__dataclass_fields__]).where(
    _tasks.c.tenant_id == _TENANT, _tasks.c.id == _ID
)
_END_TASK = (
    update(_tasks)
    .where(_tasks.c.tenant_id == _TENANT, _tasks.c.id == _ID, _tasks.c.state == TaskState.OPEN)
    .values(
        state=TaskState.COMPLETED,
        ended_at=bindparam("at"),
        completed_by=bindparam("by"),
        on_behalf_of=bindparam("behalf"),
    )
)
_DROP_GRANTS = delete(_grants).where(_grants.c.tenant_id == _TENANT, _grants.c.task_id == _ID)
_END_JOB = (
    update(_jobs)
    .where(
        _jobs.c.tenant_id == _TENANT,
        _jobs.c.id == _ID,
        _jobs.c.attempt == bindparam("claimed"),
        _jobs.c.state == JobState.OPEN,
    )
    .values(state=JobState.DONE, ended_at=bindparam("at"), error=None)
)


@cache
def _update_instance(columns: tuple[str, ...]) -> Update:
    """Return the statement that changes these columns of an instance that is as it was read."""
    return (
        update(_instances)
        .where(
            _instances.c.tenant_id == _TENANT,
            _instances.c.id == _ID,
            _instances.c.revision == bindparam("read_revision"),
        )
        .values({name: bindparam(f"new_{name}") for name in (*columns, "revision")})
    )


def lock_instance(session: Session, tenant: int, instance_id: UUID) -> LockedInstance:
    """Return the instance, locked until the transaction ends; raise ``NotFound`` or ``Conflict``.

    ``Conflict`` says that the instance has ended, by whose act or when.
    """
    row = session.execute(_LOCK_INSTANCE, {"tenant": tenant, "row_id": instance_id}).one_or_none()
    if row is None:
        raise NotFound(f"no process instance {instance_id}")
    instance = LockedInstance(**row._mapping)
    if instance.status != InstanceStatus.ACTIVE:
        raise Conflict(f"process instance {instance_id} has {instance.status}", {"state": instance.status})
    return instance


def open_for_update(session: Session, tenant: int, task_id: UUID) -> tuple[OpenTask, LockedInstance]:
    """Lock the instance of the task, then read the task; both stay as they are until we commit.

    Raises ``NotFound``, or ``Conflict`` with who ended the task and when in its facts.
    """
    key = {"tenant": tenant, "row_id": task_id}
    row = session.execute(_LOCK_INSTANCE_OF_TASK, key).one_or_none()
    if row is None:
        raise NotFound(f"no user task {task_id}")
    task = OpenTask(**session.execute(_READ_TASK, key).one()._mapping)
    if task.state != TaskState.OPEN:
        raise Conflict(
            _how_it_ended(task), {"by": task.completed_by, "at": task.ended_at, "state": task.state}
        )
    return task, LockedInstance(**row._mapping)


def _how_it_ended(task: OpenTask) -> str:
    by = f" by {task.completed_by}" if task.completed_by else ""
    return f"user task {task.id} was {task.state}{by} at {task.ended_at:%Y-%m-%d %H:%M:%S} UTC"


def save(session: Session, tenant: int, change: Change) -> None:
    """Write ``change``; raise ``Conflict`` if anything in it is no longer as it was read."""
    _write_instance(session, tenant, change)
    if change.ending is not None:
        _end(session, tenant, change.ending, change.at)
    if change.gone:
        _close(session, tenant, change)
    for table, rows in (
        (_tasks, change.tasks),
        (_grants, change.grants),
        (_jobs, change.jobs),
        (_subscriptions, change.subscriptions),
        (_history, change.history),
    ):
        if rows:
            session.execute(insert(table), [dict(row) for row in rows])


def _write_instance(session: Session, tenant: int, change: Change) -> None:
    if change.revision is None:
        session.execute(insert(_instances).values(tenant_id=tenant, revision=1, **change.instance))
        return
    values = {name: value for name, value in change.instance.items() if name != "id"}
    given = {f"new_{name}": value for name, value in values.items()}
    given |= {
        "tenant": tenant,
        "row_id": change.instance["id"],
        "read_revision": change.revision,
        "new_revision": change.revision + 1,
    }
    _one(
        session,
        _update_instance(tuple(values)),
        given,
        "the process instance was changed at the same moment",
    )


def _end(session: Session, tenant: int, ending: Ending, at: datetime) -> None:
    if ending.task_id is not None:
        key = {"tenant": tenant, "row_id": ending.task_id}
        given = {**key, "at": at, "by": ending.completed_by, "behalf": ending.on_behalf_of}
        _one(session, _END_TASK, given, f"user task {ending.task_id} is no longer open")
        session.execute(_DROP_GRANTS, key)
    if ending.job_id is not None:
        given = {"tenant": tenant, "row_id": ending.job_id, "claimed": ending.attempt, "at": at}
        _one(session, _END_JOB, given, f"job {ending.job_id} was taken over by another worker")


def _close(session: Session, tenant: int, change: Change) -> None:
    """Close what waited at tokens that are gone; what has just ended no longer matches."""
    instance_id, kinds = change.instance["id"], set(change.gone.values())
    tokens = list(change.gone)
    if "user_task" in kinds:
        closed = session.execute(
            update(_tasks)
            .where(
                _tasks.c.tenant_id == tenant,
                _tasks.c.instance_id == instance_id,
                _tasks.c.state == TaskState.OPEN,
                _tasks.c.token.in_(tokens),
            )
            .values(state=TaskState.CANCELLED, ended_at=change.at)
            .returning(_tasks.c.id)
        ).scalars()
        if ids := list(closed):
            session.execute(delete(_grants).where(_grants.c.tenant_id == tenant, _grants.c.task_id.in_(ids)))
    if kinds & {"timer", "service_call"}:
        session.execute(
            update(_jobs)
            .where(
                _jobs.c.tenant_id == tenant,
                _jobs.c.instance_id == instance_id,
                _jobs.c.state.in_([JobState.OPEN, JobState.DEAD]),
                _jobs.c.token.in_(tokens),
            )
            .values(state=JobState.CANCELLED, ended_at=change.at)
        )
    if kinds & {"message", "signal"}:
        session.execute(
            delete(_subscriptions).where(
                _subscriptions.c.tenant_id == tenant,
                _subscriptions.c.instance_id == instance_id,
                _subscriptions.c.token.in_(tokens),
            )
        )


def _one(session: Session, statement: Update, given: Values, otherwise: str) -> None:
    if cast("CursorResult[Any]", session.execute(statement, dict(given))).rowcount != 1:
        raise Conflict(otherwise)
