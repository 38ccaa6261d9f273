"""Incidents: why an instance or a job cannot go on."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from marshmallow import fields

from service.commands import incidents
from service.domain.permissions import Act
from service.queries import instances
from service.web.api.access import check_may
from service.web.api.routes import Resource
from service.web.api.shapes import Answer, ListQuery, list_of, listed, picked
from service.web.current import reading, transaction

resource = Resource("incidents", "Why instances or jobs cannot go on")


class IncidentSchema(Answer):
    id = fields.UUID()
    instance_id = fields.UUID(allow_none=True)
    job_id = fields.UUID(allow_none=True)
    element_id = fields.String(allow_none=True)
    kind = fields.String()
    code = fields.String(allow_none=True)
    message = fields.String()
    created_at = fields.AwareDateTime()
    resolved_at = fields.AwareDateTime(allow_none=True)
    resolved_by = fields.String(allow_none=True)


class IncidentsQuery(ListQuery):
    instance_id = fields.UUID(load_default=None)
    open = fields.Boolean(
        load_default=None, metadata={"description": "Only open ones, or only resolved ones"}
    )


@resource.get("/incidents", query=IncidentsQuery, gives=list_of(IncidentSchema), errors=(403,))
def find(query: Mapping[str, Any]) -> Any:
    """Return incidents, the newest first."""
    with reading() as ctx:
        check_may(ctx, Act.HANDLE_INCIDENTS)
        rows = instances.incidents(
            ctx, instance_id=query["instance_id"], is_open=query["open"], limit=query["limit"]
        )
        return listed(rows, picked(IncidentSchema))


@resource.post("/incidents/<uuid:incident_id>/resolve", status=204, errors=(403, 409))
def resolve(incident_id: UUID) -> None:
    """Close an incident; a dead job behind it is tried again."""
    with transaction() as ctx:
        check_may(ctx, Act.HANDLE_INCIDENTS)
        incidents.resolve(ctx, incident_id)
