"""Directives (지시사항): the list with its lights, and one directive with its life so far."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import render_template, request

from service.context import Context
from service.domain.directive_signals import Signal
from service.domain.directives import ReportCycle
from service.domain.errors import NotPermitted
from service.persistence.models import Directive, DirectiveReport, UserTask
from service.queries import cases, office
from service.queries import directives as queries
from service.queries.directives import DirectiveLine
from service.web.current import reading
from service.web.i18n import language
from service.web.pages.naming import Named, holders, named
from service.web.pages.wording import (
    DIRECTIVE_ACTS,
    DIRECTIVE_STATES,
    ISSUER_KINDS,
    LIGHTS,
    REPORT_CYCLES,
    say,
)

ALL = "all"
RETURNED = frozenset({"소관 이의", "보완", "취소"})


@dataclass(frozen=True)
class Lamp:
    """A light in words and as a colour; the words alone say everything."""

    kind: str
    name: str
    reason: str


@dataclass(frozen=True)
class Row:
    id: UUID
    title: str
    lamp: Lamp
    state: str
    issuer: Named
    lead: Named | None
    due_on: date | None
    progress: int


def directives() -> str:
    """Show the directives that are open, or with ``show=all`` every one, those in trouble first."""
    show = ALL if request.args.get("show") == ALL else "open"
    with reading() as ctx:
        lines = queries.lines(ctx, open_only=show != ALL)
        rows, open_count = [_row(ctx, line) for line in lines], queries.count_open(ctx)
    return render_template("directives/directives.html", show=show, rows=rows, open_count=open_count)


def directive(directive_id: UUID) -> str:
    """Show one directive: the words as they were given, what was made of them, and what happened."""
    with reading() as ctx:
        page = _page(ctx, office.directive(ctx, directive_id))
    return render_template("directives/directive.html", **page)


def _page(ctx: Context, view: office.DirectiveView) -> dict[str, Any]:
    row = view.directive
    return {
        "directive": row,
        "kind": say(ISSUER_KINDS, row.kind),
        "state": say(DIRECTIVE_STATES, row.state),
        "cycle": say(REPORT_CYCLES, ReportCycle.from_iso(row.report_cycle)),
        "lamp": lamp(queries.light_of(ctx, view)),
        "issuer": named(ctx.directory, row.issuer_id),
        "recorder": named(ctx.directory, row.recorded_by),
        "lead": named(ctx.directory, row.lead_id) if row.lead_id else None,
        "life": [_entry(ctx, report) for report in view.reports],
        "tasks": cases.own_tasks(ctx, row.instance_id),
        "waiting": _waiting(ctx, row),
        "memo_id": _memo_of(ctx, row),
        "may_see_case": _may_see_case(ctx, row),
    }


def _waiting(ctx: Context, row: Directive) -> list[tuple[UserTask, str]]:
    """Return the open work on the directive, each with who has it."""
    tasks = cases.open_tasks(ctx, row.instance_id) if row.instance_id else ()
    return [
        (task, holders(ctx.directory, task.assignee, task.candidate_users, task.candidate_groups))
        for task in tasks
    ]


def lamp(signal: Signal) -> Lamp:
    """Return the light as this request's reader is told it."""
    kind, name = LIGHTS[signal.light]
    return Lamp(kind, str(name), signal.ko if language() == "ko" else signal.en)


def _row(ctx: Context, line: DirectiveLine) -> Row:
    row = line.directive
    return Row(
        id=row.id,
        title=row.title,
        lamp=lamp(line.signal),
        state=say(DIRECTIVE_STATES, row.state),
        issuer=named(ctx.directory, row.issuer_id),
        lead=named(ctx.directory, row.lead_id) if row.lead_id else None,
        due_on=row.due_on,
        progress=row.progress,
    )


def _entry(ctx: Context, report: DirectiveReport) -> dict[str, Any]:
    """Return one line of the life as the timeline takes it."""
    who = named(ctx.directory, report.author_id)
    return {
        "kind": "returned" if report.kind in RETURNED else "done",
        "who": who.name,
        "role": who.role,
        "act": say(DIRECTIVE_ACTS, report.kind),
        "at": report.created_at,
        "text": report.text,
    }


def _memo_of(ctx: Context, row: Directive) -> UUID | None:
    """Return the memo it came from, if the actor may read that."""
    if row.source_memo_id is None:
        return None
    try:
        return office.memo(ctx, row.source_memo_id).memo.id
    except NotPermitted:
        return None


def _may_see_case(ctx: Context, row: Directive) -> bool:
    if row.instance_id is None:
        return False
    try:
        cases.case(ctx, row.instance_id)
    except NotPermitted:
        return False
    return True
