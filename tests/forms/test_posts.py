"""Answers from pages that work without JavaScript."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from service.forms import Form, answers_from_post


def test_plain_html_form_gives_what_the_browsers_form_would(
    purchase: Form, good: dict[str, Any], known: dict[str, Any], now: datetime
) -> None:
    posted = {
        "csrf_token": ["x"],
        "amount": ["32,000"],
        "decision": ["approve"],
        "due": [""],
        "contract.kind": ["tender"],
        "contract.partner": ["㈜한길"],
        "items[0].name": ["의자"],
        "items[0].price": ["150"],
        "items[7].name": ["책상"],
        "items[7].price": ["12.5"],
        "files": ["files::0197c0de-1"],
        "agree": ["false", "on"],
        "total": ["999999"],
    }

    values = purchase.load(answers_from_post(purchase, posted), known, now=now)

    assert values == purchase.load(good, known, now=now)
    assert values["total"] == Decimal("162.5")


def test_boxes_that_were_not_sent_are_not_ticked(make: Any) -> None:
    form = make(
        {"type": "checkbox", "key": "a"},
        {"type": "checklist", "key": "b", "values": ["x"]},
        {"type": "textfield", "key": "c"},
    )

    assert answers_from_post(form, {}) == {"a": False, "b": []}
    assert answers_from_post(form, {"a": ["off"], "b": ["", "x"]}) == {"a": False, "b": ["x"]}


def test_row_with_nothing_but_an_unticked_box_is_kept(make: Any) -> None:
    form = make({"type": "dynamiclist", "path": "rows", "components": [{"type": "checkbox", "key": "a"}]})

    assert answers_from_post(form, {"rows[0]": [""], "rows[1].a": ["on"]}) == {
        "rows": [{"a": False}, {"a": True}]
    }


def test_lists_in_lists_find_their_rows(make: Any) -> None:
    inner = {"type": "dynamiclist", "path": "b", "components": [{"type": "textfield", "key": "c"}]}
    form = make({"type": "dynamiclist", "path": "a", "components": [inner]})

    answers = answers_from_post(
        form, {"a[0].b[1].c": ["x"], "a[1].b[0].c": ["y"], "a[x].b": ["z"], "a[0]b": ["z"]}
    )

    assert answers == {"a": [{"b": [{"c": "x"}]}, {"b": [{"c": "y"}]}]}


def test_number_that_is_none_is_left_for_the_form_to_refuse(make: Any) -> None:
    form = make({"type": "number", "key": "n"})

    assert answers_from_post(form, {"n": ["1,00"]}) == {"n": "1,00"}
    assert answers_from_post(form, {"n": [" "]}) == {"n": None}
