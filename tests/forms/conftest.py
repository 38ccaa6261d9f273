"""Forms of the tests, and a way to ask what a form says to answers."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from service.domain.errors import Invalid
from service.forms import Form, read_form

NOW: Final = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Seoul"))

MakeForm = Callable[..., Form]
Load = Callable[..., dict[str, Any]]
Reasons = Callable[..., dict[str, Any]]


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def make() -> MakeForm:
    def form(*components: dict[str, Any]) -> Form:
        return read_form({"type": "default", "schemaVersion": 19, "components": list(components)}, "t.form")

    return form


@pytest.fixture
def load(make: MakeForm) -> Load:
    """Return the answers that count, given the components."""

    def loaded(
        components: list[dict[str, Any]], answers: dict[str, Any], known: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        return make(*components).load(answers, known, now=NOW, language="en")

    return loaded


@pytest.fixture
def reasons(load: Load) -> Reasons:
    """Return the messages, {} if there are none."""

    def refused(
        components: list[dict[str, Any]], answers: dict[str, Any], known: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        try:
            load(components, answers, known)
        except Invalid as error:
            return error.messages
        return {}

    return refused


PURCHASE: Final[dict[str, Any]] = {
    "type": "default",
    "id": "purchase",
    "schemaVersion": 19,
    "components": [
        {"type": "text", "text": "### {{title}}"},
        {"type": "textfield", "key": "number", "label": "문서번호", "readonly": True},
        {
            "type": "number",
            "key": "amount",
            "label": "금액(원)",
            "decimalDigits": 0,
            "increment": "1000",
            "validate": {"required": True, "min": 1000, "max": "=budget"},
        },
        {
            "type": "radio",
            "key": "decision",
            "label": "결재 의견",
            "validate": {"required": True},
            "values": [{"label": "승인", "value": "approve"}, {"label": "반려", "value": "reject"}],
        },
        {
            "type": "textarea",
            "key": "reason",
            "label": "반려 사유",
            "conditional": {"hide": '=decision != "reject"'},
            "validate": {"required": True, "minLength": 5, "maxLength": 500},
        },
        {"type": "datetime", "subtype": "date", "key": "due", "dateLabel": "처리 기한"},
        {
            "type": "group",
            "path": "contract",
            "label": "계약",
            "components": [
                {"type": "select", "key": "kind", "label": "방법", "valuesKey": "kinds"},
                {"type": "textfield", "key": "partner", "label": "상대자"},
            ],
        },
        {
            "type": "dynamiclist",
            "path": "items",
            "label": "지출 내역",
            "defaultRepetitions": 2,
            "components": [
                {"type": "textfield", "key": "name", "label": "품목", "validate": {"required": True}},
                {"type": "number", "key": "price", "label": "단가"},
                {"type": "expression", "key": "dear", "expression": "=this.price > 100"},
            ],
        },
        {"type": "expression", "key": "total", "expression": "=sum(items.price)"},
        {"type": "filepicker", "key": "files", "label": "첨부", "multiple": True},
        {"type": "checkbox", "key": "agree", "label": "확인", "validate": {"required": True}},
        {
            "type": "table",
            "label": "이력",
            "dataSource": "=history",
            "columns": [{"key": "who", "label": "누가"}],
        },
    ],
}
KNOWN: Final[dict[str, Any]] = {
    "title": "비품 구입",
    "number": "총무과-17",
    "budget": 5_000_000,
    "kinds": [{"label": "수의계약", "value": "private"}, {"label": "입찰", "value": "tender"}],
    "history": [{"who": "우다인"}],
    "secret": 1,
}


@pytest.fixture
def purchase() -> Form:
    return read_form(PURCHASE, "purchase.form")


@pytest.fixture
def known() -> dict[str, Any]:
    return dict(KNOWN)


@pytest.fixture
def good() -> dict[str, Any]:
    return {
        "amount": 32_000,
        "decision": "approve",
        "agree": True,
        "contract": {"kind": "tender", "partner": "㈜한길"},
        "items": [{"name": "의자", "price": 150}, {"name": "책상", "price": 12.5}],
        "files": ["files::0197c0de-1"],
    }
