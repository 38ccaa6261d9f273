"""Definitions, instances, their history and their incidents."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.persistence.base import Base, OfTenant, WithId


class InstanceStatus(StrEnum):
    ACTIVE = "active"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Deployment(WithId, Base):
    """Models, decisions and forms that were put in together; ``digest`` covers all of their bytes."""

    __tablename__ = "deployments"

    name: Mapped[str]
    digest: Mapped[str]
    deployed_at: Mapped[datetime]
    deployed_by: Mapped[str]


class ProcessDefinition(WithId, Base):
    """One version of a process. ``forms`` pins each form key to the form of that moment.

    ``starts`` and ``elements`` come from the model, so that pages and lists need not parse it.
    """

    __tablename__ = "process_definitions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key", "version"),
        ForeignKeyConstraint(["tenant_id", "deployment_id"], ["deployments.tenant_id", "deployments.id"]),
    )

    deployment_id: Mapped[UUID]
    key: Mapped[str]
    version: Mapped[int]
    name: Mapped[str]
    version_tag: Mapped[str | None]
    file: Mapped[str]
    digest: Mapped[str]
    xml: Mapped[bytes]
    svg: Mapped[str | None]
    forms: Mapped[dict[str, Any]]
    starts: Mapped[list[Any]]
    elements: Mapped[dict[str, Any]]
    deployed_at: Mapped[datetime]


class DecisionDefinition(WithId, Base):
    """One version of a decision; several decisions of one file each have a row."""

    __tablename__ = "decision_definitions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key", "version"),
        ForeignKeyConstraint(["tenant_id", "deployment_id"], ["deployments.tenant_id", "deployments.id"]),
    )

    deployment_id: Mapped[UUID]
    key: Mapped[str]
    version: Mapped[int]
    name: Mapped[str]
    file: Mapped[str]
    digest: Mapped[str]
    xml: Mapped[bytes]
    deployed_at: Mapped[datetime]


class FormDefinition(WithId, Base):
    """One version of a form; ``key`` is PROCESS/FORM."""

    __tablename__ = "form_definitions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key", "version"),
        ForeignKeyConstraint(["tenant_id", "deployment_id"], ["deployments.tenant_id", "deployments.id"]),
    )

    deployment_id: Mapped[UUID]
    key: Mapped[str]
    version: Mapped[int]
    file: Mapped[str]
    digest: Mapped[str]
    schema: Mapped[dict[str, Any]]
    deployed_at: Mapped[datetime]


class ProcessInstance(WithId, Base):
    """One run. ``open_tokens`` maps each waiting token to its kind; ``seq`` and ``head`` end its history."""

    __tablename__ = "process_instances"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "definition_id"], ["process_definitions.tenant_id", "process_definitions.id"]
        ),
        Index("ix_process_instances_business_key", "tenant_id", "business_key"),
        Index("ix_process_instances_status", "tenant_id", "status", "started_at"),
        Index("ix_process_instances_starter", "tenant_id", "started_by", "id"),
        {"postgresql_with": {"fillfactor": "70"}},
    )

    definition_id: Mapped[UUID]
    business_key: Mapped[str | None]
    title: Mapped[str]
    status: Mapped[InstanceStatus]
    state: Mapped[bytes]
    open_tokens: Mapped[dict[str, Any]]
    revision: Mapped[int]
    seq: Mapped[int]
    head: Mapped[bytes]
    started_by: Mapped[str]
    started_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class HistoryEntry(OfTenant, Base):
    """One line of the history; rows are added and never changed (triggers see to it).

    ``hash`` chains the entry to the one before it (``service.persistence.ledger``).
    """

    __tablename__ = "history"

    instance_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    element_id: Mapped[str | None]
    actor: Mapped[str]
    payload: Mapped[str]
    hash: Mapped[bytes]


class Incident(WithId, Base):
    """Why an instance or a job cannot go on; open until a person resolves it."""

    __tablename__ = "incidents"
    __table_args__ = (
        Index(
            "ix_incidents_open",
            "tenant_id",
            "created_at",
            postgresql_where=text("resolved_at IS NULL"),
            sqlite_where=text("resolved_at IS NULL"),
        ),
        Index("ix_incidents_instance", "tenant_id", "instance_id"),
    )

    instance_id: Mapped[UUID | None]
    job_id: Mapped[UUID | None]
    element_id: Mapped[str | None]
    kind: Mapped[str]
    code: Mapped[str | None]
    message: Mapped[str]
    created_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None]
