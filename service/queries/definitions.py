"""Process definitions, decisions and forms as they were deployed."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from service.context import Context
from service.domain.errors import NotFound
from service.persistence.models import DecisionDefinition, Deployment, ProcessDefinition


def latest_definitions(ctx: Context) -> Sequence[ProcessDefinition]:
    """Return the newest version of every process, by name."""
    newest = (
        select(ProcessDefinition.key, func.max(ProcessDefinition.version).label("version"))
        .where(ProcessDefinition.tenant_id == ctx.tenant)
        .group_by(ProcessDefinition.key)
        .subquery()
    )
    query = (
        select(ProcessDefinition)
        .join(
            newest,
            (ProcessDefinition.key == newest.c.key) & (ProcessDefinition.version == newest.c.version),
        )
        .where(ProcessDefinition.tenant_id == ctx.tenant)
        .order_by(ProcessDefinition.name)
    )
    return ctx.session.scalars(query).all()


def versions(ctx: Context, key: str) -> Sequence[ProcessDefinition]:
    """Return every version of a process, the newest first; raise ``NotFound`` if there is none."""
    query = (
        select(ProcessDefinition)
        .where(ProcessDefinition.tenant_id == ctx.tenant, ProcessDefinition.key == key)
        .order_by(ProcessDefinition.version.desc())
    )
    found = ctx.session.scalars(query).all()
    if not found:
        raise NotFound(f"no process definition {key}")
    return found


def definition(ctx: Context, definition_id: UUID) -> ProcessDefinition:
    """Return one version with its XML; raise ``NotFound``."""
    found = ctx.session.get(ProcessDefinition, (ctx.tenant, definition_id))
    if found is None:
        raise NotFound(f"no process definition {definition_id}")
    return found


def decisions(ctx: Context) -> Sequence[DecisionDefinition]:
    """Return every version of every decision, by key, the newest first."""
    query = (
        select(DecisionDefinition)
        .where(DecisionDefinition.tenant_id == ctx.tenant)
        .order_by(DecisionDefinition.key, DecisionDefinition.version.desc())
    )
    return ctx.session.scalars(query).all()


def deployments(ctx: Context, limit: int = 50) -> Sequence[Deployment]:
    """Return deployments, the newest first."""
    query = (
        select(Deployment)
        .where(Deployment.tenant_id == ctx.tenant)
        .order_by(Deployment.id.desc())
        .limit(limit)
    )
    return ctx.session.scalars(query).all()


def deployment(ctx: Context, deployment_id: UUID) -> Deployment:
    """Return who put something in, when and as what; raise ``NotFound``."""
    found = ctx.session.get(Deployment, (ctx.tenant, deployment_id))
    if found is None:
        raise NotFound(f"no deployment {deployment_id}")
    return found
