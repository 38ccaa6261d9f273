"""The inbox: the list, one piece of work beside it, and what one may do with it."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.commands import documents as document_commands
from service.commands import user_tasks
from service.context import Context
from service.domain.errors import Conflict, Invalid, NotFound
from service.queries import documents, tasks
from service.web.current import office, reading, transaction
from service.web.i18n import gettext as _
from service.web.i18n import language
from service.web.pages import document_words as words
from service.web.pages.asking import asked_uuid
from service.web.pages.form_view import ANSWERS, typed_answers
from service.web.pages.inbox_list import DONE, WAITING, list_view, next_task
from service.web.pages.naming import named
from service.web.pages.task_view import line_preview, task_page

blueprint = Blueprint("inbox", __name__)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    return redirect(url_for("inbox.index"))


@blueprint.get("/inbox")
def index() -> ResponseReturnValue:
    """Show the list alone."""
    with reading() as ctx:
        listed_now = list_view(ctx, _tab(), request.args.get("after", ""))
    return render_template("inbox/index.html", list=listed_now)


@blueprint.get("/inbox/list")
def listed() -> ResponseReturnValue:
    """Give the list again, or 304 where nothing has changed; pages ask every 20 seconds."""
    current = asked_uuid("task")
    with reading() as ctx:
        listed_now = list_view(ctx, _tab(), request.args.get("after", ""), current)
    href = url_for("inbox.task", task_id=current) if current else None
    answer = make_response(render_template("inbox/list.html", list=listed_now, current=href))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.vary.add("Cookie")
    answer.add_etag()
    return answer.make_conditional(request)


@blueprint.get("/inbox/<uuid:task_id>")
def task(task_id: UUID) -> ResponseReturnValue:
    """Open a piece of work; the first time, that moment is noted."""
    with reading() as ctx:
        row = tasks.task(ctx, task_id)
    if row.may_complete and row.task.read_at is None:
        with transaction() as ctx:
            user_tasks.mark_read(ctx, task_id)
    return _task_page(task_id)


@blueprint.post("/inbox/<uuid:task_id>")
def complete(task_id: UUID) -> ResponseReturnValue:
    """End the work with the answers; the next piece follows."""
    answers = _typed(task_id)
    try:
        with transaction() as ctx:
            user_tasks.complete(ctx, task_id, answers, language())
    except Conflict as lost:
        return _lost(task_id, lost)
    except Invalid as error:
        return _task_page(task_id, answers, words.problems(error) or {"": [str(error)]}), 422
    flash(_("Completed."), "success")
    with reading() as ctx:
        following = next_task(ctx)
    return redirect(url_for("inbox.task", task_id=following) if following else url_for("inbox.index"))


@blueprint.post("/inbox/<uuid:task_id>/look")
def look(task_id: UUID) -> ResponseReturnValue:
    """Show the page again for what was typed: other fields, another line. For those without a script."""
    return _task_page(task_id, _typed(task_id))


@blueprint.post("/inbox/<uuid:task_id>/save")
def save(task_id: UUID) -> ResponseReturnValue:
    """Keep a draft as it is, complete or not."""
    answers = _typed(task_id)
    with transaction() as ctx:
        document_id = documents.of_instance(ctx, tasks.instance_of(ctx, task_id))
        if document_id is None:
            raise NotFound(f"user task {task_id} is about no document")
        document_commands.keep_working_copy(ctx, document_id, answers)
    flash(_("The draft is saved. Nobody but you sees it."), "success")
    return redirect(url_for("inbox.task", task_id=task_id))


@blueprint.post("/inbox/<uuid:task_id>/line")
def line(task_id: UUID) -> ResponseReturnValue:
    """Give the approval line for what the draft says now."""
    answers = _typed(task_id)
    with reading() as ctx:
        preview = line_preview(ctx, tasks.task(ctx, task_id), answers)
    return render_template("inbox/preview.html", preview=preview)


@blueprint.post("/inbox/<uuid:task_id>/claim")
def claim(task_id: UUID) -> ResponseReturnValue:
    return _act(task_id, lambda ctx: user_tasks.claim(ctx, task_id), _("The work is yours now."))


@blueprint.post("/inbox/<uuid:task_id>/release")
def release(task_id: UUID) -> ResponseReturnValue:
    return _act(task_id, lambda ctx: user_tasks.release(ctx, task_id), _("Given back to the group."))


@blueprint.post("/inbox/<uuid:task_id>/assign")
def assign(task_id: UUID) -> ResponseReturnValue:
    """Hand the work to somebody else; it leaves this inbox."""
    person = request.form.get("person", "")
    with transaction() as ctx:
        user_tasks.assign(ctx, task_id, person)
        flash(_("Handed to %(name)s.", name=named(ctx.directory, person)), "success")
    return redirect(url_for("inbox.index"))


@blueprint.post("/inbox/<uuid:task_id>/hold")
def hold(task_id: UUID) -> ResponseReturnValue:
    """Put the work on hold until the end of a day, with a reason that everyone sees."""
    reason, until = request.form.get("reason", ""), _end_of_day(request.form.get("until", ""))
    return _act(
        task_id,
        lambda ctx: user_tasks.hold(ctx, task_id, reason, until),
        _("On hold. Everyone concerned sees why."),
    )


@blueprint.post("/inbox/<uuid:task_id>/resume")
def resume(task_id: UUID) -> ResponseReturnValue:
    return _act(task_id, lambda ctx: user_tasks.resume(ctx, task_id), _("No longer on hold."))


def _act(task_id: UUID, command: Callable[[Context], None], said: str) -> ResponseReturnValue:
    try:
        with transaction() as ctx:
            command(ctx)
    except Conflict as lost:
        return _lost(task_id, lost)
    except Invalid as error:
        for reasons in (error.messages or {"": [str(error)]}).values():
            flash(" ".join(reasons), "error")
    else:
        flash(said, "success")
    return redirect(url_for("inbox.task", task_id=task_id))


def _typed(task_id: UUID) -> dict[str, Any]:
    """Return the answers that were sent; only a page without a script needs the form to read them."""
    if request.form.get(ANSWERS):
        return typed_answers(None)
    with reading() as ctx:
        return typed_answers(tasks.task(ctx, task_id).form)


def _task_page(
    task_id: UUID, answers: Mapping[str, Any] | None = None, errors: Mapping[str, Any] | None = None
) -> Response:
    """Render a piece of work: with its list, or for htmx without."""
    is_part = "HX-Request" in request.headers
    with reading() as ctx:
        page = task_page(ctx, task_id, answers, errors)
        listed_now = None if is_part else list_view(ctx, _tab(), current=task_id)
    layout = "components/layouts/work.html" if is_part else "components/layouts/panes.html"
    href = url_for("inbox.task", task_id=task_id, tab=DONE if _tab() == DONE else None)
    answer = make_response(
        render_template("inbox/task.html", layout=layout, task=page, list=listed_now, current=href)
    )
    answer.vary.add("HX-Request")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _lost(task_id: UUID, lost: Conflict) -> ResponseReturnValue:
    """Say who was faster, and when."""
    by = lost.facts.get("by")
    with reading() as ctx:
        who = named(ctx.directory, str(by)) if by else None
        listed_now = list_view(ctx, WAITING)
    page = render_template(
        "inbox/conflict.html", who=who, at=lost.facts.get("at"), error=lost, list=listed_now, task_id=task_id
    )
    return page, 409


def _tab() -> str:
    return DONE if request.args.get("tab") == DONE else WAITING


def _end_of_day(text: str) -> datetime:
    """Return the last minute of a day on the office's clock; one that cannot be read lies in the past."""
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        return office().clock()
    return datetime.combine(day, time(23, 59), tzinfo=office().zone)
