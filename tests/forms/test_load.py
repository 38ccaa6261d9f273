"""What the server makes of the answers to a whole form."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from service.domain.errors import Invalid
from service.forms import Form


def test_good_answers_come_back_complete_and_exact(
    purchase: Form, good: dict[str, Any], known: dict[str, Any], now: datetime
) -> None:
    values = purchase.load(good, known, now=now)

    assert values == {
        "number": "총무과-17",
        "amount": Decimal(32_000),
        "decision": "approve",
        "due": None,
        "contract": {"kind": "tender", "partner": "㈜한길"},
        "items": [
            {"name": "의자", "price": Decimal(150), "dear": True},
            {"name": "책상", "price": Decimal("12.5"), "dear": False},
        ],
        "total": Decimal("162.5"),
        "files": ["files::0197c0de-1"],
        "agree": True,
    }
    assert set(values) <= purchase.keys


@pytest.mark.parametrize(
    ("key", "forged"),
    [("number", "내가 정한 번호"), ("total", 1), ("secret", 2), ("evil", 3), ("reason", "숨은 사유")],
)
def test_what_a_client_may_not_say_changes_nothing(
    purchase: Form, good: dict[str, Any], known: dict[str, Any], now: datetime, key: str, forged: Any
) -> None:
    honest = purchase.load(good, known, now=now)

    assert purchase.load({**good, key: forged}, known, now=now) == honest


def test_limit_is_computed_from_what_is_known_not_from_what_is_sent(
    purchase: Form, good: dict[str, Any], known: dict[str, Any], now: datetime
) -> None:
    with pytest.raises(Invalid) as refused:
        purchase.load({**good, "amount": 6_000_000, "budget": 9_000_000}, known, now=now, language="en")

    assert refused.value.messages == {"amount": ["This must be 5,000,000 or less."]}


def test_reasons_follow_the_shape_of_the_answers(
    purchase: Form, good: dict[str, Any], known: dict[str, Any], now: datetime
) -> None:
    bad = {**good, "items": [{"name": "의자"}, {"price": "비쌈"}], "contract": {"kind": "theft"}}

    with pytest.raises(Invalid) as refused:
        purchase.load(bad, known, now=now)

    assert refused.value.messages == {
        "items": {1: {"name": ["반드시 입력해 주세요."], "price": ["숫자로 입력해 주세요."]}},
        "contract": {"kind": ["고를 수 없는 값입니다."]},
    }
    assert "3곳" in str(refused.value)


def test_visible_reason_is_demanded(
    purchase: Form, good: dict[str, Any], known: dict[str, Any], now: datetime
) -> None:
    with pytest.raises(Invalid) as refused:
        purchase.load({**good, "decision": "reject", "reason": " 짧아  "}, known, now=now, language="en")

    assert refused.value.messages == {"reason": ["Please enter at least 5 characters."]}


def test_unknown_language_is_answered_in_english(
    purchase: Form, known: dict[str, Any], now: datetime
) -> None:
    with pytest.raises(Invalid) as refused:
        purchase.load({}, known, now=now, language="de")

    assert refused.value.messages["agree"] == ["Please fill this in."]


def test_answers_that_are_no_object_are_refused(purchase: Form, now: datetime) -> None:
    with pytest.raises(Invalid):
        purchase.load(["amount"], now=now)  # type: ignore[arg-type]  # as a hostile client sends it


def test_known_moments_and_floats_are_seen_as_the_browser_sees_them(make: Any, now: datetime) -> None:
    form = make(
        {"type": "textfield", "key": "day", "readonly": True},
        {"type": "expression", "key": "twice", "expression": "=rate * 2"},
    )

    values = form.load({}, {"day": date(2026, 3, 1), "rate": 0.1}, now=now)

    assert values == {"day": "2026-03-01", "twice": Decimal("0.2")}


def test_keys_that_marshmallow_uses_itself_are_ordinary_keys(load: Any) -> None:
    names = ["load", "dump", "fields", "context", "Meta", "opts", "validate", "unknown"]
    components = [{"type": "textfield", "key": name} for name in names]

    assert load(components, dict.fromkeys(names, "x")) == dict.fromkeys(names, "x")


def test_key_with_dots_is_a_place_inside(load: Any, reasons: Any) -> None:
    components = [
        {"type": "textfield", "key": "user.name.first", "validate": {"required": True}},
        {"type": "textfield", "key": "user.post"},
    ]

    assert load(components, {"user": {"name": {"first": "다인", "x": 1}, "post": "팀장"}}) == {
        "user": {"name": {"first": "다인"}, "post": "팀장"}
    }
    assert reasons(components, {"user": "x"}) == {"user": {"name": {"first": ["Please fill this in."]}}}
