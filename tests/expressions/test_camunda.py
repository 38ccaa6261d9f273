"""The built-ins that Camunda has beyond the standard."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from service.expressions import ExpressionError
from tests.expressions.evaluating import codes_of, value_of

VARIABLES = {
    "name": "김",
    "nothing": None,
    "order": {"lines": [1, Decimal("2.50")], "sent": date(2026, 11, 30), "paid": True, "note": None},
    "json": '{"a": [1, 2.50, {"b": "x\\u0041"}], "c": null, "d": true}',
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from json(json).a[2]", Decimal("2.50")),
        ("from json(json).a[3].b", "xA"),
        ("from json(json).d", True),
        ('from json("12345678901234567890.5")', Decimal("12345678901234567890.5")),
        ('from json("null")', None),
        ('from json("\\"2026-11-30\\"")', "2026-11-30"),
        ('from json(value: "[]")', []),
        (
            "to json(order)",
            '{"lines":[1,2.50],"sent":"2026-11-30","paid":true,"note":null}',
        ),
        ("to json(name)", '"김"'),
        ('to json("a\\"b\\n")', '"a\\"b\\n"'),
        ("to json(nothing)", "null"),
        ('to json(duration("P1D"))', '"P1D"'),
        ("to json(1e3)", "1000"),
        ("from json(to json(order)).lines = order.lines", True),
        ("to json(function(x) x)", None),
        ('to base64("FEEL")', "RkVFTA=="),
        ('from base64("RkVFTA==")', "FEEL"),
        ("from base64(to base64(name))", "김"),
        ('string format("%s: %s", name, 5)', "김: 5"),
        ('string format("%2$s %1$s %%", ["a", "b"])', "b a %"),
        ('string format("%s on %s", order.paid, order.sent)', "true on 2026-11-30"),
        ('string format("%s", nothing)', "null"),
        ('string format("%s %s", 1)', None),
        ('string format("no hole", [])', "no hole"),
        ("assert(name, name != nothing)", "김"),
        ('assert(value: 5, condition: true, cause: "x")', 5),
    ],
)
def test_a_function_of_camunda_has_its_value(text: str, expected: Any) -> None:
    assert value_of(text, VARIABLES) == expected


@pytest.mark.parametrize(
    "text",
    [
        'from json("{")',
        'from json("NaN")',
        'from json("[1e99999]")',
        'from json("1 2")',
        f'from json("{"[" * 200 + "]" * 200}")',
        'from base64("?")',
        'from base64("//79")',
    ],
)
def test_what_cannot_be_read_is_null_with_a_caution(text: str) -> None:
    assert value_of(text) is None
    assert codes_of(text) == ["failed_conversion"]


@pytest.mark.parametrize("condition", ["false", "null", "1 = 2", '"yes"'])
def test_an_assertion_that_fails_ends_the_evaluation(condition: str) -> None:
    with pytest.raises(ExpressionError, match="amount is missing"):
        value_of(f'1 + assert(1, {condition}, "amount is missing")')

    with pytest.raises(ExpressionError, match="the condition is not met"):
        value_of(f"[assert(1, {condition})]")
