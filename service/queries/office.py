"""Memos and directives as their pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select

from service.context import Context
from service.domain.errors import NotFound
from service.domain.memos import Memo as Facts
from service.domain.memos import MemoKind, check_may_read
from service.persistence.models import Directive, DirectiveReport, Memo, MemoReceipt

PAGE: Final = 50


@dataclass(frozen=True)
class MemoView:
    memo: Memo
    receipts: Sequence[MemoReceipt]


def memo(ctx: Context, memo_id: UUID) -> MemoView:
    """Return a memo and who did what with it; a private one is not for deputies. Raises ``NotPermitted``."""
    row = ctx.session.get(Memo, (ctx.tenant, memo_id))
    if row is None:
        raise NotFound(f"no memo {memo_id}")
    receipts = ctx.session.scalars(
        select(MemoReceipt)
        .where(MemoReceipt.tenant_id == ctx.tenant, MemoReceipt.memo_id == memo_id)
        .order_by(MemoReceipt.role.desc(), MemoReceipt.person_id)
    ).all()
    people = {role: tuple(r.person_id for r in receipts if r.role == role) for role in ("to", "copy")}
    facts = Facts(
        MemoKind(row.kind), row.reporter_id, people["to"], row.title, row.body, copies=people["copy"]
    )
    check_may_read(facts, ctx.actor, ctx.directory, ctx.now)
    return MemoView(row, receipts)


def memos(ctx: Context, person_id: str, limit: int = PAGE) -> Sequence[Memo]:
    """Return the memos that a person sent or received, the latest first."""
    received = select(MemoReceipt.memo_id).where(
        MemoReceipt.tenant_id == ctx.tenant, MemoReceipt.person_id == person_id
    )
    query = (
        select(Memo)
        .where(Memo.tenant_id == ctx.tenant, or_(Memo.reporter_id == person_id, Memo.id.in_(received)))
        .order_by(Memo.sent_at.desc())
        .limit(limit)
    )
    return ctx.session.scalars(query).all()


@dataclass(frozen=True)
class DirectiveView:
    directive: Directive
    reports: Sequence[DirectiveReport]


def directive(ctx: Context, directive_id: UUID) -> DirectiveView:
    """Return a directive and its life so far."""
    row = ctx.session.get(Directive, (ctx.tenant, directive_id))
    if row is None:
        raise NotFound(f"no directive {directive_id}")
    reports = ctx.session.scalars(
        select(DirectiveReport)
        .where(DirectiveReport.tenant_id == ctx.tenant, DirectiveReport.directive_id == directive_id)
        .order_by(DirectiveReport.seq)
    ).all()
    return DirectiveView(row, reports)


def directives(ctx: Context, *, open_only: bool = True, limit: int = PAGE) -> Sequence[Directive]:
    """Return directives by due day; those without one come last."""
    query = (
        select(Directive)
        .where(Directive.tenant_id == ctx.tenant)
        .order_by(Directive.due_on.is_(None), Directive.due_on, Directive.id)
        .limit(limit)
    )
    if open_only:
        query = query.where(Directive.ended_at.is_(None))
    return ctx.session.scalars(query).all()
