"""What a page is given to render a form without JavaScript."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from service.forms import FieldView, Form, ShownField, answers_from_post


def by_name(shown: tuple[ShownField, ...]) -> dict[str, ShownField]:
    found = {}
    for one in shown:
        found[one.name or one.type] = one
        for below in (one.children, *one.rows):
            found |= by_name(below)
    return found


def test_definition_is_told_as_it_stands(purchase: Form) -> None:
    views = {view.key or view.type: view for view in purchase.fields()}

    amount, reason, items = views["amount"], views["reason"], views["items"]
    assert isinstance(amount, FieldView)
    assert (amount.label, amount.value_type, amount.required) == ("금액(원)", "number", True)
    assert amount.validate == {"min": 1000, "max": "=budget", "decimalDigits": 0, "increment": 1000}
    assert reason.hidden_when == ('=decision != "reject"',)
    assert [option.label for option in views["decision"].options or ()] == ["승인", "반려"]
    assert [(view.key, view.value_type) for view in items.children] == [
        ("name", "text"), ("price", "number"), ("dear", "any"),
    ]  # fmt: skip
    assert views["group"].children[0].key == "contract.kind"
    assert views["group"].children[0].options is None
    assert views["number"].readonly is True
    assert views["due"].label == "처리 기한"


def test_untouched_form_shows_what_is_known_with_expressions_filled_in(
    purchase: Form, known: dict[str, Any], now: datetime
) -> None:
    shown = by_name(purchase.shown(known, now=now))

    assert shown["text"].text == "### 비품 구입"
    assert (shown["number"].value, shown["number"].readonly) == ("총무과-17", True)
    assert shown["amount"].validate["max"] == 5_000_000
    assert [option.value for option in shown["contract.kind"].options] == ["private", "tender"]
    assert "reason" not in shown
    assert shown["items[1].name"].address == ("items", 1, "name")
    assert shown["total"].readonly
    assert shown["table"].value == [{"who": "우다인"}]


def test_refused_answers_are_shown_again_as_they_were_typed(
    purchase: Form, known: dict[str, Any], now: datetime
) -> None:
    posted = {"amount": ["삼만"], "decision": ["reject"], "items[0].price": ["5"], "number": ["forged"]}

    shown = by_name(purchase.shown(known, answers_from_post(purchase, posted), now=now))

    assert shown["amount"].value == "삼만"
    assert shown["reason"].label == "반려 사유"
    assert shown["items[0].price"].value == Decimal(5)
    assert "items[1].price" not in shown
    assert shown["number"].value == "총무과-17"


def test_names_of_controls_lead_back_to_the_same_answers(
    purchase: Form, good: dict[str, Any], known: dict[str, Any], now: datetime
) -> None:
    shown = by_name(purchase.shown(known, good, now=now))
    posted = {
        name: [str(one) for one in (field.value if isinstance(field.value, list) else [field.value])]
        for name, field in shown.items()
        if field.value not in (None, False) and field.value_type != "rows"
    }

    assert purchase.load(answers_from_post(purchase, posted), known, now=now) == purchase.load(
        good, known, now=now
    )


def test_default_value_is_shown_where_nothing_is_known(make: Any, now: datetime) -> None:
    form = make({"type": "textfield", "key": "a", "defaultValue": "d"}, {"type": "textfield", "key": "b"})

    shown = form.shown({"b": "known"}, now=now)

    assert [field.value for field in shown] == ["d", "known"]


def test_text_that_cannot_be_filled_in_leaves_a_gap(make: Any, now: datetime) -> None:
    form = make(
        {"type": "text", "text": "a{{missing}}b{{1 +}}c{{#if x}}d{{/if}}{{true}}"},
        {"type": "html", "content": "=n * 2"},
    )

    first, second = form.shown({"n": Decimal("1.50")}, now=now)

    assert first.text == "abcdtrue"
    assert second.text in ("3", "3.00")
