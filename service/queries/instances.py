"""Process instances: where they stand, what happened to them, whether their record is whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import func, select

from service import catalogue
from service.catalogue import Definition
from service.context import Context
from service.domain.errors import NotFound
from service.engine import Wait
from service.persistence import ledger
from service.persistence.ledger import Verdict
from service.persistence.models import (
    HistoryEntry,
    Incident,
    InstanceStatus,
    ProcessDefinition,
    ProcessInstance,
)

PAGE: Final = 50


@dataclass(frozen=True)
class HistoryLine:
    seq: int
    at: datetime
    kind: str
    element_id: str | None
    actor: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class InstanceView:
    """``waits`` are empty once the instance has ended."""

    instance: ProcessInstance
    definition: Definition
    waits: tuple[Wait, ...]

    @property
    def active_elements(self) -> list[str]:
        return sorted({wait.element_id for wait in self.waits})


def instance(ctx: Context, instance_id: UUID) -> InstanceView:
    """Return an instance and what it waits for; raise ``NotFound``."""
    row = ctx.session.get(ProcessInstance, (ctx.tenant, instance_id))
    if row is None:
        raise NotFound(f"no process instance {instance_id}")
    of = catalogue.definition(ctx, row.definition_id)
    waits: tuple[Wait, ...] = ()
    if row.status == InstanceStatus.ACTIVE:
        waits = ctx.engine.waits(catalogue.compiled(ctx, of), row.state, catalogue.decisions(ctx, of))
    return InstanceView(row, of, waits)


def find_instances(
    ctx: Context,
    *,
    key: str | None = None,
    business_key: str | None = None,
    status: InstanceStatus | None = None,
    started_by: str | None = None,
    before: UUID | None = None,
    limit: int = PAGE,
) -> Sequence[ProcessInstance]:
    """Return instances, the newest first, from the cursor ``before`` (an id) on."""
    query = (
        select(ProcessInstance)
        .where(ProcessInstance.tenant_id == ctx.tenant)
        .order_by(ProcessInstance.id.desc())
        .limit(limit)
    )
    if key is not None:
        of_key = select(ProcessDefinition.id).where(
            ProcessDefinition.tenant_id == ctx.tenant, ProcessDefinition.key == key
        )
        query = query.where(ProcessInstance.definition_id.in_(of_key))
    if business_key is not None:
        query = query.where(ProcessInstance.business_key == business_key)
    if status is not None:
        query = query.where(ProcessInstance.status == status)
    if started_by is not None:
        query = query.where(ProcessInstance.started_by == started_by)
    if before is not None:
        query = query.where(ProcessInstance.id < before)
    return ctx.session.scalars(query).all()


def history(ctx: Context, instance_id: UUID, after: int = 0, limit: int = 1000) -> list[HistoryLine]:
    """Return the history of an instance in order, from the entry after ``after`` on."""
    query = (
        select(HistoryEntry)
        .where(
            HistoryEntry.tenant_id == ctx.tenant,
            HistoryEntry.instance_id == instance_id,
            HistoryEntry.seq > after,
        )
        .order_by(HistoryEntry.seq)
        .limit(limit)
    )
    return [
        HistoryLine(row.seq, row.at, row.kind, row.element_id, row.actor, orjson.loads(row.payload))
        for row in ctx.session.scalars(query)
    ]


def verify(ctx: Context, instance_id: UUID) -> Verdict:
    """Check the chain of an instance's history; raise ``NotFound``."""
    row = ctx.session.get(ProcessInstance, (ctx.tenant, instance_id))
    if row is None:
        raise NotFound(f"no process instance {instance_id}")
    return ledger.verify(ctx.session, ctx.tenant, instance_id, row.seq, row.head)


def count_running(ctx: Context, key: str | None = None) -> int:
    """Return how many instances are running, of one process or of all."""
    query = select(func.count()).where(
        ProcessInstance.tenant_id == ctx.tenant, ProcessInstance.status == InstanceStatus.ACTIVE
    )
    if key is not None:
        of_key = select(ProcessDefinition.id).where(
            ProcessDefinition.tenant_id == ctx.tenant, ProcessDefinition.key == key
        )
        query = query.where(ProcessInstance.definition_id.in_(of_key))
    return ctx.session.scalar(query) or 0


def incidents(
    ctx: Context, *, instance_id: UUID | None = None, is_open: bool | None = True, limit: int = PAGE
) -> Sequence[Incident]:
    """Return incidents, the newest first."""
    query = (
        select(Incident)
        .where(Incident.tenant_id == ctx.tenant)
        .order_by(Incident.created_at.desc())
        .limit(limit)
    )
    if instance_id is not None:
        query = query.where(Incident.instance_id == instance_id)
    if is_open is not None:
        query = query.where(Incident.resolved_at.is_(None) if is_open else Incident.resolved_at.is_not(None))
    return ctx.session.scalars(query).all()


def all_ids(ctx: Context) -> Sequence[UUID]:
    """Return the id of every instance of the office, oldest first."""
    query = (
        select(ProcessInstance.id).where(ProcessInstance.tenant_id == ctx.tenant).order_by(ProcessInstance.id)
    )
    return ctx.session.scalars(query).all()


def variables(ctx: Context, view: InstanceView) -> dict[str, Any]:
    """Return the variables of an instance, also after it has ended."""
    process = catalogue.compiled(ctx, view.definition)
    return dict(ctx.engine.variables(process, view.instance.state, catalogue.decisions(ctx, view.definition)))
