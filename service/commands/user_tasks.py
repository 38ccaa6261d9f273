"""Working on user tasks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, delete, insert, update

from service import catalogue
from service.commands import progress, verbs
from service.commands.acts import VerbCall
from service.commands.opening import grants_of
from service.context import Context
from service.domain.assignment import acting_for, check_may_assign, check_may_work_on
from service.domain.errors import Conflict, Invalid, NotPermitted
from service.engine import Wait
from service.persistence import store
from service.persistence.ledger import Entry
from service.persistence.models import TaskGrant, UserTask
from service.persistence.store import Ending, LockedInstance, OpenTask

_tasks = cast(Table, UserTask.__table__)
_grants = cast(Table, TaskGrant.__table__)


def complete(ctx: Context, task_id: UUID, answers: Mapping[str, Any], language: str = "ko") -> OpenTask:
    """End the task with the answers to its form and let the instance go on.

    Raises ``NotFound``, ``Conflict`` (with who and when) if it is no longer open, ``NotPermitted`` if
    the actor neither is, belongs to nor stands in for those it is meant for, ``Invalid`` per field.
    """
    task, instance = store.open_for_update(ctx.session, ctx.tenant, task_id)
    on_behalf_of = acting_for(task, ctx.actor, ctx.directory, ctx.now).for_person
    of = catalogue.definition(ctx, instance.definition_id)
    process, library = catalogue.compiled(ctx, of), catalogue.decisions(ctx, of)
    variables = _waiting(ctx.engine.waits(process, instance.state, library), task).variables
    values = dict(answers)
    if task.form_key:
        known = catalogue.known_answers(ctx, variables)
        form = catalogue.form(ctx, of, task.form_key)
        values = form.load(answers, known, now=ctx.local_now, language=language)
    call = VerbCall(instance.id, values, variables, task.id, task.element_id, on_behalf_of)
    result = verbs.perform(ctx, task.verb, call)
    outcome = ctx.engine.complete(
        process, instance.state, task.token, result.variables, ctx.local_now, library
    )
    entry = Entry(
        "task.completed",
        ctx.actor,
        task.element_id,
        {"task": task.id, "on_behalf_of": on_behalf_of, "facts": dict(result.facts)},
    )
    renamed = replace(
        instance,
        title=result.title or instance.title,
        business_key=result.business_key or instance.business_key,
    )
    progress.record(ctx, renamed, of, outcome, [entry], Ending(task.id, ctx.actor, on_behalf_of))
    return task


def claim(ctx: Context, task_id: UUID) -> None:
    """Take the task for oneself; nobody else sees it until it is released.

    Raises ``Conflict`` if somebody else has it, ``NotPermitted`` if it is not meant for the actor.
    """
    task, instance = store.open_for_update(ctx.session, ctx.tenant, task_id)
    if task.assignee == ctx.actor:
        return
    if task.assignee is not None:
        raise Conflict(f"user task {task_id} is with {task.assignee}", {"by": task.assignee})
    check_may_work_on(task, _principals(ctx))
    _hand_to(ctx, task, ctx.actor)
    _note(ctx, instance, task, "task.claimed", {})


def release(ctx: Context, task_id: UUID) -> None:
    """Give the task back to all it is meant for; only who has it may, and only if there are candidates."""
    task, instance = store.open_for_update(ctx.session, ctx.tenant, task_id)
    if task.assignee is None:
        raise Conflict(f"user task {task_id} is with nobody")
    check_may_work_on(task, _principals(ctx))
    if not task.candidate_users and not task.candidate_groups:
        raise Conflict(f"user task {task_id} is meant for {task.assignee} alone")
    _hand_to(ctx, task, None)
    _note(ctx, instance, task, "task.released", {})


def assign(ctx: Context, task_id: UUID, person_id: str) -> None:
    """Hand the task to another person; who has it may, and an administrator.

    Raises ``NotFound`` for an unknown person, ``Invalid`` for one who is on long leave, and
    ``NotPermitted`` for approval steps: whose they are is settled by rule.
    """
    task, instance = store.open_for_update(ctx.session, ctx.tenant, task_id)
    check_may_assign(task, _principals(ctx))
    if task.verb is not None and task.verb.startswith("document."):
        raise NotPermitted(
            "an approval step cannot be handed on: its person is settled by the delegation rule"
        )
    if not ctx.directory.person(person_id).is_active:
        raise Invalid(f"{person_id} is on leave", {"person": [f"{person_id} is on leave"]})
    _hand_to(ctx, task, person_id)
    _note(ctx, instance, task, "task.assigned", {"to": person_id})


def hold(ctx: Context, task_id: UUID, reason: str, until: datetime) -> None:
    """Put the work on hold (보류): it stays where it is, its clock stands still, everyone sees why.

    Raises ``Invalid`` without a reason or with a moment that has passed.
    """
    task, instance = store.open_for_update(ctx.session, ctx.tenant, task_id)
    check_may_work_on(task, _principals(ctx))
    problems: dict[str, Sequence[str]] = {}
    if not reason.strip():
        problems["reason"] = ["a reason is needed"]
    if until <= ctx.now:
        problems["until"] = ["must lie in the future"]
    if problems:
        raise Invalid("the work cannot be put on hold", problems)
    _change(ctx, task, held_at=ctx.now, held_until=until, held_reason=reason.strip())
    _note(ctx, instance, task, "task.held", {"reason": reason.strip(), "until": until})


def resume(ctx: Context, task_id: UUID) -> None:
    """Take the work off hold."""
    task, instance = store.open_for_update(ctx.session, ctx.tenant, task_id)
    check_may_work_on(task, _principals(ctx))
    _change(ctx, task, held_at=None, held_until=None, held_reason=None)
    _note(ctx, instance, task, "task.resumed", {})


def mark_read(ctx: Context, task_id: UUID) -> None:
    """Note the first moment at which the person it is for opened the task; later ones change nothing."""
    ctx.session.execute(
        update(_tasks)
        .where(_tasks.c.tenant_id == ctx.tenant, _tasks.c.id == task_id, _tasks.c.read_at.is_(None))
        .values(read_at=ctx.now)
    )
    task = ctx.session.get_one(UserTask, (ctx.tenant, task_id))
    verbs.note_opening(ctx, task.verb, task.business_key)


def _principals(ctx: Context) -> frozenset[str]:
    return (
        ctx.directory.principals_of(ctx.actor, ctx.now)
        if ctx.directory.has_person(ctx.actor)
        else frozenset()
    )


def _waiting(waits: tuple[Wait, ...], task: OpenTask) -> Wait:
    for wait in waits:
        if wait.token == task.token:
            return wait
    raise Conflict(f"user task {task.id} no longer waits in its process")


def _hand_to(ctx: Context, task: OpenTask, person_id: str | None) -> None:
    _change(ctx, task, assignee=person_id, claimed_at=ctx.now if person_id else None)
    ctx.session.execute(
        delete(_grants).where(_grants.c.tenant_id == ctx.tenant, _grants.c.task_id == task.id)
    )
    grants = grants_of(
        ctx.tenant, task.id, task.due_at, person_id, task.candidate_users, task.candidate_groups
    )
    ctx.session.execute(insert(_grants), grants)


def _change(ctx: Context, task: OpenTask, **values: Any) -> None:
    ctx.session.execute(
        update(_tasks).where(_tasks.c.tenant_id == ctx.tenant, _tasks.c.id == task.id).values(**values)
    )


def _note(
    ctx: Context, instance: LockedInstance, task: OpenTask, kind: str, facts: Mapping[str, Any]
) -> None:
    entry = Entry(kind, ctx.actor, task.element_id, {"task": task.id, **facts})
    progress.note(ctx, instance, [entry])
