"""Memos (메모보고): sent, read, answered; turned into a directive or a document where that was asked for."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, update

from service.commands.acts import OperationCall, VerbCall, VerbResult, day_of
from service.commands.starting import start_later
from service.context import Context
from service.domain import memos as rules
from service.domain.directives import issuer_kind
from service.domain.errors import Invalid, NotPermitted
from service.domain.memos import MemoAction, MemoKind
from service.persistence.ids import new_id
from service.persistence.models import Memo, MemoReceipt

TO: Final = "to"
COPY: Final = "copy"
ACTIONS: Final = {
    "read": MemoAction.READ,
    "opinion": MemoAction.OPINION,
    "directive": MemoAction.DIRECTIVE,
    "forward": MemoAction.FORWARD,
    "document": MemoAction.TO_DOCUMENT,
}


def send(ctx: Context, call: VerbCall) -> VerbResult:
    """Send a memo from the actor to everyone named, copies included.

    Raises ``Invalid`` per field: people who are not at work here, the reporter, a text too long.
    """
    recipients = _people(call.answers.get("recipients"))
    copies = [p for p in _people(call.answers.get("cc")) if p not in recipients]
    kind = MemoKind(call.answers["kind"])
    title, body = str(call.answers["title"]), str(call.answers["body"])
    rules.check_memo(
        rules.Memo(kind, ctx.actor, tuple(recipients), title, body, tuple(copies)), ctx.directory
    )
    memo = Memo(
        tenant_id=ctx.tenant,
        id=new_id(),
        instance_id=call.instance_id,
        kind=kind,
        title=title,
        body=body,
        reporter_id=ctx.actor,
        unit_task=call.answers.get("unit_task"),
        sent_at=ctx.now,
    )
    ctx.session.add(memo)
    ctx.session.flush()
    for role, people in ((TO, recipients), (COPY, copies)):
        ctx.session.add_all(
            MemoReceipt(tenant_id=ctx.tenant, memo_id=memo.id, person_id=person, role=role)
            for person in people
        )
    return VerbResult(
        variables={
            "memo_id": str(memo.id),
            "reporter": ctx.actor,
            "recipients": recipients,
            "kind": memo.kind,
            "title": memo.title,
        },
        facts={"memo": memo.id},
        title=memo.title,
        business_key=f"memo:{memo.id}",
    )


def mark_read(ctx: Context, memo_id: UUID) -> None:
    """Note the first moment at which the actor opened a memo that is for them."""
    ctx.session.execute(
        update(MemoReceipt)
        .where(
            MemoReceipt.tenant_id == ctx.tenant,
            MemoReceipt.memo_id == memo_id,
            MemoReceipt.person_id == ctx.actor,
            MemoReceipt.read_at.is_(None),
        )
        .values(read_at=ctx.now)
    )


def opened(ctx: Context, business_key: str | None) -> None:
    """Note that the actor opened their task on a memo, which shows them its text."""
    kind, _, memo_id = (business_key or "").partition(":")
    if kind == "memo":
        mark_read(ctx, UUID(memo_id))


def answer(ctx: Context, call: VerbCall) -> VerbResult:
    """A recipient has read the memo, or gives an opinion, a directive, passes it on, asks for a document."""
    memo = ctx.session.get_one(Memo, (ctx.tenant, UUID(str(call.variables["memo_id"]))))
    action, text = str(call.answers["action"]), str(call.answers.get("text") or "").strip()
    receipt = ctx.session.get_one(MemoReceipt, (ctx.tenant, memo.id, str(call.variables["recipient"])))
    if memo.kind == MemoKind.PRIVATE and ctx.actor != receipt.person_id:
        raise NotPermitted("a private memo is for its receivers in person, not for their deputies")
    forward_to = _people([call.answers["forward_to"]] if call.answers.get("forward_to") else [])
    rules.check_answer(ACTIONS[action], text, forward_to)
    if action == "directive" and issuer_kind(ctx.directory, receipt.person_id, ctx.now) is None:
        raise Invalid(
            "no directives from this rank", {"action": ["directives are for bureau heads and above"]}
        )
    receipt.read_at = receipt.read_at or ctx.now
    receipt.action, receipt.text = action, text or None
    receipt.answered_by, receipt.answered_at = ctx.actor, ctx.now
    receipt.due_on = day_of(call.answers.get("due"))
    if action == "forward":
        _forward(ctx, memo, forward_to[0], text)
    elif action == "document":
        _ask_for_document(ctx, memo, text)
    return VerbResult(variables={"action": action}, facts={"action": action, "memo": memo.id})


def open_directive(ctx: Context, call: OperationCall) -> dict[str, Any]:
    """Register each directive that a recipient gave in answer to the memo, with its issuer as written."""
    memo = ctx.session.get_one(Memo, (ctx.tenant, UUID(str(call.variables["memo_id"]))))
    given = ctx.session.scalars(
        select(MemoReceipt).where(
            MemoReceipt.tenant_id == ctx.tenant,
            MemoReceipt.memo_id == memo.id,
            MemoReceipt.action == "directive",
        )
    ).all()
    for receipt in given:
        answers = {
            "issuer": receipt.person_id,
            "issuer_kind": issuer_kind(ctx.directory, receipt.person_id, ctx.now),
            "title": memo.title,
            "text": receipt.text,
            "due": receipt.due_on.isoformat() if receipt.due_on else None,
            "source": "메모보고",
            "disclosure": "공개",
            "source_memo": str(memo.id),
        }
        start_later(ctx, "directive_follow_up", answers, f"memo-directive:{memo.id}:{receipt.person_id}")
    return {"directives": len(given)}


def _forward(ctx: Context, memo: Memo, to: str, text: str) -> None:
    answers = {
        "kind": memo.kind,
        "recipients": [to],
        "title": f"전달: {memo.title}"[:200],
        "body": f"{text}\n\n---\n{memo.body}"[: rules.MAX_BODY],
        "unit_task": memo.unit_task,
    }
    start_later(ctx, "memo_report", answers, f"memo-forward:{memo.id}:{ctx.actor}:{to}")


def _ask_for_document(ctx: Context, memo: Memo, text: str) -> None:
    """Begin a draft for the reporter with the memo's text, linked to it."""
    answers = {"title": memo.title, "body": memo.body, "source": text, "memo_id": str(memo.id)}
    key = f"memo-document:{memo.id}:{ctx.actor}"
    start_later(ctx, "internal_approval", answers, key, actor=memo.reporter_id)


def _people(given: Any) -> list[str]:
    return list(dict.fromkeys(str(person) for person in given or ()))
