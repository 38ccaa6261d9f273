"""Overlaps, gaps, rows never reached and types are found in a table before it runs."""

from collections.abc import Mapping, Sequence

import pytest

from service.decisions import boundaries, check_model
from service.domain.findings import Finding, Severity
from tests.decisions.partitions import Part, file_of, parts
from tests.decisions.writing import Rule, decision, definitions, inputs, model, table

DURE = 'xmlns:dure="urn:dure:dmn:1.0"'
NUMBER: Mapping[str, str | None] = {"n": "number"}


def written(
    columns: Mapping[str, str | None], rules: Sequence[Rule], policy: str = "UNIQUE", **more: str
) -> str:
    body = table(columns, ["o"], rules, f'hitPolicy="{policy}"', **more)
    return decision("d", body, *[f"in_{name}" for name in columns])


def check(
    columns: Mapping[str, str | None], rules: Sequence[Rule], policy: str = "UNIQUE", **more: str
) -> list[Finding]:
    return check_model(definitions(inputs(*columns), written(columns, rules, policy, **more)), "f.dmn")


def rules(*cells: str) -> list[Rule]:
    """Write rows of one input each, which answer 1, 2, …"""
    return [([cell], [str(i)]) for i, cell in enumerate(cells, 1)]


def test_an_overlap_under_unique_is_refused_with_its_rows_and_an_example() -> None:
    (found,) = check(NUMBER, rules("< 10", "[10..20]", ">= 20"))

    assert (found.rule, found.severity, found.element_id) == ("DMN-OVERLAP", Severity.ERROR, "r3")
    assert found.message == (
        "row 2 (r2) and row 3 (r3) match at once, though the hit policy is UNIQUE: n = 20"
    )


def test_a_gap_is_told_with_an_example() -> None:
    (found,) = check(NUMBER, rules("< 10", "> 10"))

    assert (found.rule, found.severity) == ("DMN-GAP", Severity.WARNING)
    assert found.message == "no row matches n = 10"


@pytest.mark.parametrize("policy", ["COLLECT", "RULE ORDER", "OUTPUT ORDER"])
def test_tables_of_many_hits_may_overlap_and_leave_gaps(policy: str) -> None:
    assert check(NUMBER, rules("1", "1", "2"), policy) == []


def test_a_default_output_closes_every_gap() -> None:
    default = "<defaultOutputEntry><text>0</text></defaultOutputEntry>"

    assert check(NUMBER, rules("1"), o=default) == []


def test_null_is_a_gap_only_where_a_cell_speaks_of_it() -> None:
    assert check(NUMBER, rules("< 10", ">= 10")) == []
    assert check(NUMBER, rules("< 10", ">= 10", "null")) == []
    (found,) = check(
        {"n": "number", "s": "boolean"}, [(["not(null)", "-"], ["1"]), (["null", "true"], ["2"])]
    )
    assert found.message == "no row matches n = null, s = false"


def test_listed_input_values_are_all_that_may_come() -> None:
    allowed = "<inputValues><text>[0..10]</text></inputValues>"
    xml = definitions(inputs("n"), written(NUMBER, rules("[0..5)", "[5..10]")))
    head = b"<text>n</text></inputExpression>"

    assert [f.rule for f in check_model(xml, "f.dmn")] == ["DMN-GAP"]
    assert check_model(xml.replace(head, head + allowed.encode()), "f.dmn") == []


def test_allowed_values_of_a_type_are_all_that_may_come() -> None:
    item = (
        '<itemDefinition name="level"><typeRef>string</typeRef>'
        '<allowedValues><text>"high", "low"</text></allowedValues></itemDefinition>'
    )
    body = written({"s": "level"}, rules('"high"', '"low"'))
    typo = written({"s": "level"}, rules('"high"', '"lw"'))

    assert check_model(definitions(item, inputs("s"), body), "f.dmn") == []
    found = check_model(definitions(item, inputs("s"), typo), "f.dmn")
    assert [(f.rule, f.element_id) for f in found] == [("DMN-UNREACHABLE", "r2"), ("DMN-GAP", "d")]
    assert 's = "low"' in found[1].message


def test_a_table_that_says_it_is_complete_is_refused_for_a_gap() -> None:
    body = written(NUMBER, rules("< 10", "> 10")).replace(
        "<decisionTable", f'<decisionTable {DURE} dure:complete="true"'
    )

    (found,) = check_model(definitions(inputs("n"), body), "f.dmn")

    assert (found.rule, found.severity) == ("DMN-GAP", Severity.ERROR)


def test_a_row_behind_others_is_never_reached() -> None:
    (found,) = check(NUMBER, rules("< 10", "> 5", "[0..20]", "-"), "FIRST")

    assert (found.rule, found.severity, found.element_id) == ("DMN-UNREACHABLE", Severity.WARNING, "r3")


def test_under_priority_the_better_output_hides_a_row_whatever_the_order() -> None:
    values = '<outputValues><text>"yes", "no"</text></outputValues>'
    written_rules = [(["< 5"], ['"no"']), (["-"], ['"yes"'])]

    found = check(NUMBER, written_rules, "PRIORITY", o=values)

    assert [(f.rule, f.element_id) for f in found] == [("DMN-UNREACHABLE", "r1")]


def test_under_any_only_rows_that_answer_differently_are_refused() -> None:
    same = [(["< 10"], ["1"]), (["> 5"], ["1.0"]), (["-"], ["1"])]
    differ = [(["< 10"], ["1"]), (["> 5"], ["2"]), (["20"], ["n"])]

    assert check(NUMBER, same, "ANY") == []
    found = {f.rule: f for f in check(NUMBER, differ, "ANY")}
    assert found["DMN-OVERLAP"].severity is Severity.ERROR
    assert "row 1 (r1) and row 2 (r2)" in found["DMN-OVERLAP"].message
    assert "row 2 (r2) and row 3 (r3)" in found["DMN-UNDECIDED"].message


def test_what_is_beyond_the_checks_is_said_and_not_guessed() -> None:
    found = check(NUMBER, [*rules("< 10", "n > abs(n)", "> 20"), (["< 5"], ["4"])])

    assert [(f.rule, f.element_id) for f in found] == [("DMN-UNDECIDED", "r2"), ("DMN-OVERLAP", "r4")]
    assert found[0].severity is Severity.WARNING
    assert "row 2 (r2)" in found[0].message


@pytest.mark.parametrize(
    "cell",
    [
        "< m",
        "> 1E6000",
        "[5..1]",
        'time("10:00:00+09:00")',
        '< "m"',
        "[[1], [2]]",
        " or ".join(f"? = {i}" for i in range(200)) + " or ? = m",
    ],
)
def test_odd_cells_are_not_decided(cell: str) -> None:
    found = check({"n": None, "m": None}, [([cell, "-"], ["1"]), (["-", "-"], ["2"])], "FIRST")

    assert [(f.rule, f.element_id, f.severity) for f in found] == [("DMN-UNDECIDED", "r1", Severity.WARNING)]


@pytest.mark.parametrize(
    ("columns", "rows", "message"),
    [
        ({}, [], "no row matches anything"),
        (NUMBER, [], "no row matches n = 0"),
        ({"n": None}, [], 'no row matches n = "other"'),
        ({"n": "date"}, [(['>= date("-999999999-01-01")'], ["1"])], None),
        (NUMBER, [([" or ".join(f"? = {i}" for i in range(200))], ["1"])], "no row matches n = 0.5"),
    ],
)
def test_tables_at_the_edge_are_checked_too(
    columns: Mapping[str, str | None], rows: list[Rule], message: str | None
) -> None:
    assert [f.message for f in check(columns, rows)] == ([message] if message else [])


def test_a_cell_that_cannot_be_read_is_told_once() -> None:
    assert [f.rule for f in check(NUMBER, rules("<", ">= 0"))] == ["DMN-EXPRESSION"]


def test_an_output_of_another_type_is_refused() -> None:
    body = written(NUMBER, [(["-"], ['"one"'])]).replace('name="o"', 'name="o" typeRef="number"')

    (found,) = check_model(definitions(inputs("n"), body), "f.dmn")

    assert (found.rule, found.severity) == ("DMN-TYPE", Severity.ERROR)
    assert found.message == "the output 'o' is \"one\" and no number"


def test_an_output_that_is_not_listed_is_told() -> None:
    values = '<outputValues><text>"yes", "no"</text></outputValues>'

    (found,) = check(NUMBER, [(["-"], ['"maybe"'])], o=values)

    assert (found.rule, found.severity) == ("DMN-TYPE", Severity.WARNING)


def test_a_cell_of_another_type_than_its_column_is_told() -> None:
    found = check(NUMBER, rules("-", '"ten"'), "COLLECT")

    assert [(f.rule, f.element_id) for f in found] == [("DMN-TYPE", "r2"), ("DMN-UNREACHABLE", "r2")]
    assert all(f.severity is Severity.WARNING for f in found)


@pytest.mark.parametrize(
    ("type_", "cells", "example"),
    [
        ("date", ['< date("2026-01-01")', '> date("2026-01-02")'], '@"2026-01-01"'),
        ("date", ['<= date("2026-01-01")', '>= date("2026-01-02")'], None),
        ("number", ["<= 5", ">= 6"], "5.5"),
        ("number", ["<= 5", "> 5.1"], "5.05"),
        ("boolean", ["true"], "false"),
        ("string", ['"a"', '"b"', 'not("a", "b", "c")'], '"c"'),
        ("string", ['"other"'], '"other 2"'),
        ("dayTimeDuration", ['< @"P1D"', '> @"P1D"'], '@"P1D"'),
        ("yearMonthDuration", ['<= @"P1Y"', '>= @"P14M"'], '@"P1Y1M"'),
        ("time", ['< time("12:00:00")', '> time("12:00:00")'], '@"12:00:00"'),
        ("dateTime", ['< @"2026-01-01T00:00:00Z"', '> @"2026-01-01T00:00:00Z"'], '@"2026-01-01T00:00:00Z"'),
    ],
)
def test_gaps_are_found_in_columns_of_every_kind(type_: str, cells: list[str], example: str | None) -> None:
    found = [f.message for f in check({"v": type_}, rules(*cells))]

    assert found == ([f"no row matches v = {example}"] if example else [])


def cased(main: Sequence[Rule], cases: Sequence[Rule], name: str = "cases") -> list[Finding]:
    columns: Mapping[str, str | None] = {"s": "string", "n": "number"}
    checked = written(columns, main).replace("<decisionTable", f'<decisionTable {DURE} dure:cases="{name}"')
    listing = decision("cases", table(columns, ["o"], cases, ids="c"), "in_s", "in_n")
    return check_model(definitions(inputs(*columns), checked, listing), "f.dmn")


def test_a_table_covers_the_cases_that_another_one_lists() -> None:
    main: list[Rule] = [(['"a"', "-"], ["1"]), (['"b"', "[0..10)"], ["2"]), (['"b"', ">= 10"], ["3"])]
    cases: list[Rule] = [(['"a"', "-"], ['"A"']), (['"b"', ">= 0"], ['"B"'])]

    assert cased(main, cases) == []
    (found,) = cased(main[:2], cases)
    assert (found.rule, found.severity) == ("DMN-GAP", Severity.ERROR)
    assert found.message == 'no row matches a case of cases, row 2 (c2): s = "b", n = 10'
    (stranger,) = cased([*main, (['"c"', "-"], ["4"])], cases)
    assert (stranger.rule, stranger.element_id) == ("DMN-UNREACHABLE", "r4")


def test_a_table_of_cases_that_is_not_there_is_refused() -> None:
    assert [f.rule for f in cased([(["-", "-"], ["1"])], [(["-", "-"], ["1"])], "gone")] == ["DMN-CASES"]


def test_the_boundaries_of_a_table_are_listed() -> None:
    columns: Mapping[str, str | None] = {"n": "number", "s": "string"}
    rows: list[Rule] = [(["[10..20)", '"b"'], ["1"]), (["< 3, null", 'not("a")'], ["2"])]
    read = model(inputs(*columns), written(columns, rows))

    found = boundaries(read, "d")

    assert [(b.input, b.values, b.is_whole) for b in found] == [
        ("n", (3, 10, 20), True),
        ("s", ("b", "a"), True),
    ]


def test_boundaries_may_lack_what_is_beyond_the_checks() -> None:
    (found,) = boundaries(model(inputs("n"), written(NUMBER, rules("< 3", "n > abs(n)"))), "d")

    assert (found.values, found.is_whole) == ((3,), False)


@pytest.fixture(scope="module")
def large() -> list[Part]:
    return parts(200)


def test_a_thousand_rows_without_fault_have_no_findings() -> None:
    assert check_model(file_of(parts(1000)), "f.dmn") == []


def test_a_row_that_is_missing_in_a_large_table_is_found(large: list[Part]) -> None:
    removed, rest = large[100], [*large[:100], *large[101:]]

    (found,) = check_model(file_of(rest), "f.dmn")

    assert (found.rule, found.severity) == ("DMN-GAP", Severity.ERROR)
    example = {
        "kind": removed.kind[0],
        "amount": str(removed.amount[0]),
        "score": str(removed.score[0]),
    }
    assert all(value in found.message for value in example.values())


def test_a_row_that_is_doubled_in_a_large_table_is_found(large: list[Part]) -> None:
    rows = [*large, large[77]]

    (overlap,) = check_model(file_of(rows), "f.dmn")
    (hidden,) = check_model(file_of(rows, "FIRST"), "f.dmn")

    assert (overlap.rule, overlap.element_id) == ("DMN-OVERLAP", "r201")
    assert "row 78 (r78) and row 201 (r201)" in overlap.message
    assert (hidden.rule, hidden.element_id) == ("DMN-UNREACHABLE", "r201")
