"""The hot path: lock an instance, and write what the engine made of it, in few statements.

Core, not ORM: a completion costs half the CPU (``service/docs/adr/0003``). Lock order is instance row,
then tasks and jobs; a transaction never holds two instance rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, Table, delete, insert, select, update
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


_INSTANCE_COLUMNS = [_instances.c[name] for name in LockedInstance.__dataclass_fields__]
_TASK_COLUMNS = [_tasks.c[name] for name in OpenTask.__dataclass_fields__]


def lock_instance(session: Session, tenant: int, instance_id: UUID) -> LockedInstance:
    """Return the instance, locked until the transaction ends; raise ``NotFound`` or ``Conflict``.

    ``Conflict`` says that the instance has ended, by whose act or when.
    """
    query = select(*_INSTANCE_COLUMNS).where(_instances.c.tenant_id == tenant, _instances.c.id == instance_id)
    return _locked(session, query, f"process instance {instance_id}")


def open_for_update(session: Session, tenant: int, task_id: UUID) -> tuple[OpenTask, LockedInstance]:
    """Lock the instance of the task, then read the task; both stay as they are until we commit.

    Raises ``NotFound``, or ``Conflict`` with who ended the task and when in its facts.
    """
    owner = select(_tasks.c.instance_id).where(_tasks.c.tenant_id == tenant, _tasks.c.id == task_id)
    query = select(*_INSTANCE_COLUMNS).where(
        _instances.c.tenant_id == tenant, _instances.c.id == owner.scalar_subquery()
    )
    row = session.execute(query.with_for_update()).one_or_none()
    if row is None:
        raise NotFound(f"no user task {task_id}")
    found = session.execute(
        select(*_TASK_COLUMNS).where(_tasks.c.tenant_id == tenant, _tasks.c.id == task_id)
    ).one()
    task = OpenTask(**found._mapping)
    if task.state != TaskState.OPEN:
        raise Conflict(
            _how_it_ended(task), {"by": task.completed_by, "at": task.ended_at, "state": task.state}
        )
    return task, LockedInstance(**row._mapping)


def _locked(session: Session, query: Any, what: str) -> LockedInstance:
    row = session.execute(query.with_for_update()).one_or_none()
    if row is None:
        raise NotFound(f"no {what}")
    instance = LockedInstance(**row._mapping)
    if instance.status != InstanceStatus.ACTIVE:
        raise Conflict(f"{what} has {instance.status}", {"state": instance.status})
    return instance


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
    statement = (
        update(_instances)
        .where(
            _instances.c.tenant_id == tenant,
            _instances.c.id == change.instance["id"],
            _instances.c.revision == change.revision,
        )
        .values(revision=change.revision + 1, **{k: v for k, v in change.instance.items() if k != "id"})
    )
    _one(session, statement, "the process instance was changed at the same moment")


def _end(session: Session, tenant: int, ending: Ending, at: datetime) -> None:
    if ending.task_id is not None:
        statement = (
            update(_tasks)
            .where(
                _tasks.c.tenant_id == tenant,
                _tasks.c.id == ending.task_id,
                _tasks.c.state == TaskState.OPEN,
            )
            .values(
                state=TaskState.COMPLETED,
                ended_at=at,
                completed_by=ending.completed_by,
                on_behalf_of=ending.on_behalf_of,
            )
        )
        _one(session, statement, f"user task {ending.task_id} is no longer open")
        session.execute(
            delete(_grants).where(_grants.c.tenant_id == tenant, _grants.c.task_id == ending.task_id)
        )
    if ending.job_id is not None:
        done = (
            update(_jobs)
            .where(
                _jobs.c.tenant_id == tenant,
                _jobs.c.id == ending.job_id,
                _jobs.c.attempt == ending.attempt,
                _jobs.c.state == JobState.OPEN,
            )
            .values(state=JobState.DONE, ended_at=at, error=None)
        )
        _one(session, done, f"job {ending.job_id} was taken over by another worker")


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


def _one(session: Session, statement: Any, otherwise: str) -> None:
    if cast("CursorResult[Any]", session.execute(statement)).rowcount != 1:
        raise Conflict(otherwise)
