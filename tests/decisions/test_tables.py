"""Decision tables and their hit policies."""

from typing import Any

import pytest

from service.decisions import MatchedRule
from service.domain.errors import Invalid
from tests.decisions.writing import Rule, decided, decision, inputs, literal, model, table

OVERLAPPING: list[Rule] = [
    (["> 10"], ['"low"', "1"]),
    (["> 100"], ['"high"', "2"]),
    (["> 100"], ['"high"', "2"]),
    (["> 1000"], ['"low"', "3"]),
]
ORDER = {"level": '<outputValues><text>"high", "low"</text></outputValues>'}


@pytest.mark.parametrize(
    ("policy", "amount", "expected"),
    [
        ("FIRST", 500, {"level": "low", "points": 1}),
        ("UNIQUE", 50, {"level": "low", "points": 1}),
        ("PRIORITY", 500, {"level": "high", "points": 2}),
        (
            "RULE ORDER",
            500,
            [{"level": "low", "points": 1}, {"level": "high", "points": 2}, {"level": "high", "points": 2}],
        ),
        (
            "OUTPUT ORDER",
            500,
            [{"level": "high", "points": 2}, {"level": "high", "points": 2}, {"level": "low", "points": 1}],
        ),
        ("COLLECT", 50, [{"level": "low", "points": 1}]),
        ("ANY", 50, {"level": "low", "points": 1}),
        ("ANY", 500, None),
        ("FIRST", 5, None),
    ],
)
def test_a_hit_policy_chooses(policy: str, amount: int, expected: Any) -> None:
    written = table({"amount": "number"}, ["level", "points"], OVERLAPPING, f'hitPolicy="{policy}"', **ORDER)
    read = model(inputs("amount"), decision("d", written, "in_amount"))

    assert decided(read, "d", amount=amount).value == expected


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", 6), ("MIN", 1), ("MAX", 3), ("COUNT", 3)])
def test_collect_aggregates(aggregation: str, expected: int) -> None:
    rules: list[Rule] = [(["-"], ["1"]), (["> 5"], ["2"]), (["> 7"], ["3"])]
    written = table({"n": None}, ["points"], rules, f'hitPolicy="COLLECT" aggregation="{aggregation}"')
    read = model(inputs("n"), decision("d", written, "in_n"))

    assert decided(read, "d", n=10).value == expected


def test_two_rules_under_unique_are_refused_by_name() -> None:
    read = model(
        inputs("amount"), decision("d", table({"amount": None}, ["a", "b"], OVERLAPPING), "in_amount")
    )

    with pytest.raises(Invalid, match=r"r1 \(row 1\) and r2 \(row 2\)"):
        decided(read, "d", amount=500)


def test_any_says_that_its_rules_differ() -> None:
    written = table({"amount": None}, ["a", "b"], OVERLAPPING, 'hitPolicy="ANY"')
    read = model(inputs("amount"), decision("d", written, "in_amount"))

    assert [c.code for c in decided(read, "d", amount=500).cautions] == ["several_rules"]


def test_the_matched_rows_are_told() -> None:
    written = table({"amount": None}, ["level", "points"], OVERLAPPING, 'hitPolicy="RULE ORDER"')
    read = model(inputs("amount"), decision("d", written, "in_amount"))

    matched = decided(read, "d", amount=101).matched

    assert [row.index for row in matched] == [1, 2, 3]
    assert matched[0] == MatchedRule("r1", 1, {"amount": 101}, {"level": "low", "points": 1}, "d")


def test_a_default_is_given_where_no_row_matches() -> None:
    default = {"level": '<defaultOutputEntry><text>"none"</text></defaultOutputEntry>'}
    written = table({"n": None}, ["level"], [(["1"], ['"one"'])], **default)
    read = model(inputs("n"), decision("d", written, "in_n"))

    assert decided(read, "d", n=2).value == "none"
    assert decided(read, "d", n=2).cautions == ()


def test_a_column_converts_to_its_type_and_tells_what_does_not_fit() -> None:
    written = table({"n": "number"}, ["out"], [(["1"], ['"one"']), (["-"], ['"other"'])], 'hitPolicy="FIRST"')
    read = model(inputs("n"), decision("d", written, "in_n"))

    assert decided(read, "d", n=[1]).value == "one"
    assert [c.code for c in decided(read, "d", n="x").cautions] == ["wrong_type"]


def test_a_cell_may_use_variables_and_the_value_itself() -> None:
    rules: list[Rule] = [(["> limit"], ["n - limit"]), (["? * 2 > limit"], ['"near"']), (["-"], ["null"])]
    read = model(
        inputs("n", "limit"),
        decision("d", table({"n": None}, ["out"], rules, 'hitPolicy="FIRST"'), "in_n", "in_limit"),
    )

    assert [decided(read, "d", n=n, limit=10).value for n in (12, 6, 1)] == [2, "near", None]


def test_a_required_table_is_told_apart() -> None:
    first = table({"n": None}, ["out"], [(["-"], ["n + 1"])])
    second = table({"first": None}, ["out"], [(["-"], ["first * 2"])], ids="s")
    read = model(inputs("n"), decision("first", first, "in_n"), decision("second", second, "first"))

    result = decided(read, "second", n=1)

    assert result.value == 4
    assert [row.decision_id for row in result.matched] == ["second"]
    assert [row.decision_id for row in result.required] == ["first"]


def test_today_is_the_callers() -> None:
    read = model(decision("d", literal("string(today())")))

    assert decided(read, "d").value == "2026-11-30"


def test_a_caution_names_the_cell_that_gave_it() -> None:
    rows: list[Rule] = [(["-", "< 5"], ["1"]), (["-", "< 9"], ["2"])]
    read = model(inputs("a", "b"), decision("d", table({"a": None, "b": None}, ["o"], rows), "in_a", "in_b"))

    wrong, none = decided(read, "d", a=1, b="six").cautions

    assert (wrong.code, wrong.position, none.code) == ("wrong_type", 0, "no_rule")
    assert wrong.message.endswith("(rule r1, input b)")
