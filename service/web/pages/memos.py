"""Memos (메모보고): what a person received and sent, and one memo with its readers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import render_template, request

from service.commands.memos import COPY, mark_read
from service.context import Context
from service.domain.directory import Directory
from service.persistence.models import MemoReceipt
from service.queries import cases, office
from service.queries import memos as queries
from service.queries.memos import MemoLine
from service.web.current import reading, transaction
from service.web.pages.asking import asked_uuid
from service.web.pages.naming import Named, named
from service.web.pages.wording import MEMO_ACTIONS, MEMO_KINDS, say

SENT = "sent"


@dataclass(frozen=True)
class Row:
    """A memo in a list. ``other`` is who wrote it, or of those sent the first reader."""

    id: UUID
    title: str
    kind: str
    is_urgent: bool
    is_unread: bool
    other: Named
    more: int
    sent_at: datetime
    read_count: int
    reader_count: int
    answer: str


@dataclass(frozen=True)
class Reader:
    """``for_reader`` is who answered in the reader's place."""

    who: Named
    is_copy: bool
    read_at: datetime | None
    answered_at: datetime | None
    action: str
    text: str | None
    due_on: date | None
    for_reader: Named | None


def memos() -> str:
    """Show the memos that the actor received, or with ``box=sent`` those they sent."""
    box = SENT if request.args.get("box") == SENT else "received"
    before = asked_uuid("before")
    with reading() as ctx:
        find = queries.sent if box == SENT else queries.received
        lines = find(ctx, ctx.actor, before, queries.PAGE)
        rows = [_row(ctx.directory, line, box) for line in lines]
        unread = queries.count_unread(ctx, ctx.actor)
    following = rows[-1].id if len(rows) == queries.PAGE else None
    return render_template(
        "memos/memos.html", box=box, rows=rows, unread=unread, next=following, is_first=before is None
    )


def memo(memo_id: UUID) -> str:
    """Show a memo; the first time one of its readers opens it, that moment is noted for all to see."""
    with reading() as ctx:
        view = office.memo(ctx, memo_id)
        is_unread = any(r.person_id == ctx.actor and r.read_at is None for r in view.receipts)
    if is_unread:
        with transaction() as ctx:
            mark_read(ctx, memo_id)
    with reading() as ctx:
        page = _page(ctx, office.memo(ctx, memo_id))
    return render_template("memos/memo.html", **page)


def _page(ctx: Context, view: office.MemoView) -> dict[str, Any]:
    results, directory = queries.results(ctx, view.memo.id), ctx.directory
    return {
        "memo": view.memo,
        "kind": say(MEMO_KINDS, view.memo.kind),
        "reporter": named(directory, view.memo.reporter_id),
        "readers": [_reader(directory, receipt) for receipt in view.receipts],
        "directives": results.directives,
        "documents": results.documents,
        "tasks": cases.own_tasks(ctx, view.memo.instance_id),
    }


def _row(directory: Directory, line: MemoLine, box: str) -> Row:
    memo = line.memo
    to = [receipt for receipt in line.receipts if receipt.role != COPY]
    other = to[0].person_id if box == SENT and to else memo.reporter_id
    return Row(
        id=memo.id,
        title=memo.title,
        kind=say(MEMO_KINDS, memo.kind),
        is_urgent=memo.kind == "긴급보고",
        is_unread=line.is_unread,
        other=named(directory, other),
        more=max(0, len(to) - 1) if box == SENT else 0,
        sent_at=memo.sent_at,
        read_count=line.read_count,
        reader_count=len(line.receipts),
        answer=say(MEMO_ACTIONS, line.own.action) if line.own and line.own.action else "",
    )


def _reader(directory: Directory, receipt: MemoReceipt) -> Reader:
    answered_by = receipt.answered_by
    return Reader(
        who=named(directory, receipt.person_id),
        is_copy=receipt.role == COPY,
        read_at=receipt.read_at,
        answered_at=receipt.answered_at,
        action=say(MEMO_ACTIONS, receipt.action) if receipt.action else "",
        text=receipt.text,
        due_on=receipt.due_on,
        for_reader=named(directory, answered_by)
        if answered_by and answered_by != receipt.person_id
        else None,
    )
