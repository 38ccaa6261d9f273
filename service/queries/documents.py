"""Documents: the card with versions, report path and opinions; the register; the preview of a route."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, or_, select

from service import catalogue
from service.context import Context
from service.domain.approval_line import Line
from service.domain.errors import NotFound, NotPermitted
from service.persistence.models import (
    ApprovalStep,
    Document,
    DocumentVersion,
    MemoReceipt,
    Opinion,
    UnitTask,
)

PAGE: Final = 50


@dataclass(frozen=True)
class Card:
    """A document card; ``steps`` are of the current round, ``earlier`` of the rounds before it."""

    document: Document
    versions: Sequence[DocumentVersion]
    steps: Sequence[ApprovalStep]
    earlier: Sequence[ApprovalStep]
    opinions: Sequence[Opinion]

    @property
    def content(self) -> Mapping[str, Any]:
        """The text of the newest version; empty before the first."""
        return self.versions[-1].content if self.versions else {}


def card(ctx: Context, document_id: UUID) -> Card:
    """Return the card; raise ``NotFound``, or ``NotPermitted`` if the actor may not read it."""
    document = ctx.session.get(Document, (ctx.tenant, document_id))
    if document is None:
        raise NotFound(f"no document {document_id}")
    steps = list(
        ctx.session.scalars(
            select(ApprovalStep)
            .where(ApprovalStep.tenant_id == ctx.tenant, ApprovalStep.document_id == document_id)
            .order_by(ApprovalStep.round, ApprovalStep.seq)
        )
    )
    _check_readable(ctx, document, steps)
    versions = ctx.session.scalars(
        select(DocumentVersion)
        .where(DocumentVersion.tenant_id == ctx.tenant, DocumentVersion.document_id == document_id)
        .order_by(DocumentVersion.version)
    ).all()
    opinions = ctx.session.scalars(
        select(Opinion)
        .where(Opinion.tenant_id == ctx.tenant, Opinion.document_id == document_id)
        .order_by(Opinion.created_at, Opinion.id)
    ).all()
    current = [step for step in steps if step.round == document.round]
    return Card(document, versions, current, [s for s in steps if s.round != document.round], opinions)


def of_instance(ctx: Context, instance_id: UUID) -> UUID | None:
    """Return the document that an instance is about, if it is about one."""
    return ctx.session.scalar(
        select(Document.id).where(Document.tenant_id == ctx.tenant, Document.instance_id == instance_id)
    )


def register(
    ctx: Context, unit_codes: Sequence[str], before: tuple[datetime, UUID] | None = None, limit: int = PAGE
) -> Sequence[Document]:
    """Return the registered documents of these units, the latest first, from the cursor ``before`` on."""
    query = (
        select(Document)
        .where(
            Document.tenant_id == ctx.tenant,
            Document.unit_code.in_(unit_codes),
            Document.registered_at.is_not(None),
        )
        .order_by(Document.registered_at.desc(), Document.id.desc())
        .limit(limit)
    )
    if before is not None:
        moment, last = before
        query = query.where(
            or_(
                Document.registered_at < moment,
                and_(Document.registered_at == moment, Document.id < last),
            )
        )
    return ctx.session.scalars(query).all()


def drafted_by(ctx: Context, person_id: str, limit: int = PAGE) -> Sequence[Document]:
    """Return the person's own documents in whatever state, the latest first."""
    query = (
        select(Document)
        .where(Document.tenant_id == ctx.tenant, Document.drafter_id == person_id)
        .order_by(Document.created_at.desc())
        .limit(limit)
    )
    return ctx.session.scalars(query).all()


def preview_line(
    ctx: Context, drafter_id: str, work_type: str, grade: str | None, amount: Any, at: datetime | None = None
) -> Line:
    """Return the line such a matter would take, bound to the people of ``at`` (now by default).

    A preview stays a preview: every step is bound again when it becomes active, and a line that may not
    be submitted is shown with its warnings. Raises ``LineError`` where there is no line.
    """
    return catalogue.delegated_line(ctx, drafter_id, work_type, grade, amount, at or ctx.now)


def unit_tasks(ctx: Context, unit_code: str | None = None) -> Sequence[UnitTask]:
    """Return the unit tasks (단위과제) under which documents are filed, the unit's own first."""
    query = select(UnitTask).where(UnitTask.tenant_id == ctx.tenant).order_by(UnitTask.code)
    rows = list(ctx.session.scalars(query))
    return sorted(rows, key=lambda row: (row.unit_code != unit_code, row.code))


def _check_readable(ctx: Context, document: Document, steps: Sequence[ApprovalStep]) -> None:
    """Let participants, the drafter's unit and those above it read; a registered open document anyone."""
    if ctx.actor == document.drafter_id or _takes_part(ctx, steps) or _is_asked_in_memo(ctx, document):
        return
    if document.registered_at is not None and document.disclosure == "공개":
        return
    own = ctx.directory.person(ctx.actor).unit_code
    if own in {unit.code for unit in ctx.directory.upward(document.unit_code)}:
        return
    raise NotPermitted(f"document {document.id} is not for {ctx.actor} to read")


def _takes_part(ctx: Context, steps: Sequence[ApprovalStep]) -> bool:
    me = {p.removeprefix("user:") for p in ctx.directory.principals_of(ctx.actor, ctx.now)}
    return any({step.person_id, step.holder_id, step.acted_by} & me for step in steps)


def _is_asked_in_memo(ctx: Context, document: Document) -> bool:
    query = select(MemoReceipt.memo_id).where(
        MemoReceipt.tenant_id == ctx.tenant, MemoReceipt.person_id == ctx.actor
    )
    return document.memo_id is not None and document.memo_id in set(ctx.session.scalars(query))
