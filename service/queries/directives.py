"""The pages of directives: each with its light (신호등) and the reason for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from service.context import Context
from service.domain.directive_signals import Light, Signal, signal
from service.domain.directives import Directive as Facts
from service.domain.directives import DirectiveAct, DirectiveState, ReportCycle
from service.persistence.models import Directive, DirectiveReport
from service.queries import office

PAGE: Final = 500
REPORTS: Final = (DirectiveAct.REPORT.value, DirectiveAct.REPORT_DONE.value)
_URGENCY: Final = (Light.RED, Light.YELLOW, Light.NONE, Light.GREEN)


@dataclass(frozen=True)
class DirectiveLine:
    directive: Directive
    signal: Signal


def lines(ctx: Context, *, open_only: bool = True) -> tuple[DirectiveLine, ...]:
    """Return directives with their lights, those that need attention first and then by due day."""
    rows = office.directives(ctx, open_only=open_only, limit=PAGE)
    reports = _report_days(ctx, rows)
    found = [DirectiveLine(row, _signal(ctx, row, reports.get(row.id, ()))) for row in rows]
    return tuple(sorted(found, key=lambda line: _URGENCY.index(line.signal.light)))


def light_of(ctx: Context, view: office.DirectiveView) -> Signal:
    """Return the light of one directive at this moment."""
    reports = [report.created_at for report in view.reports if report.kind in REPORTS]
    return _signal(ctx, view.directive, reports)


def count_open(ctx: Context) -> int:
    """Return how many directives are not finished."""
    query = select(func.count()).where(Directive.tenant_id == ctx.tenant, Directive.ended_at.is_(None))
    return ctx.session.scalar(query) or 0


def _report_days(ctx: Context, rows: Sequence[Directive]) -> dict[object, list[datetime]]:
    query = select(DirectiveReport.directive_id, DirectiveReport.created_at).where(
        DirectiveReport.tenant_id == ctx.tenant,
        DirectiveReport.directive_id.in_([row.id for row in rows]),
        DirectiveReport.kind.in_(REPORTS),
    )
    found: dict[object, list[datetime]] = {}
    for directive_id, created_at in ctx.session.execute(query):
        found.setdefault(directive_id, []).append(created_at)
    return found


def _signal(ctx: Context, row: Directive, reports: Sequence[datetime]) -> Signal:
    zone = ctx.office.zone
    facts = Facts(
        state=DirectiveState(row.state),
        issued_on=row.issued_at.astimezone(zone).date(),
        issuer_id=row.issuer_id,
        lead_id=row.lead_id,
        due=row.due_on,
        cycle=ReportCycle.from_iso(row.report_cycle),
        assigned_on=row.assigned_at.astimezone(zone).date() if row.assigned_at else None,
        planned_on=row.planned_at.astimezone(zone).date() if row.planned_at else None,
        reports=tuple(at.astimezone(zone).date() for at in reports),
        progress=row.progress,
    )
    return signal(facts, ctx.now, ctx.calendar)
