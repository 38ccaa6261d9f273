"""The document card on pages: what stands on it, its versions, and everything that happened to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import format_decimal

from service import catalogue
from service.context import Context
from service.domain.approval_line import StepState
from service.domain.documents import DocumentState
from service.persistence.models import ApprovalStep, Document, DocumentVersion, Opinion, UnitTask
from service.queries import forms
from service.queries.documents import Card
from service.queries.instances import HistoryLine
from service.web.i18n import gettext as _
from service.web.i18n import language
from service.web.pages import diff, route_view
from service.web.pages import document_words as words
from service.web.pages.diff import Row
from service.web.pages.form_view import localised, option_label
from service.web.pages.naming import Named, named

DRAFT_FORM = "internal_approval/draft"


@dataclass(frozen=True)
class VersionView:
    number: int
    author: Named
    reason: str
    at: datetime
    digest: str


@dataclass(frozen=True)
class Comparison:
    """What differs between two versions, per field of the card."""

    before: str
    after: str
    fields: Sequence[tuple[str, Sequence[Row]]]


@dataclass(frozen=True)
class Event:
    """An entry of the timeline; ``at`` is None for what goes on now."""

    kind: str
    who: str
    role: str
    act: str
    at: datetime | None
    text: str = ""
    badges: Sequence[words.Badge] = ()


@dataclass(frozen=True)
class DocumentView:
    id: UUID
    title: str
    number: str | None
    badge: tuple[str, str]
    drafter: Named
    content: Mapping[str, Any]
    facts: Sequence[tuple[str, Any]]
    filing: Sequence[tuple[str, Any]]
    versions: Sequence[VersionView]
    rounds: Sequence[route_view.RoundView]
    progress: Sequence[Mapping[str, Any]]
    events: Sequence[Event]
    changed: Comparison | None


def document_view(ctx: Context, card: Card, history: Sequence[HistoryLine]) -> DocumentView:
    document, directory = card.document, ctx.directory
    drafter = named(directory, document.drafter_id)
    return DocumentView(
        id=document.id,
        title=document.title,
        number=document.number,
        badge=words.state_badge(document.state),
        drafter=drafter,
        content=card.content or document.working_copy or {},
        facts=[
            (_("Number"), document.number),
            (_("Drafter"), f"{drafter} ({drafter.unit})"),
            *_matter(ctx, document),
        ],
        filing=_filing(ctx, document),
        versions=[_version(ctx, version) for version in card.versions],
        rounds=route_view.rounds(directory, card.steps, card.earlier),
        progress=route_view.progress(directory, card.steps, document.state),
        events=_events(ctx, card, history),
        changed=_latest_change(ctx, card),
    )


def compare(ctx: Context, versions: Sequence[DocumentVersion], one: int, other: int) -> Comparison | None:
    """Return what changed from version ``one`` to ``other``; None if there are no two such versions."""
    found = {version.version: version for version in versions}
    if one == other or one not in found or other not in found:
        return None
    before, after = found[one], found[other]
    return Comparison(
        _name(ctx, before),
        _name(ctx, after),
        [(words.field_name(name), rows) for name, rows in diff.changes(before.content, after.content)],
    )


def signatures(card: Card, views: Sequence[route_view.StepView]) -> list[dict[str, Any]]:
    """Return who put their name to the document, as it stands at its foot."""
    return [
        {"post": view.who.post, "name": view.who.name, "at": view.at, "badges": list(view.badges)}
        for step, view in zip(card.steps, views, strict=True)
        if step.state not in (StepState.LEFT_OUT, StepState.SKIPPED)
    ]


def _matter(ctx: Context, document: Document) -> list[tuple[str, Any]]:
    if document.work_type is None:
        return []
    schema = localised(forms.schema(ctx, catalogue.latest(ctx, "internal_approval"), DRAFT_FORM), language())
    amount = None if document.amount is None else _("KRW %(amount)s", amount=format_decimal(document.amount))
    return [
        (_("Work type"), option_label(schema, "work_type", document.work_type)),
        (_("Grade"), option_label(schema, "grade", document.grade) if document.grade else None),
        (_("Amount"), amount),
        (_("Delegation rule"), document.rule_id),
    ]


def _filing(ctx: Context, document: Document) -> list[tuple[str, Any]]:
    task = ctx.session.get(UnitTask, (ctx.tenant, document.unit_task)) if document.unit_task else None
    return [
        (_("Unit task"), task.name if task else document.unit_task),
        (_("Folder"), task.record_folder if task else None),
        (_("Kept for"), document.retention),
        (_("Public"), words.disclosure(document.disclosure, document.disclosure_clause)),
    ]


def _version(ctx: Context, version: DocumentVersion) -> VersionView:
    author = named(ctx.directory, version.author_id)
    return VersionView(
        version.version, author, words.version_reason(version.reason), version.created_at, version.digest
    )


def _name(ctx: Context, version: DocumentVersion) -> str:
    author = named(ctx.directory, version.author_id)
    return _("Version %(number)s · %(author)s", number=version.version, author=author.name)


def _latest_change(ctx: Context, card: Card) -> Comparison | None:
    newest = card.document.version
    return compare(ctx, card.versions, newest - 1, newest)


def _events(ctx: Context, card: Card, history: Sequence[HistoryLine]) -> list[Event]:
    opinions = {opinion.step_id: opinion for opinion in card.opinions if opinion.step_id}
    past = [
        *(_acted(ctx, step, opinions.get(step.id)) for step in _done(card)),
        *(_said(ctx, opinion) for opinion in card.opinions if not opinion.step_id),
        *_rules(ctx, card),
        *(_held(ctx, line) for line in history if line.kind in ("task.held", "task.resumed")),
        *_registered(card.document),
    ]
    past.sort(key=lambda event: event.at.timestamp() if event.at else 0)
    return [*past, *_now(ctx, card)]


def _done(card: Card) -> Iterator[ApprovalStep]:
    return (step for step in (*card.earlier, *card.steps) if step.acted_by and step.ended_at)


def _acted(ctx: Context, step: ApprovalStep, opinion: Opinion | None) -> Event:
    who = named(ctx.directory, step.acted_by or "")
    is_back = step.outcome in ("return", "refuse")
    edited = step.version_out != step.version_read and step.outcome == "approve"
    badges = words.mark_badges(step.marks)
    if edited:
        badges.append(("opinion", _("edited, version %(number)s", number=step.version_out)))
    return Event(
        kind="returned" if is_back else "note" if opinion else "done",
        who=who.name,
        role=who.role,
        act=f"{words.step_kind(step.kind)} · {words.outcome(step.outcome)}",
        at=step.ended_at,
        text=opinion.text if opinion else "",
        badges=badges,
    )


def _said(ctx: Context, opinion: Opinion) -> Event:
    who = named(ctx.directory, opinion.author_id)
    kind = "note" if opinion.text else "done"
    return Event(kind, who.name, who.role, words.outcome(opinion.kind), opinion.created_at, opinion.text)


def _rules(ctx: Context, card: Card) -> Iterator[Event]:
    """Tell for each round by which rule its line was found."""
    steps = (*card.earlier, *card.steps)
    for draft in (step for step in steps if step.seq == 0):
        decision = [step for step in steps if step.round == draft.round][-1]
        act = _("line computed")
        yield Event("auto", _("Delegation rules"), "", act, draft.ended_at, route_view.why(decision.reason))


def _held(ctx: Context, line: HistoryLine) -> Event:
    who = named(ctx.directory, line.actor)
    text = str(line.payload.get("reason", ""))
    return Event("note", who.name, who.role, words.happened(line.kind), line.at, text)


def _registered(document: Document) -> Iterator[Event]:
    if document.registered_at:
        yield Event("auto", _("Register"), "", document.number or "", document.registered_at)


def _now(ctx: Context, card: Card) -> Iterator[Event]:
    for step in card.steps:
        if step.state == "active":
            who = named(ctx.directory, step.person_id or "")
            yield Event("now", who.name, who.role, words.acting(step.kind), None)
    if card.document.state in (DocumentState.DRAFTING, DocumentState.RETURNED):
        who = named(ctx.directory, card.document.drafter_id)
        yield Event("now", who.name, who.role, words.acting("기안"), None)
