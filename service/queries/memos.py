"""The pages of memos: lists with the marks of who has read them, and what came of one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from service.context import Context
from service.persistence.models import Directive, Document, Memo, MemoReceipt

PAGE: Final = 50


@dataclass(frozen=True)
class MemoLine:
    """A memo in a list; ``own`` is the receipt of the person whose list it is, if they received it."""

    memo: Memo
    receipts: Sequence[MemoReceipt]
    own: MemoReceipt | None

    @property
    def is_unread(self) -> bool:
        return self.own is not None and self.own.read_at is None

    @property
    def read_count(self) -> int:
        return sum(receipt.read_at is not None for receipt in self.receipts)


def received(
    ctx: Context, person_id: str, before: UUID | None = None, limit: int = PAGE
) -> tuple[MemoLine, ...]:
    """Return the memos that a person received, copies included, the latest first."""
    to_me = select(MemoReceipt.memo_id).where(
        MemoReceipt.tenant_id == ctx.tenant, MemoReceipt.person_id == person_id
    )
    return _lines(ctx, person_id, Memo.id.in_(to_me), before, limit)


def sent(ctx: Context, person_id: str, before: UUID | None = None, limit: int = PAGE) -> tuple[MemoLine, ...]:
    """Return the memos that a person wrote, the latest first."""
    return _lines(ctx, person_id, Memo.reporter_id == person_id, before, limit)


def count_unread(ctx: Context, person_id: str) -> int:
    """Return how many memos for the person they have not opened yet."""
    query = select(func.count()).where(
        MemoReceipt.tenant_id == ctx.tenant,
        MemoReceipt.person_id == person_id,
        MemoReceipt.read_at.is_(None),
    )
    return ctx.session.scalar(query) or 0


@dataclass(frozen=True)
class Results:
    """What came of a memo."""

    directives: Sequence[Directive]
    documents: Sequence[Document]


def results(ctx: Context, memo_id: UUID) -> Results:
    """Return the directives and documents that a memo led to, oldest first."""
    directives = select(Directive).where(
        Directive.tenant_id == ctx.tenant, Directive.source_memo_id == memo_id
    )
    documents = select(Document).where(Document.tenant_id == ctx.tenant, Document.memo_id == memo_id)
    return Results(
        ctx.session.scalars(directives.order_by(Directive.id)).all(),
        ctx.session.scalars(documents.order_by(Document.id)).all(),
    )


def _lines(
    ctx: Context, person_id: str, which: ColumnElement[bool], before: UUID | None, limit: int
) -> tuple[MemoLine, ...]:
    query = select(Memo).where(Memo.tenant_id == ctx.tenant, which).order_by(Memo.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Memo.id < before)
    found = ctx.session.scalars(query).all()
    receipts = _receipts(ctx, (memo.id for memo in found))
    return tuple(_line(memo, receipts.get(memo.id, ()), person_id) for memo in found)


def _line(memo: Memo, receipts: Sequence[MemoReceipt], person_id: str) -> MemoLine:
    own = next((receipt for receipt in receipts if receipt.person_id == person_id), None)
    return MemoLine(memo, receipts, own)


def _receipts(ctx: Context, memo_ids: Iterable[UUID]) -> dict[UUID, Sequence[MemoReceipt]]:
    rows = ctx.session.scalars(
        select(MemoReceipt)
        .where(MemoReceipt.tenant_id == ctx.tenant, MemoReceipt.memo_id.in_(list(memo_ids)))
        .order_by(MemoReceipt.memo_id, MemoReceipt.role.desc(), MemoReceipt.person_id)
    )
    return {memo_id: tuple(group) for memo_id, group in groupby(rows, lambda row: row.memo_id)}
