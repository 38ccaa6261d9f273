"""Starting and cancelling process instances."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service import catalogue
from service.catalogue import Definition
from service.commands import progress, verbs
from service.commands.acts import VerbCall, VerbResult
from service.commands.progress import Subject
from service.context import Context
from service.domain.errors import NotPermitted
from service.persistence import store
from service.persistence.ids import new_id
from service.persistence.ledger import Entry


def start(
    ctx: Context,
    key: str,
    answers: Mapping[str, Any],
    business_key: str | None = None,
    instance_id: UUID | None = None,
    language: str = "ko",
) -> UUID:
    """Start the newest version of ``key`` with the answers to its start form; return the instance's id.

    A start event with a form validates the answers, one with a verb stores them; otherwise they become
    variables. Raises ``NotFound`` if it was never deployed, ``Invalid`` per field.
    """
    of, instance_id = catalogue.latest(ctx, key), instance_id or new_id()
    return _begin(ctx, of, _answered(ctx, of, instance_id, answers, language), instance_id, business_key)


def start_for_office(ctx: Context, key: str, answers: Mapping[str, Any], instance_id: UUID) -> UUID:
    """Start a process with answers that the office made itself: its verb stores them, no form judges them."""
    of = catalogue.latest(ctx, key)
    call = VerbCall(instance_id, dict(answers))
    return _begin(ctx, of, verbs.perform(ctx, of.start_attributes().get("dure.verb"), call), instance_id)


def start_at(
    ctx: Context,
    of: Definition,
    element_id: str,
    variables: Mapping[str, Any],
    instance_id: UUID | None = None,
) -> UUID:
    """Start this very version at the start event of a message or signal, with its payload as variables."""
    return _begin(ctx, of, VerbResult(dict(variables)), instance_id or new_id(), element_id=element_id)


def _begin(
    ctx: Context,
    of: Definition,
    result: VerbResult,
    instance_id: UUID,
    business_key: str | None = None,
    element_id: str | None = None,
) -> UUID:
    process, library = catalogue.compiled(ctx, of), catalogue.decisions(ctx, of)
    outcome = ctx.engine.start(process, result.variables, ctx.local_now, library, element_id)
    subject = Subject(result.title or of.name, result.business_key or business_key)
    entry = Entry(
        "instance.started",
        ctx.actor,
        element_id,
        {"key": of.key, "version": of.version, "variables": dict(result.variables)},
    )
    progress.begin(ctx, instance_id, of, subject, outcome, entry)
    return instance_id


def cancel(ctx: Context, instance_id: UUID, reason: str, *, by_operator: bool = False) -> None:
    """End the instance before its time; only who started it may, or an operator.

    Raises ``NotFound``, ``Conflict`` if it has ended, ``NotPermitted``.
    """
    instance = store.lock_instance(ctx.session, ctx.tenant, instance_id)
    if not by_operator and ctx.actor != instance.started_by:
        raise NotPermitted(f"{ctx.actor} did not start process instance {instance_id}")
    progress.cancel(ctx, instance, Entry("instance.cancelled", ctx.actor, payload={"reason": reason}))


def set_variables(ctx: Context, instance_id: UUID, variables: Mapping[str, Any]) -> None:
    """Set variables of a running instance from outside; conditions that wait for them are looked at."""
    instance = store.lock_instance(ctx.session, ctx.tenant, instance_id)
    of = catalogue.definition(ctx, instance.definition_id)
    process, library = catalogue.compiled(ctx, of), catalogue.decisions(ctx, of)
    outcome = ctx.engine.set_variables(process, instance.state, variables, ctx.local_now, library)
    entry = Entry("variables.set", ctx.actor, payload={"variables": dict(variables)})
    progress.record(ctx, instance, of, outcome, [entry])


def _answered(
    ctx: Context, of: Definition, instance_id: UUID, answers: Mapping[str, Any], language: str
) -> VerbResult:
    attributes = of.start_attributes()
    form_key = attributes.get("form_key")
    values = dict(answers)
    if form_key:
        known = catalogue.known_answers(ctx, {})
        values = catalogue.form(ctx, of, form_key).load(answers, known, now=ctx.local_now, language=language)
    return verbs.perform(ctx, attributes.get("dure.verb"), VerbCall(instance_id, values))
