"""Memos, to be read; they are sent and answered through their process."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from marshmallow import fields

from service.queries import office
from service.web.api.routes import Resource
from service.web.api.shapes import Answer, ListQuery, list_of, listed, picked
from service.web.current import reading

resource = Resource("memos", "Memos, as their senders and readers see them")


class MemoSchema(Answer):
    id = fields.UUID()
    instance_id = fields.UUID(allow_none=True)
    kind = fields.String()
    title = fields.String()
    reporter_id = fields.String()
    unit_task = fields.String(allow_none=True)
    sent_at = fields.AwareDateTime()


class ReceiptSchema(Answer):
    person_id = fields.String()
    role = fields.String()
    read_at = fields.AwareDateTime(allow_none=True)
    action = fields.String(allow_none=True)
    text = fields.String(allow_none=True)
    answered_by = fields.String(allow_none=True)
    answered_at = fields.AwareDateTime(allow_none=True)
    due_on = fields.Date(allow_none=True)


class MemoDetailSchema(MemoSchema):
    body = fields.String()
    receipts = fields.List(fields.Nested(ReceiptSchema))


_memo = picked(MemoSchema)
_receipt = picked(ReceiptSchema)


@resource.get("/memos", query=ListQuery, gives=list_of(MemoSchema))
def find(query: Mapping[str, Any]) -> Any:
    """Return the memos that one sent or received, the latest first."""
    with reading() as ctx:
        return listed(office.memos(ctx, ctx.actor, query["limit"]), _memo)


@resource.get("/memos/<uuid:memo_id>", gives=MemoDetailSchema, errors=(403,))
def show(memo_id: UUID) -> Any:
    """Return a memo and who did what with it."""
    with reading() as ctx:
        view = office.memo(ctx, memo_id)
        return {
            **_memo(view.memo),
            "body": view.memo.body,
            "receipts": [_receipt(receipt) for receipt in view.receipts],
        }
