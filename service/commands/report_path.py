"""The report path (보고경로) of a document: the approval line between value and rows."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, update

from service.context import Context
from service.domain.approval_data import line_as_data, line_from_data
from service.domain.approval_line import Line, Step, StepState, acted
from service.domain.errors import Conflict, NotFound
from service.persistence.ids import new_id
from service.persistence.models import ApprovalStep, Document

PLANNED: Final = "planned"
ACTIVE: Final = "active"
DONE: Final = "done"
SKIPPED: Final = "skipped"
LEFT_OUT: Final = "left_out"
DROPPED: Final = "dropped"

_PLAN_STATES: Final[Mapping[StepState, str]] = {
    StepState.PLANNED: PLANNED,
    StepState.SKIPPED: SKIPPED,
    StepState.LEFT_OUT: LEFT_OUT,
}


def document(ctx: Context, document_id: Any) -> Document:
    """Return the document, locked until the transaction ends; raise ``NotFound``."""
    found = ctx.session.scalar(
        select(Document)
        .where(Document.tenant_id == ctx.tenant, Document.id == UUID(str(document_id)))
        .with_for_update()
    )
    if found is None:
        raise NotFound(f"no document {document_id}")
    return found


def line_of(of: Document) -> Line:
    """Return the line of the document's current round; raise ``Conflict`` before there is one."""
    if of.line is None:
        raise Conflict(f"document {of.id} has no approval line yet")
    return line_from_data(of.line)


def begin_round(ctx: Context, of: Document, line: Line) -> None:
    """Write the line of a new round; its first step, the draft, is done."""
    of.round += 1
    of.line, of.rule_id = line_as_data(line), line.rule_id
    for seq, step in enumerate(line.plan):
        row = ApprovalStep(
            tenant_id=ctx.tenant,
            id=new_id(),
            document_id=of.id,
            round=of.round,
            seq=seq,
            step_key=step.id,
            kind=step.kind.value,
            stage=step.stage,
            unit_code=step.unit_code,
            post=step.post,
            **_bound_values(step),
        )
        if seq == 0:
            row.state, row.outcome, row.acted_by = DONE, "submit", ctx.actor
            row.version_read = row.version_out = of.version
            row.activated_at = row.ended_at = ctx.now
        ctx.session.add(row)
    ctx.session.flush()


def bind_again(ctx: Context, of: Document, line: Line, done: int, active: Iterable[str]) -> None:
    """Write the line as it was bound after stage ``done``; the steps ``active`` are open from now on."""
    of.line = line_as_data(line)
    opened = set(active)
    rows = {row.step_key: row for row in steps(ctx, of)}
    for step in line.plan:
        row = rows[step.id]
        if step.stage <= done or row.state in (DONE, DROPPED):
            continue
        row.stage = step.stage  # a review that was left out for a deputy may come back, after others
        for name, value in _bound_values(step).items():
            setattr(row, name, value)
        if step.id in opened:
            row.state, row.activated_at = ACTIVE, ctx.now
        elif row.state == SKIPPED and row.ended_at is None:
            row.ended_at = ctx.now
    ctx.session.flush()


def steps(ctx: Context, of: Document) -> list[ApprovalStep]:
    """Return the steps of the document's current round in order."""
    query = (
        select(ApprovalStep)
        .where(
            ApprovalStep.tenant_id == ctx.tenant,
            ApprovalStep.document_id == of.id,
            ApprovalStep.round == of.round,
        )
        .order_by(ApprovalStep.seq)
    )
    return list(ctx.session.scalars(query))


def finished_stage(ctx: Context, of: Document) -> int:
    """Return the highest stage that somebody has acted on; the draft is stage 0."""
    return max((row.stage for row in steps(ctx, of) if row.state == DONE), default=0)


def end_step(ctx: Context, of: Document, step_key: str, outcome: str, version_read: int) -> ApprovalStep:
    """Note that the actor has acted on an active step, and what follows from who it was.

    Raises ``Conflict`` if the step is not active.
    """
    row = next((r for r in steps(ctx, of) if r.step_key == step_key), None)
    if row is None or row.state != ACTIVE:
        raise Conflict(f"step {step_key} of document {of.id} is not active")
    if row.person_id != ctx.actor:
        line = acted(ctx.directory, line_of(of), step_key, ctx.actor, ctx.now)
        of.line = line_as_data(line)
        step = line.step(step_key)
        row.capacity, row.marks, row.reason = step.capacity.value, list(step.marks), asdict(step.reason)
    row.state, row.outcome, row.acted_by = DONE, outcome, ctx.actor
    row.version_read, row.version_out = version_read, of.version
    row.ended_at = ctx.now
    return row


def end_round(ctx: Context, of: Document) -> None:
    """Drop what is left of the line: the document goes back to its drafter."""
    ctx.session.execute(
        update(ApprovalStep)
        .where(
            ApprovalStep.tenant_id == ctx.tenant,
            ApprovalStep.document_id == of.id,
            ApprovalStep.round == of.round,
            ApprovalStep.state.in_([PLANNED, ACTIVE]),
        )
        .values(state=DROPPED, ended_at=ctx.now)
        .execution_options(synchronize_session="fetch")
    )


def _bound_values(step: Step) -> dict[str, Any]:
    return {
        "person_id": step.person_id,
        "holder_id": step.holder_id,
        "capacity": step.capacity.value,
        "marks": list(step.marks),
        "skipped": step.skipped,
        "reason": asdict(step.reason),
        "state": _PLAN_STATES[step.state],
    }
