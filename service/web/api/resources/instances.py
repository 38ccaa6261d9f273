"""Process instances: where they stand, what happened, and changing their course."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, validate

from service import catalogue
from service.commands import instances as commands
from service.context import Context
from service.domain.errors import NotPermitted
from service.domain.permissions import Act
from service.persistence.models import InstanceStatus, ProcessInstance
from service.queries import cases, documents, instances
from service.web.api.access import check_may, may
from service.web.api.routes import Resource
from service.web.api.shapes import (
    LONG_TEXT,
    Answer,
    Cursor,
    ListQuery,
    Words,
    filled,
    page,
    page_of,
    picked,
)
from service.web.current import reading, transaction

resource = Resource("instances", "Process instances: their state, their history, their course")

_STATUS = validate.OneOf([status.value for status in InstanceStatus])


class InstanceSchema(Answer):
    id = fields.UUID()
    key = fields.String(metadata={"description": "Of the process"})
    version = fields.Integer()
    definition_id = fields.UUID()
    title = fields.String()
    business_key = fields.String(allow_none=True)
    status = fields.String(validate=_STATUS)
    started_by = fields.String()
    started_at = fields.AwareDateTime()
    updated_at = fields.AwareDateTime()
    ended_at = fields.AwareDateTime(allow_none=True)


class WaitSchema(Answer):
    kind = fields.String(
        metadata={"description": "user_task, service_call, timer, message, signal or condition"}
    )
    element_id = fields.String()
    name = fields.String()
    due = fields.AwareDateTime(allow_none=True)
    loop_index = fields.Integer(allow_none=True)


class InstanceDetailSchema(InstanceSchema):
    active_elements = fields.List(fields.String())
    waits = fields.List(fields.Nested(WaitSchema))
    document_id = fields.UUID(allow_none=True)


class InstancesQuery(ListQuery):
    key = fields.String(load_default=None)
    business_key = fields.String(load_default=None)
    status = fields.String(load_default=None, validate=_STATUS)
    started_by = fields.String(load_default=None, metadata={"description": "Id of a person"})
    cursor = Cursor(UUID)


class HistoryLineSchema(Answer):
    seq = fields.Integer()
    at = fields.AwareDateTime()
    kind = fields.String()
    element_id = fields.String(allow_none=True)
    actor = fields.String()
    payload = Words("What belongs to this kind of entry")


class HistoryQuery(ListQuery):
    cursor = Cursor(int)


class VerdictSchema(Answer):
    """`broken_at` is the first entry whose hash does not fit, or that is missing."""

    entries = fields.Integer()
    intact = fields.Boolean()
    broken_at = fields.Integer(allow_none=True)


class CancelSchema(Schema):
    reason = fields.String(required=True, validate=[LONG_TEXT, filled])


class VariablesSchema(Schema):
    variables = Words("The variables to set; others stay as they are", required=True)


_own = picked(InstanceSchema, but=("key", "version"))


@resource.get("/instances", query=InstancesQuery, gives=page_of(InstanceSchema), errors=(403,))
def find(query: Mapping[str, Any]) -> Any:
    """Return instances, the newest first.

    Those whom no role lets see every instance get the ones that they started.
    """
    with reading() as ctx:
        rows = instances.find_instances(
            ctx,
            key=query["key"],
            business_key=query["business_key"],
            status=query["status"] and InstanceStatus(query["status"]),
            started_by=_starter(ctx, query["started_by"]),
            before=query["cursor"],
            limit=query["limit"] + 1,
        )
        return page(rows, query["limit"], lambda row: _line(ctx, row), lambda row: row.id)


@resource.get("/instances/<uuid:instance_id>", gives=InstanceDetailSchema, errors=(403,))
def show(instance_id: UUID) -> Any:
    """Return where an instance stands and what it waits for."""
    with reading() as ctx:
        view = cases.case(ctx, instance_id)
        return {
            **_line(ctx, view.instance),
            "active_elements": view.active_elements,
            "waits": [_wait(wait) for wait in view.waits],
            "document_id": documents.of_instance(ctx, instance_id),
        }


@resource.get(
    "/instances/<uuid:instance_id>/history",
    query=HistoryQuery,
    gives=page_of(HistoryLineSchema),
    errors=(403,),
)
def history(instance_id: UUID, query: Mapping[str, Any]) -> Any:
    """Return what happened, in order; a stream for integrators is this list from the last cursor on."""
    with reading() as ctx:
        cases.case(ctx, instance_id)
        lines = instances.history(ctx, instance_id, query["cursor"] or 0, query["limit"] + 1)
        return page(lines, query["limit"], picked(HistoryLineSchema), lambda line: line.seq)


@resource.get("/instances/<uuid:instance_id>/verify", gives=VerdictSchema, errors=(403,))
def verify(instance_id: UUID) -> Any:
    """Check that nothing in the history was changed, removed or put in."""
    with reading() as ctx:
        cases.case(ctx, instance_id)
        return picked(VerdictSchema)(instances.verify(ctx, instance_id))


@resource.post("/instances/<uuid:instance_id>/cancel", takes=CancelSchema, status=204, errors=(403, 409))
def cancel(instance_id: UUID, body: Mapping[str, Any]) -> None:
    """End an instance before its time; who started it may, and operators."""
    with transaction() as ctx:
        is_operator = may(ctx, Act.STEER_INSTANCES)
        commands.cancel(ctx, instance_id, body["reason"], by_operator=is_operator)


@resource.patch(
    "/instances/<uuid:instance_id>/variables", takes=VariablesSchema, status=204, errors=(403, 409)
)
def set_variables(instance_id: UUID, body: Mapping[str, Any]) -> None:
    """Set variables of a running instance; conditions that wait for them are looked at."""
    with transaction() as ctx:
        check_may(ctx, Act.STEER_INSTANCES)
        commands.set_variables(ctx, instance_id, body["variables"])


def _line(ctx: Context, row: ProcessInstance) -> dict[str, Any]:
    of = catalogue.definition(ctx, row.definition_id)
    return {**_own(row), "key": of.key, "version": of.version}


_wait = picked(WaitSchema)


def _starter(ctx: Context, asked: str | None) -> str | None:
    if may(ctx, Act.READ_EVERY_INSTANCE):
        return asked
    if asked not in (None, ctx.actor):
        raise NotPermitted(f"{ctx.actor} may not list what {asked} started")
    return ctx.actor
