"""Office verbs: what the answers to a form mean to the office, named in the model by ``dure.verb``.

A verb stores what belongs into tables (documents, versions, opinions, memos) and gives the process
the few small values it needs. A form without a verb gives its answers to the process as they are.
"""

from collections.abc import Callable, Mapping
from typing import Final

from service.commands import directives, documents, memos, opinions
from service.commands.acts import VerbCall, VerbResult
from service.context import Context
from service.domain.errors import Invalid

Verb = Callable[[Context, VerbCall], VerbResult]

VERBS: Final[Mapping[str, Verb]] = {
    "document.begin": documents.begin,
    "document.draft": documents.draft,
    "document.review": opinions.review,
    "document.cooperate": opinions.cooperate,
    "document.decide": opinions.decide,
    "document.coordinate": documents.coordinate,
    "document.acknowledge": opinions.acknowledge,
    "memo.send": memos.send,
    "memo.answer": memos.answer,
    "directive.register": directives.register,
    "directive.assign": directives.assign,
    "directive.accept": directives.accept,
    "directive.plan": directives.plan,
    "directive.report": directives.report,
    "directive.confirm": directives.confirm,
}

# What it means to the office that somebody opens a task, before they answer anything.
OPENINGS: Final[Mapping[str, Callable[[Context, str | None], None]]] = {"memo.answer": memos.opened}


def offers(verb: str) -> bool:
    """Whether the office knows the verb."""
    return verb in VERBS


def note_opening(ctx: Context, verb: str | None, business_key: str | None) -> None:
    """Note that the actor opened a task with this verb."""
    if verb is not None and verb in OPENINGS:
        OPENINGS[verb](ctx, business_key)


def perform(ctx: Context, verb: str | None, call: VerbCall) -> VerbResult:
    """Do what ``verb`` means; without one the answers become variables of the process."""
    if verb is None:
        return VerbResult(variables=dict(call.answers), facts=dict(call.answers))
    if verb not in VERBS:
        raise Invalid(f"the office knows no verb {verb}")
    return VERBS[verb](ctx, call)
