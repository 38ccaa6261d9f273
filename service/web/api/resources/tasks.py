"""User tasks: the actor's inbox, and everything that can be done with one of them."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from flask import request
from marshmallow import Schema, fields

from service.commands import user_tasks
from service.config import LANGUAGES
from service.context import Context
from service.persistence.models import FAR_FUTURE
from service.queries import forms, inbox, tasks
from service.queries.inbox import TaskLine
from service.queries.tasks import TaskView
from service.web.api.resources.definitions import FormSchema
from service.web.api.routes import Resource
from service.web.api.shapes import (
    LONG_TEXT,
    SMALL_TEXT,
    Answer,
    Cursor,
    ListQuery,
    Words,
    cursor,
    filled,
    page_of,
    picked,
)
from service.web.current import parts, reading, transaction

MOST_LOOKED_AT: Final = 1000
"""Lines that a filter looks at for one page; where few of them fit, the page is short."""

resource = Resource("tasks", "User tasks: the inbox of who asks, and work on it")


class TaskLineSchema(Answer):
    id = fields.UUID()
    title = fields.String()
    name = fields.String()
    process_key = fields.String()
    element_id = fields.String()
    business_key = fields.String(allow_none=True)
    instance_id = fields.UUID()
    assignee = fields.String(allow_none=True)
    priority = fields.Integer()
    created_at = fields.AwareDateTime()
    due_at = fields.AwareDateTime(allow_none=True)
    held_at = fields.AwareDateTime(allow_none=True)
    held_until = fields.AwareDateTime(allow_none=True)
    read_at = fields.AwareDateTime(allow_none=True)
    ended_at = fields.AwareDateTime(allow_none=True)
    completed_by = fields.String(allow_none=True)
    on_behalf_of = fields.String(allow_none=True)


class TaskSchema(TaskLineSchema):
    state = fields.String()
    candidate_users = fields.List(fields.String())
    candidate_groups = fields.List(fields.String())
    follow_up_at = fields.AwareDateTime(allow_none=True)
    claimed_at = fields.AwareDateTime(allow_none=True)
    held_reason = fields.String(allow_none=True)


class TaskDetailSchema(TaskSchema):
    form = fields.Nested(FormSchema, allow_none=True)
    known = Words("What the form begins with")
    may_complete = fields.Boolean()
    may_claim = fields.Boolean()


class InboxQuery(ListQuery):
    process_key = fields.String(load_default=None)
    element_id = fields.String(load_default=None)
    instance_id = fields.UUID(load_default=None)
    business_key = fields.String(load_default=None)
    cursor = Cursor(inbox.Cursor.read)


class AnswersSchema(Schema):
    answers = Words("What was filled into the form; without a form, variables", load_default=dict)


class CompletedSchema(Answer):
    id = fields.UUID()
    instance_id = fields.UUID()
    process_key = fields.String()
    element_id = fields.String()


class AssignSchema(Schema):
    person = fields.String(required=True, validate=SMALL_TEXT, metadata={"description": "Id of a person"})


class HoldSchema(Schema):
    reason = fields.String(required=True, validate=[LONG_TEXT, filled])
    until = fields.AwareDateTime(required=True)


_line = picked(TaskLineSchema)
_task = picked(TaskSchema)


@resource.get("/tasks", query=InboxQuery, gives=page_of(TaskLineSchema))
def find(query: Mapping[str, Any]) -> Any:
    """Return what is open for who asks, due first: their own, their groups', and of those they stand in for.

    With a filter a page may hold fewer than `limit`, even none; `next` alone says whether there is more.
    """
    with reading() as ctx:
        principals = ctx.directory.principals_of(ctx.actor, ctx.now)
        lines, after = _filtered(ctx, principals, query)
    return {"items": [_line(line) for line in lines], "next": cursor(after) if after else None}


@resource.get("/tasks/<uuid:task_id>", gives=TaskDetailSchema, errors=(403,))
def show(task_id: UUID) -> Any:
    """Return a task with its form and what the form begins with."""
    with reading() as ctx:
        view = tasks.task(ctx, task_id)
        return {
            **_task(view.task),
            "form": _form(ctx, view),
            "known": view.known,
            "may_complete": view.may_complete,
            "may_claim": view.may_claim,
        }


@resource.post("/tasks/<uuid:task_id>/claim", status=204, errors=(403, 409))
def claim(task_id: UUID) -> None:
    """Take the task for oneself; nobody else sees it until it is released."""
    with transaction() as ctx:
        user_tasks.claim(ctx, task_id)


@resource.post("/tasks/<uuid:task_id>/release", status=204, errors=(403, 409))
def release(task_id: UUID) -> None:
    """Give the task back to all for whom it is meant."""
    with transaction() as ctx:
        user_tasks.release(ctx, task_id)


@resource.post("/tasks/<uuid:task_id>/assign", takes=AssignSchema, status=204, errors=(403, 409))
def assign(task_id: UUID, body: Mapping[str, Any]) -> None:
    """Hand the task to another person; approval steps cannot be handed on."""
    with transaction() as ctx:
        user_tasks.assign(ctx, task_id, body["person"])


@resource.post(
    "/tasks/<uuid:task_id>/complete", takes=AnswersSchema, gives=CompletedSchema, errors=(403, 409)
)
def complete(task_id: UUID, body: Mapping[str, Any]) -> Any:
    """End the task with the answers to its form and let the process go on.

    Who comes second is told (409) by whom the task was completed, and when. Messages about fields
    follow `Accept-Language` (ko, en).
    """
    with transaction() as ctx:
        task = user_tasks.complete(ctx, task_id, body["answers"], _language())
    return picked(CompletedSchema)(task)


@resource.post("/tasks/<uuid:task_id>/hold", takes=HoldSchema, status=204, errors=(403, 409))
def hold(task_id: UUID, body: Mapping[str, Any]) -> None:
    """Put the work on hold until a moment, with a reason that everyone sees."""
    with transaction() as ctx:
        user_tasks.hold(ctx, task_id, body["reason"], body["until"])


@resource.post("/tasks/<uuid:task_id>/resume", status=204, errors=(403, 409))
def resume(task_id: UUID) -> None:
    """Take the work off hold."""
    with transaction() as ctx:
        user_tasks.resume(ctx, task_id)


def _filtered(
    ctx: Context, principals: frozenset[str], query: Mapping[str, Any]
) -> tuple[list[TaskLine], inbox.Cursor | None]:
    wanted = {
        name: query[name]
        for name in ("process_key", "element_id", "instance_id", "business_key")
        if query[name]
    }
    if not wanted:
        found = inbox.open_tasks(ctx, principals, query["cursor"], query["limit"])
        return list(found.lines), found.next
    looked_at = inbox.open_tasks(ctx, principals, query["cursor"], MOST_LOOKED_AT)
    lines = [
        line
        for line in looked_at.lines
        if all(getattr(line, name) == value for name, value in wanted.items())
    ]
    if len(lines) > query["limit"]:
        lines = lines[: query["limit"]]
        return lines, inbox.Cursor(lines[-1].due_at or FAR_FUTURE, lines[-1].id)
    return lines, looked_at.next


def _form(ctx: Context, view: TaskView) -> Mapping[str, Any] | None:
    key = view.task.form_key
    return {"key": key, "schema": forms.schema(ctx, view.definition, key)} if key else None


def _language() -> str:
    return request.accept_languages.best_match(LANGUAGES) or parts().settings.default_language
