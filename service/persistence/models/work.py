"""What instances wait for: people, moments, neighbours, messages."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.persistence.base import Base, OfTenant, WithId

FAR_FUTURE: Final = datetime(9999, 12, 31, tzinfo=UTC)  # sorts tasks without a due date last

_OF_INSTANCE: Final = (
    ["tenant_id", "instance_id"],
    ["process_instances.tenant_id", "process_instances.id"],
)


class TaskState(StrEnum):
    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class JobKind(StrEnum):
    TIMER = "timer"
    CALL = "call"
    SIGNAL = "signal"
    START = "start"


class JobState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DEAD = "dead"
    CANCELLED = "cancelled"


class UserTask(WithId, Base):
    """Work for a person in an instance. ``held_until`` is set while the work is on hold (보류)."""

    __tablename__ = "user_tasks"
    __table_args__ = (
        ForeignKeyConstraint(*_OF_INSTANCE),
        Index("ix_user_tasks_instance", "tenant_id", "instance_id", "state"),
        Index("ix_user_tasks_done", "tenant_id", "completed_by", "ended_at"),
        Index("ix_user_tasks_on_behalf", "tenant_id", "on_behalf_of"),
    )

    instance_id: Mapped[UUID]
    token: Mapped[str]
    process_key: Mapped[str]
    element_id: Mapped[str]
    name: Mapped[str]
    title: Mapped[str]
    business_key: Mapped[str | None]
    form_key: Mapped[str | None]
    verb: Mapped[str | None]
    loop_index: Mapped[int | None]
    assignee: Mapped[str | None]
    candidate_users: Mapped[list[Any]]
    candidate_groups: Mapped[list[Any]]
    priority: Mapped[int]
    state: Mapped[TaskState]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    follow_up_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    held_reason: Mapped[str | None]
    claimed_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    completed_by: Mapped[str | None]
    on_behalf_of: Mapped[str | None]


class TaskGrant(OfTenant, Base):
    """Who may see and take an open task; the inbox reads along this key, nothing else."""

    __tablename__ = "task_grants"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "task_id"], ["user_tasks.tenant_id", "user_tasks.id"], ondelete="CASCADE"
        ),
        Index("ix_task_grants_task", "tenant_id", "task_id"),
    )

    principal: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(primary_key=True)


class Job(WithId, Base):
    """Work to do later or elsewhere. ``run_at`` is also the end of the lease, ``attempt`` the fencing token.

    ``key`` is unique and is the idempotency key that a neighbour sees on every attempt.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        ForeignKeyConstraint(*_OF_INSTANCE),
        Index(
            "ix_jobs_due",
            "run_at",
            "id",
            postgresql_where=text("state = 'open'"),
            sqlite_where=text("state = 'open'"),
        ),
        Index("ix_jobs_instance", "tenant_id", "instance_id"),
    )

    key: Mapped[str]
    kind: Mapped[JobKind]
    instance_id: Mapped[UUID | None]
    token: Mapped[str | None]
    element_id: Mapped[str | None]
    topic: Mapped[str | None]
    payload: Mapped[dict[str, Any]]
    retries: Mapped[str | None]
    state: Mapped[JobState]
    run_at: Mapped[datetime]
    attempt: Mapped[int]
    max_attempts: Mapped[int]
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Subscription(WithId, Base):
    """An instance (or a start event) that waits for a message or a signal."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        ForeignKeyConstraint(*_OF_INSTANCE),
        Index("ix_subscriptions_name", "tenant_id", "kind", "name", "correlation_key"),
        Index("ix_subscriptions_instance", "tenant_id", "instance_id"),
    )

    kind: Mapped[str]
    name: Mapped[str]
    correlation_key: Mapped[str | None]
    instance_id: Mapped[UUID | None]
    token: Mapped[str | None]
    definition_id: Mapped[UUID | None]
    element_id: Mapped[str]
    created_at: Mapped[datetime]


class MessageReceipt(OfTenant, Base):
    """A message that took effect; the same ``message_id`` again is answered, not delivered."""

    __tablename__ = "message_receipts"

    message_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    instance_id: Mapped[UUID | None]
    received_at: Mapped[datetime]
