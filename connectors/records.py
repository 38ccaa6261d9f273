"""The records management system (기록관리시스템): custody of documents after their decision."""

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import Schema, fields, validate

from connectors.base import Call, Idempotency, Operation, PermanentError, named
from connectors.http import HttpClient

PATH: Final = "/records/documents"


class RecordFile(Schema):
    """One attachment: what the archive needs to tell later that it is the same file."""

    name = fields.String(required=True, validate=validate.Length(1, 255))
    media_type = fields.String(required=True)
    size = fields.Integer(required=True, validate=validate.Range(min=0))
    sha256 = fields.String(required=True, validate=validate.Regexp(r"\A[0-9a-f]{64}\Z"))


class DocumentRegistration(Schema):
    document_id = fields.String(required=True, validate=validate.Length(1, 100))
    number = fields.String(required=True, validate=validate.Length(1, 100))
    title = fields.String(required=True, validate=validate.Length(1, 500))
    drafter = fields.String(allow_none=True)
    work_type = fields.String(allow_none=True)
    amount = fields.Decimal(allow_none=True, as_string=True)
    files = fields.List(fields.Nested(RecordFile()))


class DocumentReceipt(Schema):
    record_id = fields.String(required=True, validate=validate.Length(min=1))


REGISTER_DOCUMENT: Final = Operation(
    name="register_document",
    summary={
        "ko": "결재가 끝난 문서를 기록관리시스템에 등록합니다.",
        "en": "Registers a decided document with the records management system.",
    },
    input=DocumentRegistration(),
    output=DocumentReceipt(),
    sample={
        "document_id": "0197c0de-0000-7000-8000-000000000001",
        "number": "안전정책과-1024",
        "title": "여름철 물놀이 안전 대책",
        "drafter": "P054",
        "work_type": "T-011",
        "amount": "32000000",
        "files": [{"name": "대책.pdf", "media_type": "application/pdf", "size": 48_213, "sha256": "0f" * 32}],
    },
    errors={"DUPLICATE_NUMBER": "Another document is registered under this number."},
    idempotency=Idempotency.KEY,
)


class RecordsConnector:
    """``base_url`` is the address up to, and without, ``/records/documents``."""

    name = "records"
    operations: Mapping[str, Operation] = named(REGISTER_DOCUMENT)

    def __init__(self, base_url: str, headers: Mapping[str, str] | None = None) -> None:
        self._http = HttpClient(base_url, headers)

    def perform(self, call: Call) -> Mapping[str, Any]:
        answer = self._http.post(PATH, call)
        if not isinstance(answer, Mapping):
            raise PermanentError("the records system answered no JSON object")
        return answer

    def close(self) -> None:
        self._http.close()
