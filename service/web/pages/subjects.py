"""What work is about where it is no document: a memo or a directive, in short."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import format_date

from service.context import Context
from service.domain.errors import NotPermitted
from service.queries import office
from service.web.i18n import gettext as _
from service.web.pages.naming import named


@dataclass(frozen=True)
class Subject:
    kind: str
    title: str
    text: str
    facts: Sequence[tuple[str, Any]]
    href: str


def subject_of(ctx: Context, variables: Mapping[str, Any]) -> Subject | None:
    """Return what the variables of a process point to, as far as the actor may see it."""
    try:
        if variables.get("memo_id"):
            return _memo(ctx, UUID(str(variables["memo_id"])))
        if variables.get("directive_id"):
            return _directive(ctx, UUID(str(variables["directive_id"])))
    except NotPermitted:
        return None
    return None


def _memo(ctx: Context, memo_id: UUID) -> Subject:
    memo = office.memo(ctx, memo_id).memo
    reporter = named(ctx.directory, memo.reporter_id)
    return Subject(
        kind=_("Memo"),
        title=memo.title,
        text=memo.body,
        facts=[
            (_("Kind"), memo.kind),
            (_("From"), f"{reporter} ({reporter.unit})"),
            (_("Sent"), format_date(memo.sent_at, "medium")),
        ],
        href=url_for("office.memo", memo_id=memo.id),
    )


def _directive(ctx: Context, directive_id: UUID) -> Subject:
    row = office.directive(ctx, directive_id).directive
    return Subject(
        kind=_("Directive"),
        title=row.title,
        text=row.arranged_text or row.original_text,
        facts=[
            (_("Issued by"), str(named(ctx.directory, row.issuer_id))),
            (_("Issued"), format_date(row.issued_at, "medium")),
            (_("Lead"), str(named(ctx.directory, row.lead_id)) if row.lead_id else None),
            (_("Due"), format_date(row.due_on, "medium") if row.due_on else None),
            (_("Progress"), f"{row.progress} %"),
        ],
        href=url_for("office.directive", directive_id=row.id),
    )
