"""Messages and signals from outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.exc import MultipleResultsFound

from service import catalogue
from service.commands import instances, progress
from service.context import Context
from service.domain.errors import Conflict, NotFound
from service.persistence import store
from service.persistence.ids import new_id
from service.persistence.ledger import Entry
from service.persistence.models import Job, JobKind, JobState, MessageReceipt, Subscription


@dataclass(frozen=True)
class Correlation:
    """Where a message went; ``repeated`` if it had taken effect before and was not delivered again."""

    instance_id: UUID | None
    started: bool = False
    repeated: bool = False


def correlate(
    ctx: Context,
    name: str,
    correlation_key: str | None = None,
    payload: Mapping[str, Any] | None = None,
    message_id: str | None = None,
) -> Correlation:
    """Give a message to the one instance that waits for it, or start the process that begins with it.

    The same ``message_id`` takes effect once. Raises ``NotFound`` if nothing waits for it, ``Conflict``
    if several instances do.
    """
    if repeated := _repeated(ctx, message_id):
        return repeated
    try:
        result = _effect(ctx, name, correlation_key, payload or {})
    except (Conflict, NotFound):
        # Sent twice at once: the other one took effect while this one waited for the instance.
        if repeated := _repeated(ctx, message_id):
            return repeated
        raise
    if message_id:
        ctx.session.add(
            MessageReceipt(
                tenant_id=ctx.tenant,
                message_id=message_id,
                name=name,
                instance_id=result.instance_id,
                received_at=ctx.now,
            )
        )
    return result


def _repeated(ctx: Context, message_id: str | None) -> Correlation | None:
    """Return where a message went that has taken effect before."""
    if message_id is None:
        return None
    query = select(MessageReceipt.instance_id).where(
        MessageReceipt.tenant_id == ctx.tenant, MessageReceipt.message_id == message_id
    )
    row = ctx.session.execute(query).one_or_none()
    return Correlation(row.instance_id, repeated=True) if row else None


def _effect(ctx: Context, name: str, correlation_key: str | None, payload: Mapping[str, Any]) -> Correlation:
    subscription = _waiting(ctx, name, correlation_key)
    if subscription.instance_id is None:
        return Correlation(_start(ctx, subscription, payload), started=True)
    return Correlation(_deliver(ctx, subscription, payload))


def broadcast(ctx: Context, name: str, payload: Mapping[str, Any] | None = None) -> int:
    """Send a signal to every instance and start event that waits for it; return how many.

    Each gets a job of its own: a transaction never holds two instances.
    """
    query = select(Subscription).where(
        Subscription.tenant_id == ctx.tenant, Subscription.kind == "signal", Subscription.name == name
    )
    found = list(ctx.session.scalars(query))
    for subscription in found:
        ctx.session.add(_signal_job(ctx, subscription, payload or {}))
    return len(found)


def _signal_job(ctx: Context, to: Subscription, payload: Mapping[str, Any]) -> Job:
    starts = to.instance_id is None
    job_id = new_id()
    return Job(
        tenant_id=ctx.tenant,
        id=job_id,
        key=f"signal:{to.id}:{job_id}",
        kind=JobKind.START if starts else JobKind.SIGNAL,
        instance_id=to.instance_id,
        token=to.token,
        element_id=to.element_id,
        topic=to.name,
        payload=(
            {
                "definition_id": str(to.definition_id),
                "element_id": to.element_id,
                "answers": dict(payload),
                "actor": ctx.actor,
            }
            if starts
            else dict(payload)
        ),
        state=JobState.OPEN,
        run_at=ctx.now,
        attempt=0,
        max_attempts=5,
        created_at=ctx.now,
    )


def _waiting(ctx: Context, name: str, correlation_key: str | None) -> Subscription:
    query = select(Subscription).where(
        Subscription.tenant_id == ctx.tenant,
        Subscription.kind == "message",
        Subscription.name == name,
        or_(Subscription.correlation_key.is_(None), Subscription.correlation_key == correlation_key),
    )
    try:
        running = ctx.session.scalars(query.where(Subscription.instance_id.is_not(None))).one_or_none()
    except MultipleResultsFound as error:
        raise Conflict(f"several instances wait for message {name} with key {correlation_key}") from error
    found = running or ctx.session.scalars(query.where(Subscription.instance_id.is_(None))).one_or_none()
    if found is None:
        raise NotFound(f"nothing waits for message {name} with key {correlation_key}")
    return found


def _start(ctx: Context, subscription: Subscription, payload: Mapping[str, Any]) -> UUID:
    of = catalogue.definition(ctx, cast(UUID, subscription.definition_id))
    return instances.start_at(ctx, of, subscription.element_id, payload)


def _deliver(ctx: Context, subscription: Subscription, payload: Mapping[str, Any]) -> UUID:
    instance = store.lock_instance(ctx.session, ctx.tenant, cast(UUID, subscription.instance_id))
    of = catalogue.definition(ctx, instance.definition_id)
    process, library = catalogue.compiled(ctx, of), catalogue.decisions(ctx, of)
    token = str(subscription.token)
    outcome = ctx.engine.deliver(process, instance.state, token, payload, ctx.local_now, library)
    facts = {"name": subscription.name, "payload": dict(payload)}
    entry = Entry("message.received", ctx.actor, subscription.element_id, facts)
    progress.record(ctx, instance, of, outcome, [entry])
    return instance.id
