"""One piece of work on its page: the form, what it is about, and how it came here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

from service.commands.documents import UNTITLED
from service.context import Context
from service.domain.assignment import may_assign
from service.domain.errors import Invalid, NotPermitted
from service.forms import ShownField
from service.persistence.models import UserTask
from service.queries import documents, forms, instances, tasks
from service.queries.instances import HistoryLine, InstanceView
from service.queries.tasks import TaskView
from service.web.i18n import gettext as _
from service.web.pages import document_words as words
from service.web.pages import route_view
from service.web.pages.document_view import DocumentView, Event, document_view
from service.web.pages.form_view import FormView, form_view
from service.web.pages.marks import DiagramView, diagram_of
from service.web.pages.naming import Named, holders, named
from service.web.pages.route_view import Preview
from service.web.pages.subjects import Subject, subject_of

DRAFT: Final = "document.draft"
_LINE_INPUTS: Final = ("work_type", "grade", "amount")
_TOLD: Final = frozenset(
    {
        *("instance.started", "instance.ended", "instance.cancelled"),
        *("task.completed", "task.assigned", "task.held", "task.resumed"),
        *("job.done", "job.refused", "timer.fired", "message.received", "signal.received"),
    }
)


@dataclass(frozen=True)
class Hold:
    since: datetime
    until: datetime | None
    reason: str


@dataclass(frozen=True)
class TaskPage:
    """``document`` is set for work on a document, ``subject`` for work on a memo or directive."""

    id: UUID
    title: str
    step: str
    badges: Sequence[words.Badge]
    sender: Named
    holder: str
    due_at: datetime | None
    ended_at: datetime | None
    ended_how: str
    hold: Hold | None
    form: FormView | None
    is_draft: bool
    preview: Preview | None
    document: DocumentView | None
    subject: Subject | None
    diagram: DiagramView
    events: Sequence[Event]
    may_complete: bool
    may_claim: bool
    may_release: bool
    may_assign: bool
    people: Sequence[Mapping[str, str]]


def task_page(
    ctx: Context,
    task_id: UUID,
    answers: Mapping[str, Any] | None = None,
    errors: Mapping[str, Any] | None = None,
) -> TaskPage:
    """Return the page of a task; ``answers`` and ``errors`` are of a form that was not accepted."""
    found = tasks.task(ctx, task_id)
    row, view = found.task, instances.instance(ctx, found.task.instance_id)
    history = instances.history(ctx, row.instance_id)
    document = _document(ctx, row, history)
    may_hand_on = found.may_complete and _may_hand_on(ctx, row)
    return TaskPage(
        id=row.id,
        title=document.title if document else view.instance.title,
        step=row.name,
        badges=_badges(ctx, row),
        sender=named(ctx.directory, view.instance.started_by),
        holder=_holder(ctx, row),
        due_at=row.due_at,
        ended_at=row.ended_at,
        ended_how=_ended(ctx, row),
        hold=Hold(row.held_at, row.held_until, row.held_reason or "") if row.held_at else None,
        form=_form(ctx, found, answers, errors),
        is_draft=row.verb == DRAFT,
        preview=line_preview(ctx, found, answers) if row.verb == DRAFT else None,
        document=document,
        subject=None if document else subject_of(ctx, instances.variables(ctx, view)),
        diagram=diagram_of(ctx, view, history),
        events=document.events if document else _events(ctx, view, history),
        may_complete=found.may_complete,
        may_claim=found.may_claim,
        may_release=found.may_complete and row.assignee is not None and bool(_candidates(row)),
        may_assign=may_hand_on,
        people=found.known.get("people", ()) if may_hand_on else (),
    )


def line_preview(ctx: Context, found: TaskView, answers: Mapping[str, Any] | None = None) -> Preview | None:
    """Return the line for what the draft says so far; None while it does not say enough."""
    if found.form is None or not found.may_complete:
        return None
    shown = {f.name: f for f in _all(found.form.shown(found.known, answers, now=ctx.local_now))}
    given = {name: shown[name].value for name in _LINE_INPUTS if name in shown}
    is_waiting = any(shown[name].required and given[name] in (None, "") for name in given)
    if is_waiting or not given.get("work_type"):
        return None
    drafter = str(found.known.get("drafter") or ctx.actor)
    grade = given.get("grade") or None
    try:
        line = documents.preview_line(
            ctx, drafter, str(given["work_type"]), grade, _amount(given.get("amount"))
        )
    except Invalid as error:
        return Preview(errors=words.problems(error) or {"work_type": [str(error)]})
    return route_view.preview(ctx.directory, line)


def _form(
    ctx: Context,
    found: TaskView,
    answers: Mapping[str, Any] | None,
    errors: Mapping[str, Any] | None,
) -> FormView | None:
    if found.form is None or not (found.may_complete or found.may_claim):
        return None
    schema = forms.schema(ctx, found.definition, str(found.task.form_key))
    return form_view(ctx, found.form, schema, _known(found), answers, errors)


def _known(found: TaskView) -> Mapping[str, Any]:
    """A new draft begins without a title, not with the words that stand for one in lists."""
    if found.known.get("title") != UNTITLED:
        return found.known
    return {key: value for key, value in found.known.items() if key != "title"}


def _document(ctx: Context, row: UserTask, history: Sequence[HistoryLine]) -> DocumentView | None:
    document_id = documents.of_instance(ctx, row.instance_id)
    if document_id is None:
        return None
    try:
        return document_view(ctx, documents.card(ctx, document_id), history)
    except NotPermitted:  # a substitute of days gone by may see that they acted, not the text
        return None


def _holder(ctx: Context, row: UserTask) -> str:
    """Say who has the work, unless it is the reader."""
    if row.assignee == ctx.actor:
        return ""
    return holders(ctx.directory, row.assignee, row.candidate_users, row.candidate_groups)


def _badges(ctx: Context, row: UserTask) -> list[words.Badge]:
    found: list[words.Badge] = []
    if row.held_at is not None:
        found.append("hold")
    if row.assignee and row.assignee != ctx.actor and row.ended_at is None:
        found.append(("substitute", _("in place of %(name)s", name=named(ctx.directory, row.assignee).name)))
    return found


def _ended(ctx: Context, row: UserTask) -> str:
    if row.ended_at is None:
        return ""
    if row.completed_by is None:
        return _("This work is no longer needed.")
    if row.completed_by == ctx.actor:
        return _("You completed this.")
    return _("%(name)s completed this.", name=named(ctx.directory, row.completed_by).name)


def _may_hand_on(ctx: Context, row: UserTask) -> bool:
    """Approval steps stay with whom the delegation rule gives them to."""
    if (row.verb or "").startswith("document."):
        return False
    return may_assign(row, ctx.directory.principals_of(ctx.actor, ctx.now))


def _candidates(row: UserTask) -> list[Any]:
    return [*row.candidate_users, *row.candidate_groups]


def _events(ctx: Context, view: InstanceView, history: Sequence[HistoryLine]) -> list[Event]:
    told = [_event(ctx, view, line) for line in history if line.kind in _TOLD]
    waiting = (wait for wait in view.waits if wait.attributes.get("assignee"))
    now = [(named(ctx.directory, str(wait.attributes["assignee"])), wait.name) for wait in waiting]
    return [*told, *(Event("now", who.name, who.role, name, None) for who, name in now)]


def _event(ctx: Context, view: InstanceView, line: HistoryLine) -> Event:
    who = named(ctx.directory, line.actor)
    name = view.definition.elements.get(line.element_id or "", ("", ""))[1]
    is_person = ctx.directory.has_person(line.actor)
    return Event(
        kind="note" if line.kind == "task.held" else "done" if is_person else "auto",
        who=who.name,
        role=who.role,
        act=" · ".join(filter(None, (name, words.happened(line.kind)))),
        at=line.at,
        text=str(line.payload.get("reason") or ""),
    )


def _all(fields: Iterable[ShownField]) -> Iterable[ShownField]:
    for field in fields:
        yield field
        yield from _all(field.children)


def _amount(value: Any) -> Decimal | None:
    try:
        return None if value in (None, "") else Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        return None
