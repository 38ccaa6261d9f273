"""The life of a document: begun, drafted, returned, decided, registered."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from service.catalogue.known import METADATA
from service.commands import opinions, report_path
from service.commands.acts import OperationCall, VerbCall, VerbResult
from service.commands.approvals import lawful_line
from service.commands.versions import add_version
from service.context import Context
from service.domain.disclosure import Disclosure, DisclosureKind
from service.domain.document_cards import DocumentCard, check_card
from service.domain.documents import DocumentState, moved
from service.domain.errors import NotPermitted
from service.domain.register import RegisterNumber
from service.domain.retention import parse_retention
from service.persistence.ids import new_id
from service.persistence.models import Document, RegisterSeries

UNTITLED: Final = "(제목 없음)"
CONTENT: Final = ("title", "summary", "keywords", "purpose", "source", "body")


def begin(ctx: Context, call: VerbCall) -> VerbResult:
    """Open a document card for the actor; ``title`` and ``body`` may come from a memo."""
    person = ctx.directory.person(ctx.actor)
    given = {key: call.answers[key] for key in (*CONTENT, "memo_id") if call.answers.get(key)}
    document = Document(
        tenant_id=ctx.tenant,
        id=new_id(),
        instance_id=call.instance_id,
        state=DocumentState.DRAFTING,
        title=str(given.get("title", UNTITLED)),
        drafter_id=person.id,
        unit_code=person.unit_code,
        working_copy=given,
        memo_id=_memo_id(given),
        version=0,
        round=0,
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    ctx.session.add(document)
    ctx.session.flush()
    return VerbResult(
        variables={"document_id": str(document.id), "drafter": person.id, "title": document.title},
        facts={"document": document.id},
        title=document.title,
        business_key=f"document:{document.id}",
    )


def keep_working_copy(ctx: Context, document_id: UUID, answers: Mapping[str, Any]) -> None:
    """Keep what the drafter has typed so far; it is nobody else's yet and no version.

    Raises ``NotPermitted`` for anyone but the drafter, and once the document is on its way.
    """
    document = report_path.document(ctx, document_id)
    if document.drafter_id != ctx.actor or document.state not in _OPEN_TO_DRAFTER:
        raise NotPermitted(f"document {document_id} is not {ctx.actor}'s to write on now")
    document.working_copy = {k: _plain(v) for k, v in answers.items() if k in (*CONTENT, *METADATA, *_MORE)}
    document.title = str(answers.get("title") or document.title)
    document.updated_at = ctx.now


def draft(ctx: Context, call: VerbCall) -> VerbResult:
    """Submit the document as a new version on its lawful line, or give it up.

    Raises ``Invalid`` per field: metadata that is missing, no delegation rule or several, nobody who
    could decide.
    """
    document = report_path.document(ctx, call.variables["document_id"])
    if call.answers.get("outcome") == "discard":
        document.state = _given_up(DocumentState(document.state))
        document.updated_at = ctx.now
        return VerbResult(variables={"outcome": "discard"}, facts={"outcome": "discard"})
    check_card(_card(call.answers))
    line = lawful_line(
        ctx,
        document.drafter_id,
        str(call.answers["work_type"]),
        call.answers.get("grade"),
        call.answers.get("amount"),
    )
    _take_metadata(document, call.answers)
    content = {key: _plain(call.answers.get(key)) for key in CONTENT}
    version = add_version(ctx, document, content, "draft" if document.version == 0 else "redraft")
    if document.state != DocumentState.DRAFTING:
        document.state = moved(DocumentState(document.state), DocumentState.DRAFTING)
    document.state = moved(DocumentState(document.state), DocumentState.IN_PROGRESS)
    document.working_copy = None
    return VerbResult(
        variables={
            "outcome": "submit",
            "title": document.title,
            "work_type": document.work_type,
            "grade": document.grade,
            "amount": document.amount,
        },
        facts={"version": version.version, "digest": version.digest, "rule": line.rule_id},
        title=document.title,
    )


def coordinate(ctx: Context, call: VerbCall) -> VerbResult:
    """The drafter answers a refused cooperation: redraft, or go on with reasons given."""
    document = report_path.document(ctx, call.variables["document_id"])
    outcome, text = str(call.answers["outcome"]), str(call.answers.get("opinion") or "")
    if outcome == "proceed" and not text.strip():
        raise opinions.reason_needed("opinion")
    opinion = opinions.add(ctx, document, None, f"coordinate_{outcome}", text, call.on_behalf_of)
    if outcome == "redraft":
        report_path.end_round(ctx, document)
        document.state = moved(DocumentState(document.state), DocumentState.RETURNED)
    return VerbResult(variables={"outcome": outcome}, facts={"outcome": outcome, "opinion": opinion})


def register(ctx: Context, call: OperationCall) -> dict[str, Any]:
    """Give the decided document its number, in the same transaction as the decision.

    One series per processing unit and year, without gaps (decree on records, art. 20).
    """
    document = report_path.document(ctx, call.variables["document_id"])
    line = report_path.line_of(document)
    unit = next(
        (u for u in ctx.directory.upward(document.unit_code) if u.is_processing_unit),
        ctx.directory.unit(document.unit_code),
    )
    serial = _next_serial(ctx, unit.code, ctx.local_now.year)
    document.register_unit, document.register_year, document.register_serial = (
        unit.code,
        ctx.local_now.year,
        serial,
    )
    document.number = str(RegisterNumber(unit.name, serial))
    document.state = moved(DocumentState(document.state), DocumentState.REGISTERED)
    document.registered_at = document.updated_at = ctx.now
    return {"number": document.number, "post_reports": list(line.post_reports)}


_OPEN_TO_DRAFTER: Final = (DocumentState.DRAFTING, DocumentState.RETURNED)
_MORE: Final = ("outcome", "disclosure_clause", "disclosure_parts", "disclosure_review_on", "memo_id")


def _card(answers: Mapping[str, Any]) -> DocumentCard:
    text = {key: str(answers.get(key) or "") for key in CONTENT}
    return DocumentCard(
        title=text["title"],
        body=text["body"],
        summary=text["summary"],
        keywords=tuple(word.strip() for word in text["keywords"].split(",") if word.strip()),
        unit_task=str(answers.get("unit_task") or ""),
        retention=parse_retention(str(answers["retention"])),
        disclosure=_disclosure(answers),
        purpose=text["purpose"],
        source=text["source"],
    )


def _disclosure(answers: Mapping[str, Any]) -> Disclosure:
    review_on = answers.get("disclosure_review_on")
    return Disclosure(
        DisclosureKind(answers["disclosure"]),
        tuple(int(clause) for clause in answers.get("disclosure_clause") or ()),
        str(answers.get("disclosure_parts") or ""),
        date.fromisoformat(str(review_on)[:10]) if review_on else None,
    )


def _given_up(state: DocumentState) -> DocumentState:
    """A draft that nobody saw is discarded; one that came back is closed and stays on record."""
    return moved(state, DocumentState.DISCARDED if state is DocumentState.DRAFTING else DocumentState.CLOSED)


def _take_metadata(document: Document, answers: Mapping[str, Any]) -> None:
    for key in METADATA:
        setattr(document, key, answers.get(key))
    clauses = answers.get("disclosure_clause") or []
    document.disclosure_clause = ",".join(str(clause) for clause in clauses) or None
    document.title = str(answers["title"])


def _next_serial(ctx: Context, unit_code: str, year: int) -> int:
    """Take the next number of the series; the lock on its row lets registrations wait for each other."""
    query = (
        select(RegisterSeries)
        .where(
            RegisterSeries.tenant_id == ctx.tenant,
            RegisterSeries.unit_code == unit_code,
            RegisterSeries.year == year,
        )
        .with_for_update()
    )
    series = ctx.session.scalar(query)
    if series is None:
        try:
            with ctx.session.begin_nested():
                first = RegisterSeries(tenant_id=ctx.tenant, unit_code=unit_code, year=year, next_serial=1)
                ctx.session.add(first)
        except IntegrityError:
            pass  # another registration opened the series just now; its row is there to be locked
        series = ctx.session.scalars(query).one()
    serial = series.next_serial
    series.next_serial = serial + 1
    ctx.session.flush()
    return serial


def _memo_id(given: Mapping[str, Any]) -> UUID | None:
    return UUID(str(given["memo_id"])) if "memo_id" in given else None


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
