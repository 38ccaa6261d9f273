"""Memos and directives."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.persistence.base import Base, OfTenant, WithId


class Memo(WithId, Base):
    """A short report without number or decision (메모보고)."""

    __tablename__ = "memos"
    __table_args__ = (Index("ix_memos_reporter", "tenant_id", "reporter_id", "sent_at"),)

    instance_id: Mapped[UUID | None]
    kind: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    reporter_id: Mapped[str]
    unit_task: Mapped[str | None]
    sent_at: Mapped[datetime]


class MemoReceipt(OfTenant, Base):
    """One reader of a memo: when they opened it, what they said or asked for."""

    __tablename__ = "memo_receipts"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "memo_id"], ["memos.tenant_id", "memos.id"]),
        Index("ix_memo_receipts_person", "tenant_id", "person_id"),
    )

    memo_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    read_at: Mapped[datetime | None]
    action: Mapped[str | None]
    text: Mapped[str | None]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    due_on: Mapped[date | None]


class Directive(WithId, Base):
    """An instruction that is followed until its issuer confirms it is done (지시사항)."""

    __tablename__ = "directives"
    __table_args__ = (Index("ix_directives_state", "tenant_id", "state", "due_on"),)

    instance_id: Mapped[UUID | None]
    kind: Mapped[str]
    title: Mapped[str]
    original_text: Mapped[str]
    arranged_text: Mapped[str | None]
    issuer_id: Mapped[str]
    recorded_by: Mapped[str]
    source: Mapped[str]
    source_memo_id: Mapped[UUID | None]
    lead_id: Mapped[str | None]
    due_on: Mapped[date | None]
    report_cycle: Mapped[str | None]
    disclosure: Mapped[str | None]
    state: Mapped[str]
    progress: Mapped[int]
    plan: Mapped[str | None]
    issued_at: Mapped[datetime]
    assigned_at: Mapped[datetime | None]
    planned_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class DirectiveReport(OfTenant, Base):
    """One line in the life of a directive: plan, progress report, objection, confirmation."""

    __tablename__ = "directive_reports"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "directive_id"], ["directives.tenant_id", "directives.id"]),
    )

    directive_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    text: Mapped[str]
    progress: Mapped[int | None]
    author_id: Mapped[str]
    created_at: Mapped[datetime]
