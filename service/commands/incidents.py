"""Opening and resolving incidents."""

from uuid import UUID

from sqlalchemy import select, update

from service.commands.trouble import InstanceTrouble
from service.context import Context
from service.domain.errors import Conflict, NotFound
from service.persistence.ids import new_id
from service.persistence.models import Incident, Job, JobState


def open_incident(
    ctx: Context,
    instance_id: UUID | None,
    kind: str,
    message: str,
    *,
    element_id: str | None = None,
    code: str | None = None,
    job_id: UUID | None = None,
) -> UUID:
    """Note why an instance or job cannot go on, for an operator to resolve."""
    incident = Incident(
        tenant_id=ctx.tenant,
        id=new_id(),
        instance_id=instance_id,
        job_id=job_id,
        element_id=element_id,
        kind=kind,
        code=code,
        message=message[:4000],
        created_at=ctx.now,
    )
    ctx.session.add(incident)
    return incident.id


def record_trouble(ctx: Context, trouble: InstanceTrouble) -> UUID:
    """Open the incident of an act that was rolled back; the edge calls this in a transaction of its own."""
    cause = trouble.trouble
    return open_incident(
        ctx, trouble.instance_id, cause.kind, cause.message, element_id=cause.element_id, code=cause.code
    )


def resolve(ctx: Context, incident_id: UUID) -> None:
    """Close the incident; a dead job behind it gets all its attempts again.

    Raises ``NotFound``, ``Conflict`` if it has been resolved.
    """
    incident = ctx.session.scalar(
        select(Incident).where(Incident.tenant_id == ctx.tenant, Incident.id == incident_id).with_for_update()
    )
    if incident is None:
        raise NotFound(f"no incident {incident_id}")
    if incident.resolved_at is not None:
        raise Conflict(f"incident {incident_id} was resolved", {"by": incident.resolved_by})
    incident.resolved_at, incident.resolved_by = ctx.now, ctx.actor
    if incident.job_id is not None:
        ctx.session.execute(
            update(Job)
            .where(Job.tenant_id == ctx.tenant, Job.id == incident.job_id, Job.state == JobState.DEAD)
            .values(state=JobState.OPEN, attempt=0, run_at=ctx.now, ended_at=None)
        )
