"""Null does not come in silence."""

import pytest

from service.expressions import Caution, Dialect, compile_expression
from tests.expressions.evaluating import NOW, codes_of, evaluated

KNOWN = {"amount": 5, "name": "Kim", "nothing": None, "order": {"a": 1}, "items": [{"p": 1}]}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("missing", ["unknown_variable"]),
        ("missing > 3", ["unknown_variable", "wrong_type"]),
        ("missing.deeper", ["unknown_variable"]),
        ("order.b", ["unknown_member"]),
        ("order.a.b", ["unknown_member"]),
        ("f(1)", ["unknown_function"]),
        ("name + 1", ["wrong_type"]),
        ("name > 3", ["wrong_type"]),
        ("name = 3", ["wrong_type"]),
        ("-name", ["wrong_type"]),
        ("name and true", ["wrong_type"]),
        ("nothing > 3", ["wrong_type"]),
        ("amount between name and 9", ["wrong_type"]),
        ("if name then 1 else 2", ["wrong_type"]),
        ("items[name]", ["wrong_type"]),
        ("for i in nothing return i", ["wrong_type"]),
        ("upper case(amount)", ["wrong_type"]),
        ("(function(x) x)(1, 2)", ["wrong_type"]),
        ("name in [1..3]", ["wrong_type"]),
        ('number("x")', ["failed_conversion"]),
        ('date("2026-02-30")', ["failed_conversion"]),
        ('@"2026-02-30"', ["failed_conversion"]),
        ("amount / 0", ["failed_operation"]),
        ("exp(99999)", ["failed_operation"]),
    ],
)
def test_what_makes_null_is_said(text: str, codes: list[str]) -> None:
    assert codes_of(text, KNOWN) == codes


@pytest.mark.parametrize(
    "text",
    [
        "missing = null",
        "null != missing",
        "missing.deeper = null",
        "(missing) = null",
        "is defined(missing)",
        "get or else(missing, 3)",
        "get or else(order.b, 3)",
        "${missing == null}",
        "${empty missing}",
        "amount > 3",
        "name = null",
        "nothing.deeper",
        "if nothing then 1 else 2",
    ],
)
def test_null_that_is_asked_for_needs_no_caution(text: str) -> None:
    assert codes_of(text, KNOWN) == []


def test_a_caution_tells_where() -> None:
    cautions = evaluated("= amount > 3 and missing").cautions

    assert cautions[1:] == (
        Caution("wrong_type", "null > number cannot be said", 9),
        Caution("unknown_variable", "there is no variable 'missing'", 17),
    )


def test_positions_are_those_of_the_whole_template() -> None:
    text = "To ${name} from ${missing}"

    assert [c.position for c in evaluated(text, {"name": "Kim"}, Dialect.TEMPLATE).cautions] == [18]


def test_a_loop_says_the_same_caution_once() -> None:
    assert codes_of("for i in 1..100 return missing") == ["unknown_variable"]


@pytest.mark.parametrize(
    "text",
    [
        "some x in items satisfies x.p = 1",
        "every x in items satisfies x.p = 1 and amount > 1",
        "some x in items, y in [1, 2] satisfies x.p = y",
        "every x in [1, 2], y in 1..x satisfies y <= x",
        "some x in items satisfies (every y in [x] satisfies y.p = 1)",
        "if some x in items satisfies x.p = 1 then amount else 0",
        "count(items[some x in [item] satisfies x.p = 1])",
        "for i in items return some x in [i] satisfies x = i",
        "(function(a) some x in a satisfies x.p = 1)(items)",
        "some 신청 금액 in [1, 2] satisfies 신청 금액 > 1",
    ],
)
def test_what_a_loop_binds_is_no_unknown_variable(text: str) -> None:
    expression = compile_expression(text, None, tuple(KNOWN))

    assert expression.evaluate(KNOWN, now=NOW).cautions == ()
    assert expression.names <= KNOWN.keys()


def test_what_a_loop_binds_is_unknown_outside_it() -> None:
    assert "unknown_variable" in codes_of("(some x in items satisfies x.p = 1) and x", KNOWN)
