"""From whom work comes: the one who began the matter."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select

from service.context import Context
from service.persistence.models import ProcessInstance


def starters(ctx: Context, instance_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return the id of the person who started each of these instances."""
    query = select(ProcessInstance.id, ProcessInstance.started_by).where(
        ProcessInstance.tenant_id == ctx.tenant, ProcessInstance.id.in_(instance_ids)
    )
    return {row.id: row.started_by for row in ctx.session.execute(query)}
