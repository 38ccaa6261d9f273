"""Documents: the register of one's unit, one's own drafts, and the document card."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final
from uuid import UUID

from flask import Blueprint, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from service.context import Context
from service.domain.errors import Invalid
from service.persistence.ledger import Verdict
from service.persistence.models import Document
from service.queries import cases, document_search, instances
from service.queries import documents as queries
from service.queries.documents import PAGE, Card
from service.queries.instances import HistoryLine
from service.web import pdf
from service.web.current import reading
from service.web.i18n import gettext as _
from service.web.pages import document_words as words
from service.web.pages.document_view import Comparison, DocumentView, compare, document_view, signatures
from service.web.pages.marks import DiagramView, diagram_of
from service.web.pages.naming import Named, named

blueprint = Blueprint("documents", __name__)

REGISTER: Final = "register"
MINE: Final = "mine"


@dataclass(frozen=True)
class Row:
    id: UUID
    number: str | None
    title: str
    drafter: Named
    badge: tuple[str, str]
    disclosure: str
    at: datetime


@dataclass(frozen=True)
class HistoryRow:
    at: datetime
    who: Named
    what: str
    element: str
    details: str


@dataclass(frozen=True)
class CardPage:
    """``compared`` is what the address asks to compare; ``tasks`` is the actor's own work on it."""

    view: DocumentView
    signatures: Sequence[dict[str, object]]
    compared: Comparison | None
    first: int
    second: int
    diagram: DiagramView | None
    history: Sequence[HistoryRow]
    verdict: Verdict | None
    own_task: UUID | None


@blueprint.get("/documents")
def index() -> ResponseReturnValue:
    """Show the register of the actor's unit, their own documents, or what was searched for."""
    words_asked = request.args.get("q", "").strip()
    tab = MINE if request.args.get("tab") == MINE else REGISTER
    with reading() as ctx:
        unit = ctx.directory.unit(ctx.directory.person(ctx.actor).unit_code)
        if words_asked:
            found: Sequence[Document] = document_search.find(ctx, words_asked)
        elif tab == MINE:
            found = queries.drafted_by(ctx, ctx.actor)
        else:
            found = queries.register(ctx, _unit_and_below(ctx, unit.code), _before())
        rows = [_row(ctx, document) for document in found]
    is_paged = tab == REGISTER and not words_asked and len(rows) == PAGE
    following = url_for("documents.index", before=_place(found[-1])) if is_paged else None
    return render_template(
        "documents/index.html", rows=rows, tab=tab, words=words_asked, unit=unit, next=following
    )


@blueprint.get("/documents/<uuid:document_id>")
def document(document_id: UUID) -> ResponseReturnValue:
    """Show the card; ``from`` and ``to`` name two versions to compare."""
    with reading() as ctx:
        page = _card_page(ctx, queries.card(ctx, document_id))
    return render_template("documents/card.html", card=page)


@blueprint.get("/documents/<uuid:document_id>/pdf")
def as_pdf(document_id: UUID) -> ResponseReturnValue:
    """Give the card as a file; where its maker is not installed, say what is missing."""
    with reading() as ctx:
        page = _card_page(ctx, queries.card(ctx, document_id))
    html = render_template("documents/print.html", card=page)
    try:
        content = pdf.from_html(html)
    except pdf.NotInstalled as missing:
        return render_template("documents/no_pdf.html", missing=missing, card=page), 501
    name = f"{page.view.number or page.view.id}.pdf"
    return send_file(BytesIO(content), "application/pdf", download_name=name)


def _card_page(ctx: Context, card: Card) -> CardPage:
    instance_id = card.document.instance_id
    history = instances.history(ctx, instance_id) if instance_id else []
    view = document_view(ctx, card, history)
    newest = card.document.version
    first = request.args.get("from", newest - 1, type=int)
    second = request.args.get("to", newest, type=int)
    current = view.rounds[0].steps if card.steps else ()
    own = cases.own_tasks(ctx, instance_id)
    return CardPage(
        view=view,
        signatures=signatures(card, current),
        compared=compare(ctx, card.versions, first, second),
        first=first,
        second=second,
        diagram=diagram_of(ctx, instances.instance(ctx, instance_id), history) if instance_id else None,
        history=_history(ctx, instance_id, history) if instance_id else (),
        verdict=instances.verify(ctx, instance_id) if instance_id else None,
        own_task=own[0].id if own else None,
    )


def _history(ctx: Context, instance_id: UUID, history: Sequence[HistoryLine]) -> list[HistoryRow]:
    elements = instances.instance(ctx, instance_id).definition.elements
    return [
        HistoryRow(
            at=line.at,
            who=named(ctx.directory, line.actor),
            what=words.happened(line.kind),
            element=elements.get(line.element_id or "", ("", line.element_id or ""))[1],
            details=_details(ctx, line),
        )
        for line in history
    ]


def _details(ctx: Context, line: HistoryLine) -> str:
    """Say in short what an entry adds: to whom, by which rule, why."""
    payload, facts = line.payload, line.payload.get("facts") or {}
    said = []
    if payload.get("assignee"):
        said.append(f"→ {named(ctx.directory, payload['assignee'])}")
    if payload.get("on_behalf_of"):
        said.append(_("for %(name)s", name=named(ctx.directory, payload["on_behalf_of"])))
    if payload.get("reason"):
        said.append(str(payload["reason"]))
    if facts.get("outcome"):
        said.append(words.outcome(str(facts["outcome"])))
    return " · ".join(said)


def _row(ctx: Context, row: Document) -> Row:
    return Row(
        id=row.id,
        number=row.number,
        title=row.title,
        drafter=named(ctx.directory, row.drafter_id),
        badge=words.state_badge(row.state),
        disclosure=words.disclosure(row.disclosure),
        at=row.registered_at or row.updated_at,
    )


def _unit_and_below(ctx: Context, code: str) -> list[str]:
    directory = ctx.directory
    return [u.code for u in directory.units if code in {up.code for up in directory.upward(u.code)}]


def _place(row: Document) -> str:
    return f"{row.registered_at.isoformat() if row.registered_at else ''}~{row.id}"


def _before() -> tuple[datetime, UUID] | None:
    moment, _sign, last = request.args.get("before", "").partition("~")
    if not last:
        return None
    try:
        return datetime.fromisoformat(moment), UUID(last)
    except ValueError as error:
        raise Invalid("there is no such place in the register") from error
