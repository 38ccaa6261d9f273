"""What work is about, for lists: the matter's present title, and who began it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, func, select

from service.context import Context
from service.persistence.models import Document, ProcessInstance


@dataclass(frozen=True)
class Matter:
    title: str
    started_by: str


def of_instances(ctx: Context, instance_ids: Collection[UUID]) -> Mapping[UUID, Matter]:
    """Return what these instances are about; a document is called as it is now, not as it was at first."""
    query = (
        select(
            ProcessInstance.id,
            func.coalesce(Document.title, ProcessInstance.title).label("title"),
            ProcessInstance.started_by,
        )
        .outerjoin(
            Document,
            and_(Document.tenant_id == ctx.tenant, Document.instance_id == ProcessInstance.id),
        )
        .where(ProcessInstance.tenant_id == ctx.tenant, ProcessInstance.id.in_(instance_ids))
    )
    return {row.id: Matter(row.title, row.started_by) for row in ctx.session.execute(query)}
