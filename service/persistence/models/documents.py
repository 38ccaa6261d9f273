"""Documents with every version, step and opinion on record (decree on office work, art. 22 (1))."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.persistence.base import Base, OfTenant, WithId

_OF_DOCUMENT = (["tenant_id", "document_id"], ["documents.tenant_id", "documents.id"])


class Document(WithId, Base):
    """The document card (문서관리카드): what the register needs; the text lies in its versions."""

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("tenant_id", "register_unit", "register_year", "register_serial"),
        Index("ix_documents_unit", "tenant_id", "unit_code", "registered_at"),
        Index("ix_documents_drafter", "tenant_id", "drafter_id", "created_at"),
        Index("ix_documents_instance", "tenant_id", "instance_id"),
    )

    instance_id: Mapped[UUID | None]
    state: Mapped[str]
    title: Mapped[str]
    work_type: Mapped[str | None]
    grade: Mapped[str | None]
    amount: Mapped[Decimal | None]
    drafter_id: Mapped[str]
    unit_code: Mapped[str]
    unit_task: Mapped[str | None]
    retention: Mapped[str | None]
    disclosure: Mapped[str | None]
    disclosure_clause: Mapped[str | None]
    rule_id: Mapped[str | None]
    line: Mapped[dict[str, Any] | None]
    working_copy: Mapped[dict[str, Any] | None]
    memo_id: Mapped[UUID | None]
    version: Mapped[int]
    round: Mapped[int]
    register_unit: Mapped[str | None]
    register_year: Mapped[int | None]
    register_serial: Mapped[int | None]
    number: Mapped[str | None]
    registered_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class DocumentVersion(OfTenant, Base):
    """The text as one person left it; rows are never changed. ``digest`` seals ``content``."""

    __tablename__ = "document_versions"
    __table_args__ = (ForeignKeyConstraint(*_OF_DOCUMENT),)

    document_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]]
    digest: Mapped[str]
    author_id: Mapped[str]
    reason: Mapped[str]
    created_at: Mapped[datetime]


class ApprovalStep(WithId, Base):
    """One step of the report path (보고경로) of one round: planned by rule, bound when it becomes active.

    ``step_key`` is the step's id on the line; ``holder_id`` whose step it is, also while somebody stands
    in; ``acted_by`` who acted. ``reason`` says why this person, as data and as one sentence in Korean
    and English. ``state`` is planned, active, done, skipped, left_out or dropped (the round ended before).
    """

    __tablename__ = "approval_steps"
    __table_args__ = (
        ForeignKeyConstraint(*_OF_DOCUMENT),
        UniqueConstraint("tenant_id", "document_id", "round", "seq"),
    )

    document_id: Mapped[UUID]
    round: Mapped[int]
    seq: Mapped[int]
    step_key: Mapped[str]
    kind: Mapped[str]
    stage: Mapped[int]
    unit_code: Mapped[str]
    post: Mapped[str]
    person_id: Mapped[str | None]
    holder_id: Mapped[str | None]
    acted_by: Mapped[str | None]
    capacity: Mapped[str]
    marks: Mapped[list[Any]]
    skipped: Mapped[str]
    reason: Mapped[dict[str, Any]]
    state: Mapped[str]
    outcome: Mapped[str | None]
    version_read: Mapped[int | None]
    version_out: Mapped[int | None]
    activated_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Opinion(WithId, Base):
    """What somebody said about which version, in which capacity; never changed, never dropped on rework."""

    __tablename__ = "opinions"
    __table_args__ = (
        ForeignKeyConstraint(*_OF_DOCUMENT),
        Index("ix_opinions_document", "tenant_id", "document_id", "created_at"),
    )

    document_id: Mapped[UUID]
    version: Mapped[int]
    step_id: Mapped[UUID | None]
    kind: Mapped[str]
    text: Mapped[str]
    author_id: Mapped[str]
    on_behalf_of: Mapped[str | None]
    capacity: Mapped[str]
    created_at: Mapped[datetime]


class RegisterSeries(OfTenant, Base):
    """The next register number of a unit in a year; its row lock orders the registrations."""

    __tablename__ = "register_series"

    unit_code: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    next_serial: Mapped[int]
