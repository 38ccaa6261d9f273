"""Makes the rows agree with what the engine says; every act on an instance ends here.

Waits that are gone are closed, new ones become user tasks, jobs or subscriptions, what was passed
becomes history. Service tasks that are office operations are done at once, in the same transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from service import catalogue
from service.catalogue import Definition
from service.commands import operations
from service.commands.opening import open_waits
from service.commands.trouble import InstanceTrouble
from service.context import Context
from service.engine import Outcome, Wait, WaitKind
from service.persistence import ledger, store
from service.persistence.ledger import GENESIS, Entry
from service.persistence.models import InstanceStatus
from service.persistence.store import Change, Ending, LockedInstance

MAX_OPERATIONS: Final = 200  # in one act; a diagram that calls more without waiting runs in circles


@dataclass(frozen=True)
class Subject:
    """What an instance is about, for lists: set when it starts, changed when its document is."""

    title: str
    business_key: str | None


def begin(
    ctx: Context, instance_id: UUID, of: Definition, subject: Subject, outcome: Outcome, entry: Entry
) -> Outcome:
    """Write a new instance that the engine has just started."""
    fresh = LockedInstance(
        id=instance_id,
        definition_id=of.id,
        business_key=subject.business_key,
        title=subject.title,
        status=InstanceStatus.ACTIVE,
        state=b"",
        open_tokens={},
        revision=0,
        seq=0,
        head=GENESIS,
        started_by=ctx.actor,
        started_at=ctx.now,
    )
    return _record(ctx, fresh, of, outcome, [entry], None, is_new=True)


def record(
    ctx: Context,
    instance: LockedInstance,
    of: Definition,
    outcome: Outcome,
    entries: Sequence[Entry] = (),
    ending: Ending | None = None,
) -> Outcome:
    """Write what an act did to a running instance; ``ending`` is the task or job that it ended."""
    return _record(ctx, instance, of, outcome, entries, ending, is_new=False)


def cancel(ctx: Context, instance: LockedInstance, entry: Entry) -> None:
    """End an instance before its time: everything that waits is closed, the state stays for the record."""
    rows, seq, head = ledger.chain(ctx.tenant, instance.id, ctx.now, instance.seq, instance.head, [entry])
    values = {
        "id": instance.id,
        "status": InstanceStatus.CANCELLED,
        "open_tokens": {},
        "seq": seq,
        "head": head,
        "updated_at": ctx.now,
        "ended_at": ctx.now,
    }
    gone = dict(instance.open_tokens)
    store.save(ctx.session, ctx.tenant, Change(values, instance.revision, ctx.now, gone=gone, history=rows))


def note(ctx: Context, instance: LockedInstance, entries: Sequence[Entry]) -> None:
    """Add lines to the history of an instance that otherwise stays where it is."""
    rows, seq, head = ledger.chain(ctx.tenant, instance.id, ctx.now, instance.seq, instance.head, entries)
    values = {"id": instance.id, "seq": seq, "head": head, "updated_at": ctx.now}
    store.save(ctx.session, ctx.tenant, Change(values, instance.revision, ctx.now, history=rows))


def _record(
    ctx: Context,
    instance: LockedInstance,
    of: Definition,
    outcome: Outcome,
    entries: Sequence[Entry],
    ending: Ending | None,
    *,
    is_new: bool,
) -> Outcome:
    outcome, subject = _operate(ctx, instance, of, outcome)
    if outcome.trouble is not None:
        raise InstanceTrouble(instance.id, outcome.trouble)
    tokens = {wait.token: wait.kind.value for wait in outcome.waits}
    opened = open_waits(
        ctx, instance.id, of, subject, [w for w in outcome.waits if w.token not in instance.open_tokens]
    )
    passed = [*entries, *_passed_entries(outcome), *opened.entries, *_end_entry(ctx, outcome)]
    rows, seq, head = ledger.chain(ctx.tenant, instance.id, ctx.now, instance.seq, instance.head, passed)
    values = {
        "id": instance.id,
        "title": subject.title,
        "business_key": subject.business_key,
        "status": InstanceStatus.ENDED if outcome.ended else InstanceStatus.ACTIVE,
        "state": outcome.state,
        "open_tokens": tokens,
        "seq": seq,
        "head": head,
        "updated_at": ctx.now,
        "ended_at": ctx.now if outcome.ended else None,
        **(_beginning(instance, of, ctx.now) if is_new else {}),
    }
    change = Change(
        instance=values,
        revision=None if is_new else instance.revision,
        at=ctx.now,
        ending=ending,
        gone={token: kind for token, kind in instance.open_tokens.items() if token not in tokens},
        tasks=opened.tasks,
        grants=opened.grants,
        jobs=opened.jobs,
        subscriptions=opened.subscriptions,
        history=rows,
    )
    store.save(ctx.session, ctx.tenant, change)
    return outcome


def _beginning(instance: LockedInstance, of: Definition, now: datetime) -> dict[str, Any]:
    return {"definition_id": of.id, "started_by": instance.started_by, "started_at": now}


def _operate(
    ctx: Context, instance: LockedInstance, of: Definition, outcome: Outcome
) -> tuple[Outcome, Subject]:
    """Do the office operations that the instance waits for until none is left."""
    process, library = catalogue.compiled(ctx, of), catalogue.decisions(ctx, of)
    subject = Subject(instance.title, instance.business_key)
    passed, thrown = list(outcome.passed), list(outcome.thrown)
    for _ in range(MAX_OPERATIONS):
        wait = _next_operation(outcome.waits)
        if wait is None or outcome.trouble is not None:
            return replace(outcome, passed=tuple(passed), thrown=tuple(thrown)), subject
        result = operations.perform(ctx, instance.id, wait)
        subject = replace(subject, **result.subject)
        outcome = ctx.engine.complete(
            process, outcome.state, wait.token, result.variables, ctx.local_now, library
        )
        passed += outcome.passed
        thrown += outcome.thrown
    raise InstanceTrouble.budget(instance.id, f"more than {MAX_OPERATIONS} office operations in one act")


def _next_operation(waits: Iterable[Wait]) -> Wait | None:
    return next(
        (
            wait
            for wait in waits
            if wait.kind is WaitKind.SERVICE_CALL and operations.offers(wait.attributes.get("topic"))
        ),
        None,
    )


def _passed_entries(outcome: Outcome) -> list[Entry]:
    return [
        Entry(
            "element.cancelled" if passed.cancelled else "element.passed",
            "engine",
            passed.element_id,
            _without_empty(
                {
                    "tag": passed.kind,
                    "name": passed.name,
                    "started_at": passed.started_at,
                    "scope": passed.scope,
                    "loop_index": passed.loop_index,
                    "facts": dict(passed.facts),
                }
            ),
        )
        for passed in outcome.passed
    ]


def _end_entry(ctx: Context, outcome: Outcome) -> list[Entry]:
    thrown = [
        Entry("event.thrown", "engine", t.element_id, {"kind": t.kind, "name": t.name})
        for t in outcome.thrown
    ]
    return [*thrown, Entry("instance.ended", ctx.actor)] if outcome.ended else thrown


def _without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", {})}
