"""One user task with all that its page shows: the form, what it begins with, what the actor may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service import catalogue
from service.catalogue import Definition
from service.context import Context
from service.domain.assignment import may_claim, may_work_on
from service.domain.errors import NotFound, NotPermitted
from service.forms import Form
from service.persistence.models import InstanceStatus, ProcessInstance, TaskState, UserTask


@dataclass(frozen=True)
class TaskView:
    """``known`` is what the form begins with."""

    task: UserTask
    definition: Definition
    form: Form | None
    known: Mapping[str, Any]
    may_complete: bool
    may_claim: bool


def task(ctx: Context, task_id: UUID) -> TaskView:
    """Return the task for its page.

    Raises ``NotFound``, ``NotPermitted`` if the actor may neither work on it nor has completed it.
    """
    row = ctx.session.get(UserTask, (ctx.tenant, task_id))
    if row is None:
        raise NotFound(f"no user task {task_id}")
    principals = ctx.directory.principals_of(ctx.actor, ctx.now)
    is_open = row.state == TaskState.OPEN
    allowed = may_work_on(row, principals) or may_claim(row, principals)
    if not allowed and row.completed_by != ctx.actor:
        raise NotPermitted(f"user task {task_id} is not for {ctx.actor}")
    instance = ctx.session.get_one(ProcessInstance, (ctx.tenant, row.instance_id))
    of = catalogue.definition(ctx, instance.definition_id)
    form = catalogue.form(ctx, of, row.form_key) if row.form_key else None
    return TaskView(
        task=row,
        definition=of,
        form=form,
        known=catalogue.known_answers(ctx, _variables(ctx, of, instance, row.token)) if is_open else {},
        may_complete=is_open and may_work_on(row, principals),
        may_claim=is_open and may_claim(row, principals),
    )


def _variables(ctx: Context, of: Definition, instance: ProcessInstance, token: str) -> Mapping[str, Any]:
    if instance.status != InstanceStatus.ACTIVE:
        return {}
    waits = ctx.engine.waits(catalogue.compiled(ctx, of), instance.state, catalogue.decisions(ctx, of))
    return next((dict(wait.variables) for wait in waits if wait.token == token), {})


def instance_of(ctx: Context, task_id: UUID) -> UUID:
    """Return the instance that a task belongs to; raise ``NotFound``."""
    found = ctx.session.scalar(
        select(UserTask.instance_id).where(UserTask.tenant_id == ctx.tenant, UserTask.id == task_id)
    )
    if found is None:
        raise NotFound(f"no user task {task_id}")
    return found
