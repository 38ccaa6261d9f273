"""Directives, to be read; they are given and followed through their process."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from marshmallow import fields

from service.queries import office
from service.web.api.routes import Resource
from service.web.api.shapes import Answer, ListQuery, list_of, listed, picked
from service.web.current import reading

resource = Resource("directives", "Directives and what was reported on them")


class DirectiveSchema(Answer):
    id = fields.UUID()
    instance_id = fields.UUID(allow_none=True)
    kind = fields.String()
    title = fields.String()
    original_text = fields.String()
    arranged_text = fields.String(allow_none=True)
    issuer_id = fields.String()
    recorded_by = fields.String()
    source = fields.String()
    source_memo_id = fields.UUID(allow_none=True)
    lead_id = fields.String(allow_none=True)
    due_on = fields.Date(allow_none=True)
    report_cycle = fields.String(allow_none=True)
    state = fields.String()
    progress = fields.Integer()
    plan = fields.String(allow_none=True)
    issued_at = fields.AwareDateTime()
    assigned_at = fields.AwareDateTime(allow_none=True)
    planned_at = fields.AwareDateTime(allow_none=True)
    updated_at = fields.AwareDateTime()
    ended_at = fields.AwareDateTime(allow_none=True)


class ReportSchema(Answer):
    seq = fields.Integer()
    kind = fields.String()
    text = fields.String()
    progress = fields.Integer(allow_none=True)
    author_id = fields.String()
    created_at = fields.AwareDateTime()


class DirectiveDetailSchema(DirectiveSchema):
    reports = fields.List(fields.Nested(ReportSchema))


class DirectivesQuery(ListQuery):
    open = fields.Boolean(load_default=True, metadata={"description": "Only those not yet confirmed as done"})


_directive = picked(DirectiveSchema)
_report = picked(ReportSchema)


@resource.get("/directives", query=DirectivesQuery, gives=list_of(DirectiveSchema))
def find(query: Mapping[str, Any]) -> Any:
    """Return directives by the day they are due; those without one come last."""
    with reading() as ctx:
        rows = office.directives(ctx, open_only=query["open"], limit=query["limit"])
        return listed(rows, _directive)


@resource.get("/directives/<uuid:directive_id>", gives=DirectiveDetailSchema)
def show(directive_id: UUID) -> Any:
    """Return a directive and its life so far."""
    with reading() as ctx:
        view = office.directive(ctx, directive_id)
        return {**_directive(view.directive), "reports": [_report(report) for report in view.reports]}
