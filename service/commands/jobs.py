"""Taking jobs, and ending them well or badly.

A worker claims a job in one transaction, does the work outside any, and reports in another. The
attempt is the fencing token: who reports for an attempt that is no longer the last is told so.
"""

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import CursorResult, Table, select, update

from service import catalogue
from service.commands import incidents, instances, progress
from service.context import Context
from service.domain.errors import Conflict
from service.engine import CompiledProcess, Library, Outcome
from service.persistence import store
from service.persistence.ledger import Entry
from service.persistence.models import Job, JobKind, JobState
from service.persistence.store import Ending

LEASE: Final = timedelta(seconds=60)
LONGEST_BACKOFF: Final = timedelta(hours=1)
_CYCLE: Final = re.compile(r"^R(?P<times>\d+)/PT(?P<number>\d+)(?P<unit>[SMH])$")
_UNITS: Final = {"S": "seconds", "M": "minutes", "H": "hours"}

Move = Callable[[CompiledProcess, bytes, Library], Outcome]

_jobs = cast(Table, Job.__table__)


@dataclass(frozen=True)
class Ticket:
    """A claimed job. ``key`` is the idempotency key, the same on every attempt."""

    id: UUID
    tenant_id: int
    key: str
    kind: JobKind
    instance_id: UUID | None
    token: str | None
    element_id: str | None
    topic: str | None
    payload: Mapping[str, Any]
    retries: str | None
    attempt: int
    max_attempts: int


_COLUMNS = [_jobs.c[name] for name in Ticket.__dataclass_fields__]


def claim(ctx: Context, limit: int, lease: timedelta = LEASE) -> list[Ticket]:
    """Take up to ``limit`` due jobs, the longest due first, for the length of ``lease``.

    A worker that dies loses nothing: when the lease ends the job is due again, as a new attempt.
    """
    due = (
        select(_jobs.c.id)
        .where(_jobs.c.state == JobState.OPEN, _jobs.c.run_at <= ctx.now)
        .order_by(_jobs.c.run_at, _jobs.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(_jobs)
        .where(_jobs.c.id.in_(due.scalar_subquery()))
        .values(run_at=ctx.now + lease, attempt=_jobs.c.attempt + 1)
        .returning(*_COLUMNS)
    )
    tickets = (Ticket(**row._mapping) for row in ctx.session.execute(taken))
    return sorted(tickets, key=lambda ticket: ticket.id)  # RETURNING promises no order


def next_due(ctx: Context) -> datetime | None:
    """Return when the next job is due, or None if none is open."""
    moment: datetime | None = ctx.session.scalar(
        select(_jobs.c.run_at).where(_jobs.c.state == JobState.OPEN).order_by(_jobs.c.run_at).limit(1)
    )
    return moment


def fire_timer(ctx: Context, ticket: Ticket) -> None:
    """Let the timer go off in the instance that waits for it; a timer that is gone is no error."""

    def move(process: CompiledProcess, state: bytes, library: Library) -> Outcome:
        return ctx.engine.fire(process, state, str(ticket.token), ctx.local_now, library)

    _advance(ctx, ticket, move, Entry("timer.fired", ctx.actor, ticket.element_id))


def complete(ctx: Context, ticket: Ticket, result: Mapping[str, Any]) -> None:
    """Give the neighbour's answer to the instance that waits for it; a late answer changes nothing."""

    def move(process: CompiledProcess, state: bytes, library: Library) -> Outcome:
        return ctx.engine.complete(process, state, str(ticket.token), result, ctx.local_now, library)

    facts = {"topic": ticket.topic, "attempt": ticket.attempt, "result": dict(result)}
    _advance(ctx, ticket, move, Entry("job.done", ctx.actor, ticket.element_id, facts))


def throw(ctx: Context, ticket: Ticket, code: str, message: str) -> None:
    """The neighbour said no for a reason of business: raise a BPMN error where the process waits."""

    def move(process: CompiledProcess, state: bytes, library: Library) -> Outcome:
        return ctx.engine.throw(process, state, str(ticket.token), code, message, {}, ctx.local_now, library)

    facts = {"topic": ticket.topic, "code": code, "message": message}
    _advance(ctx, ticket, move, Entry("job.refused", ctx.actor, ticket.element_id, facts))


def signal(ctx: Context, ticket: Ticket) -> None:
    """Deliver a signal to the one instance that this job is for."""

    def move(process: CompiledProcess, state: bytes, library: Library) -> Outcome:
        return ctx.engine.deliver(process, state, str(ticket.token), ticket.payload, ctx.local_now, library)

    _advance(
        ctx, ticket, move, Entry("signal.received", ctx.actor, ticket.element_id, {"name": ticket.topic})
    )


def _advance(ctx: Context, ticket: Ticket, move: Move, entry: Entry) -> None:
    """Let the instance go on by ``move``; if it no longer waits for this job, the job is closed."""
    try:
        instance = store.lock_instance(ctx.session, ctx.tenant, cast(UUID, ticket.instance_id))
    except Conflict:
        instance = None
    if instance is None or ticket.token not in instance.open_tokens:
        _finish(ctx, ticket, JobState.CANCELLED)
        return
    of = catalogue.definition(ctx, instance.definition_id)
    outcome = move(catalogue.compiled(ctx, of), instance.state, catalogue.decisions(ctx, of))
    progress.record(ctx, instance, of, outcome, [entry], Ending(job_id=ticket.id, attempt=ticket.attempt))


def start_process(ctx: Context, ticket: Ticket) -> None:
    """Start the process that another instance (or a timer) asked for; the job's id becomes its id."""
    _finish(ctx, ticket)
    payload = ticket.payload
    by = Context(ctx.office, ctx.session, ctx.tenant, str(payload.get("actor", ctx.actor)), ctx.now)
    if definition_id := payload.get("definition_id"):
        of = catalogue.definition(ctx, UUID(str(definition_id)))
        instances.start_at(by, of, str(payload["element_id"]), payload["answers"], ticket.id)
    else:
        instances.start_for_office(by, str(payload["key"]), payload["answers"], ticket.id)


def retry_or_fail(
    ctx: Context,
    ticket: Ticket,
    message: str,
    *,
    permanent: bool = False,
    not_before: timedelta | None = None,
) -> bool:
    """Put the job off for another attempt, or give up and open an incident; return whether it gave up.

    ``not_before`` is how long the neighbour asked us to wait, at most an hour of which is granted.
    """
    limit, backoff = _policy(ticket)
    if not_before is not None:
        backoff = max(backoff, min(not_before, LONGEST_BACKOFF))
    dead = permanent or ticket.attempt >= limit
    values: dict[str, Any] = {"error": message[:2000]}
    if dead:
        values |= {"state": JobState.DEAD, "ended_at": ctx.now}
    else:
        values["run_at"] = ctx.now + backoff
    _update(ctx, ticket, values)
    if dead:
        incidents.open_incident(
            ctx, ticket.instance_id, "job", message, element_id=ticket.element_id, job_id=ticket.id
        )
    return dead


def _policy(ticket: Ticket) -> tuple[int, timedelta]:
    """Return attempts allowed and the wait before the next; ``failedJobRetryTimeCycle`` overrides (R5/PT10M)."""
    if ticket.retries and (match := _CYCLE.match(ticket.retries)):
        pause = timedelta(**{_UNITS[match["unit"]]: int(match["number"])})
        return int(match["times"]), pause
    jitter = random.uniform(0.5, 1.0)  # noqa: S311  spreads retries, guards nothing
    return ticket.max_attempts, min(LONGEST_BACKOFF, timedelta(seconds=2**ticket.attempt)) * jitter


def _finish(ctx: Context, ticket: Ticket, state: JobState = JobState.DONE) -> None:
    _update(ctx, ticket, {"state": state, "ended_at": ctx.now})


def _update(ctx: Context, ticket: Ticket, values: Mapping[str, Any]) -> None:
    statement = (
        update(_jobs)
        .where(
            _jobs.c.tenant_id == ctx.tenant,
            _jobs.c.id == ticket.id,
            _jobs.c.attempt == ticket.attempt,
            _jobs.c.state == JobState.OPEN,
        )
        .values(**values)
    )
    if cast("CursorResult[Any]", ctx.session.execute(statement)).rowcount != 1:
        raise Conflict(f"job {ticket.id} was taken over by another worker")
