"""Documents: cards, the register, and the route a matter would take."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, validate

from service.context import Context
from service.domain.approval_line import Step
from service.queries import documents
from service.queries.documents import Card
from service.web.api.routes import Resource
from service.web.api.shapes import SMALL_TEXT, Answer, Cursor, ListQuery, Words, page, page_of, picked
from service.web.current import reading

resource = Resource("documents", "Document cards, the register, and the route a matter would take")


class DocumentSchema(Answer):
    id = fields.UUID()
    instance_id = fields.UUID(allow_none=True)
    state = fields.String()
    title = fields.String()
    work_type = fields.String(allow_none=True)
    grade = fields.String(allow_none=True)
    amount = fields.Decimal(allow_none=True)
    drafter_id = fields.String()
    unit_code = fields.String()
    unit_task = fields.String(allow_none=True)
    retention = fields.String(allow_none=True)
    disclosure = fields.String(allow_none=True)
    disclosure_clause = fields.String(allow_none=True)
    rule_id = fields.String(allow_none=True)
    memo_id = fields.UUID(allow_none=True)
    version = fields.Integer()
    round = fields.Integer()
    number = fields.String(allow_none=True)
    registered_at = fields.AwareDateTime(allow_none=True)
    created_at = fields.AwareDateTime()
    updated_at = fields.AwareDateTime()


class VersionSchema(Answer):
    version = fields.Integer()
    content = Words("The text as it was left; `digest` seals it")
    digest = fields.String()
    author_id = fields.String()
    reason = fields.String()
    created_at = fields.AwareDateTime()


class ReasonSchema(Answer):
    """Why this person: one sentence in each language, and the facts it was made from."""

    code = fields.String()
    ko = fields.String()
    en = fields.String()
    facts = Words("Name to text")


class StepSchema(Answer):
    """A step of the report path; `holder_id` is whose step it is, `acted_by` who acted."""

    id = fields.UUID()
    round = fields.Integer()
    seq = fields.Integer()
    kind = fields.String()
    stage = fields.Integer()
    unit_code = fields.String()
    post = fields.String()
    person_id = fields.String(allow_none=True)
    holder_id = fields.String(allow_none=True)
    acted_by = fields.String(allow_none=True)
    capacity = fields.String()
    marks = fields.List(fields.String())
    skipped = fields.String()
    reason = fields.Nested(ReasonSchema)
    state = fields.String()
    outcome = fields.String(allow_none=True)
    version_read = fields.Integer(allow_none=True)
    version_out = fields.Integer(allow_none=True)
    activated_at = fields.AwareDateTime(allow_none=True)
    ended_at = fields.AwareDateTime(allow_none=True)


class OpinionSchema(Answer):
    id = fields.UUID()
    version = fields.Integer()
    step_id = fields.UUID(allow_none=True)
    kind = fields.String()
    text = fields.String()
    author_id = fields.String()
    on_behalf_of = fields.String(allow_none=True)
    capacity = fields.String()
    created_at = fields.AwareDateTime()


class CardSchema(DocumentSchema):
    """`steps` are of the current round, `earlier` of the rounds before it."""

    versions = fields.List(fields.Nested(VersionSchema))
    steps = fields.List(fields.Nested(StepSchema))
    earlier = fields.List(fields.Nested(StepSchema))
    opinions = fields.List(fields.Nested(OpinionSchema))


class RegisterQuery(ListQuery):
    cursor = Cursor(lambda text: _read_place(text))


class MatterSchema(Schema):
    """`at` previews the people of another moment, such as after somebody's return."""

    work_type = fields.String(required=True, validate=SMALL_TEXT)
    grade = fields.String(load_default=None, allow_none=True, validate=SMALL_TEXT)
    amount = fields.Decimal(load_default=None, allow_none=True, validate=validate.Range(0, 10**18))
    at = fields.AwareDateTime(load_default=None, allow_none=True)


class NoticeSchema(Answer):
    code = fields.String()
    ko = fields.String()
    en = fields.String()


class PlannedStepSchema(Answer):
    id = fields.String()
    kind = fields.String()
    stage = fields.Integer()
    unit_code = fields.String()
    post = fields.String()
    person_id = fields.String(allow_none=True)
    person = fields.String(allow_none=True, metadata={"description": "Unit, title and name"})
    holder_id = fields.String(allow_none=True)
    capacity = fields.String()
    state = fields.String()
    skipped = fields.String()
    marks = fields.List(fields.String())
    reason = fields.Nested(ReasonSchema)
    notices = fields.List(fields.Nested(NoticeSchema))


class LineSchema(Answer):
    """The approval line: its steps in order, those left out, and who must be told afterwards."""

    rule_id = fields.String()
    article = fields.String()
    final_role = fields.String()
    drafter_id = fields.String()
    bound_at = fields.AwareDateTime()
    steps = fields.List(fields.Nested(PlannedStepSchema))
    left_out = fields.List(fields.Nested(PlannedStepSchema))
    post_reports = fields.List(fields.String())
    warnings = fields.List(fields.Nested(NoticeSchema))


_document = picked(DocumentSchema)
_version = picked(VersionSchema)
_step = picked(StepSchema)
_opinion = picked(OpinionSchema)
_planned = picked(PlannedStepSchema, but=("person",))


@resource.get("/documents", query=RegisterQuery, gives=page_of(DocumentSchema))
def register(query: Mapping[str, Any]) -> Any:
    """Return the register of one's own unit, the latest first."""
    with reading() as ctx:
        unit = ctx.directory.person(ctx.actor).unit_code
        rows = documents.register(ctx, [unit], query["cursor"], query["limit"] + 1)
        return page(rows, query["limit"], _document, lambda row: f"{row.registered_at.isoformat()}~{row.id}")


@resource.get("/documents/<uuid:document_id>", gives=CardSchema, errors=(403,))
def show(document_id: UUID) -> Any:
    """Return a document card with every version, step and opinion."""
    with reading() as ctx:
        return _card(documents.card(ctx, document_id))


@resource.post("/documents/preview", takes=MatterSchema, gives=LineSchema)
def preview(body: Mapping[str, Any]) -> Any:
    """Return the line that such a matter of one's own would take, and why; nothing is stored."""
    with reading() as ctx:
        line = documents.preview_line(
            ctx, ctx.actor, body["work_type"], body["grade"], body["amount"], body["at"]
        )
        return {
            "rule_id": line.rule_id,
            "article": line.rule.article,
            "final_role": line.final_role,
            "drafter_id": line.drafter_id,
            "bound_at": line.bound_at,
            "steps": [_planned_step(ctx, step) for step in line.steps],
            "left_out": [_planned_step(ctx, step) for step in line.left_out],
            "post_reports": line.post_reports,
            "warnings": line.warnings,
        }


def _card(card: Card) -> dict[str, Any]:
    return {
        **_document(card.document),
        "versions": [_version(version) for version in card.versions],
        "steps": [_step(step) for step in card.steps],
        "earlier": [_step(step) for step in card.earlier],
        "opinions": [_opinion(opinion) for opinion in card.opinions],
    }


def _planned_step(ctx: Context, step: Step) -> dict[str, Any]:
    person = ctx.directory.display(step.person_id) if step.person_id else None
    return {**_planned(step), "person": person}


def _read_place(text: str) -> tuple[datetime, UUID]:
    moment, _, last = text.partition("~")
    read = datetime.fromisoformat(moment)
    if read.tzinfo is None:
        raise ValueError("a moment without a zone")
    return read, UUID(last)
