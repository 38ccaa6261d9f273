"""FEEL gives what DMN 1.5 says, section by section."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from tests.expressions.evaluating import NOW, SEOUL, value_of

VARIABLES = {
    "amount": 2000,
    "rate": Decimal("1.1"),
    "dept": "영업",
    "tags": ["x", "y"],
    "items": [{"name": "a", "price": 10}, {"name": "b", "price": Decimal("5.5")}],
    "order": {"customer": {"name": "Kim"}, "lines": [1, 2, 3]},
    "신청 금액": 500,
    "end-date": date(2026, 12, 1),
    "born": date(2000, 2, 29),
    "sent": datetime(2026, 11, 30, 9, 30, tzinfo=SEOUL),
    "nothing": None,
}

LITERALS: list[tuple[str, Any]] = [
    ("42", 42),
    ("-1.50", Decimal("-1.50")),
    (".5e1", 5),
    ('"가\\u0041\\n"', "가A\n"),
    ('"\\uD83D\\uDCA9"', "💩"),
    ("true", True),
    ("null", None),
    ("[1, [2]]", [1, [2]]),
    ('{a: 1, "b c": a + 1}', {"a": 1, "b c": 2}),
    ("{a: 1, a: 2}", None),
    ('@"2026-02-28"', date(2026, 2, 28)),
    ('@"10:20:30"', time(10, 20, 30)),
    ('@"P1Y2M"', "P1Y2M"),
    ('@"-P1DT2H"', "-P1DT2H"),
    ('@"2026-02-28T10:00:00Z"', datetime(2026, 2, 28, 10, tzinfo=UTC)),
    ("1 // a comment\n + 1", 2),
    ("1 /* another */ + 1", 2),
]

NAMES: list[tuple[str, Any]] = [
    ("신청 금액 + 1", 501),
    ("`신청 금액`", 500),
    ("신청   금액", 500),
    ('end-date > date("2026-11-01")', True),
    ("order.customer.name", "Kim"),
    ("order.customer.age", None),
    ("items.name", ["a", "b"]),
    ("nothing.name", None),
    ("sent.hour", 9),
    ("born.weekday", 2),
    ("sent.timezone", "Asia/Seoul"),
    ('@"P1Y7M".months', 7),
    ('@"P1DT5H".hours', 5),
    ("[1..5).end included", False),
]

ARITHMETIC: list[tuple[str, Any]] = [
    ("0.1 + 0.2 = 0.3", True),
    ("amount * rate", 2200),
    ("1 + 2 * 3 ** 2", 19),
    ("2 ** 3 ** 2", 64),
    ("-3 ** 2", 9),
    ("10 / 4", Decimal("2.5")),
    ("1 / 3 * 3", Decimal("0.9999999999999999999999999999999999")),
    ("1 / 0", None),
    ("10 ** 7000", None),
    ('"a" + "b"', "ab"),
    ('"a" + 1', None),
    ("null + 1", None),
    ('@"2026-01-31" + @"P1M"', date(2026, 2, 28)),
    ('@"2024-02-29" - @"P1Y"', date(2023, 2, 28)),
    ('@"2026-03-01" - @"2026-02-01"', "P28D"),
    ('@"2026-03-01" + @"PT36H"', date(2026, 3, 2)),
    ('sent + @"PT1H" > sent', True),
    ('@"P1Y" + @"P2M"', "P1Y2M"),
    ('@"P1D" * 2.5', "P2DT12H"),
    ('@"P1Y" / 4', "P3M"),
    ('@"P2D" / @"PT12H"', 4),
    ('@"P1M" + @"P1D"', None),
    ('@"10:00:00" - @"09:30:00"', "PT30M"),
    ('@"23:00:00" + @"PT2H"', time(1)),
]

COMPARISON: list[tuple[str, Any]] = [
    ("amount > 1000", True),
    ('amount > 1000 and dept = "영업"', True),
    ("amount != 2000", False),
    ("1 = 1.00", True),
    ('1 = "1"', None),
    ("null = null", True),
    ("nothing = null", True),
    ("1 = null", False),
    ('"a" < "b"', True),
    ("null < 1", None),
    ("[1, 2] = [1, 2]", True),
    ("{a: 1, b: 2} = {b: 2, a: 1}", True),
    ("amount between 1 and 2000", True),
    ("amount in [1..2000)", False),
    ("amount in (1..3000)", True),
    ("amount in ]1..2000[", False),
    ("amount in (< 10, > 1000)", True),
    ("amount in (1, 2000)", True),
    ('dept in ("인사", "영업")', True),
    ('"x" in tags', True),
    ("5 in > 3", True),
    ('@"2026-03-01T10:00:00@Asia/Seoul" = @"2026-03-01T01:00:00Z"', True),
    ('@"2026-03-01T10:00:00" < @"2026-03-01T11:00:00Z"', None),
    ("[1..3] = [1..3]", True),
]

LOGIC: list[tuple[str, Any]] = [
    ("true and null", None),
    ("false and null", False),
    ("true or null", True),
    ("null or false", None),
    ("not(true)", False),
    ("not(null)", None),
    ('if amount > 1 then "big" else "small"', "big"),
    ("if null then 1 else 2", 2),
    ("1 instance of number", True),
    ("[1] instance of list<number>", True),
    ("{a: 1} instance of context<a: number>", True),
    ("[1..2] instance of range<number>", True),
    ('@"P1D" instance of days and time duration', True),
    ("null instance of Any", False),
    ("(function(a: number) a) instance of function<number> -> Any", True),
]

ITERATION: list[tuple[str, Any]] = [
    ("for i in 1..3 return i * i", [1, 4, 9]),
    ("for i in 3..1 return i", [3, 2, 1]),
    ("for i in [1..3) return i", [1, 2]),
    ("for i in [1, 2], j in [10, 20] return i + j", [11, 21, 12, 22]),
    ("for i in 1..5 return if i < 3 then 1 else partial[-1] + partial[-2]", [1, 1, 2, 3, 5]),
    ('for d in @"2026-02-27"..@"2026-03-01" return d.day', [27, 28, 1]),
    ("for i in null return i", None),
    ("some i in items satisfies i.price > 9", True),
    ("every i in items satisfies i.price > 9", False),
    ("every i in [] satisfies false", True),
    ("items[price > 6].name", ["a"]),
    ("items[1].name", "a"),
    ("items[-1].name", "b"),
    ("items[3]", None),
    ("[1, 2, 3][item > 1]", [2, 3]),
    ("5[1]", 5),
    ("null[1]", None),
    ("(function(x, y) x + y)(1, 2)", 3),
    ("{twice: function(x) x * 2, r: twice(4)}.r", 8),
    ("{fact: function(n) if n < 2 then 1 else n * fact(n - 1), r: fact(10)}.r", 3628800),
]

CONVERSION: list[tuple[str, Any]] = [
    ('number("1 000,5", " ", ",")', Decimal("1000.5")),
    ('number("1.000", ".", ",")', 1000),
    ('number("x")', None),
    ("string(1.10)", "1.10"),
    ('string([1, "a", @"P1D"])', '[1, "a", @"P1D"]'),
    ("string(null)", None),
    ('date("2026-02-30")', None),
    ("date(2026, 2, 3)", date(2026, 2, 3)),
    ("date(sent)", date(2026, 11, 30)),
    ('time("10:30:00+09:00")', time(10, 30, tzinfo=timezone(timedelta(hours=9)))),
    ("time(10, 30, 0)", time(10, 30)),
    ('date and time("2026-03-01T24:00:00Z")', datetime(2026, 3, 2, tzinfo=UTC)),
    ('date and time(@"2026-03-01", @"10:00:00Z")', datetime(2026, 3, 1, 10, tzinfo=UTC)),
    ('duration("P1DT12H")', "P1DT12H"),
    ('years and months duration(@"2025-01-01", @"2026-03-01")', "P1Y2M"),
    ('range("[1..5)").start', 1),
    ('range("[5..1]")', None),
    ('context([{key: "a", value: 1}])', {"a": 1}),
]

STRINGS: list[tuple[str, Any]] = [
    ('substring("가나다라", 2, 2)', "나다"),
    ('substring("foobar", -2)', "ar"),
    ('substring("abc", 0)', None),
    ('string length("\\U01F40E")', 1),
    ('upper case("abc")', "ABC"),
    ('substring before("a=b", "=")', "a"),
    ('substring after("a=b", "=")', "b"),
    ('contains("영업부", "업")', True),
    ('starts with("abc", "ab")', True),
    ('ends with("abc", "bc")', True),
    ('matches("2026-3층", "^\\d{4}-.층$")', True),
    ('matches("ABC", "abc", "i")', True),
    ('matches("a", "[a")', None),
    ('matches("010-1234", "^010-[0-9]{4}$")', True),
    ('matches("e", "[a-z-[aeiou]]")', False),
    ('replace("abcd", "(ab)|(cd)", "[$1]")', "[ab][]"),
    ('split("a;b;c", ";")', ["a", "b", "c"]),
    ('string join(["a", null, "b"], "-")', "a-b"),
    ('extract("a1b22", "[0-9]+")', ["1", "22"]),
    ('trim("  a ")', "a"),
    ('is blank(" ")', True),
]

LISTS: list[tuple[str, Any]] = [
    ("list contains([1, null], null)", True),
    ("count([1, 2])", 2),
    ("min(3, 1, 2)", 1),
    ('max(["a", "c", "b"])', "c"),
    ("min([])", None),
    ("sum(items.price)", Decimal("15.5")),
    ('sum(@"P1D", @"PT1H")', "P1DT1H"),
    ("mean(1, 2)", Decimal("1.5")),
    ("all(true, null)", None),
    ("any([false, true])", True),
    ("sublist([1, 2, 3], -2, 1)", [2]),
    ("append([1], 2, 3)", [1, 2, 3]),
    ("concatenate([1], 2, [3])", [1, 2, 3]),
    ("union([1, 2], [2, 3])", [1, 2, 3]),
    ("insert before([1, 3], 2, 2)", [1, 2, 3]),
    ("remove([1, 2, 3], -1)", [1, 2]),
    ("list replace([1, 2], 1, 9)", [9, 2]),
    ("list replace([1, 2, 3], function(a, b) a > 1, 0)", [1, 0, 0]),
    ("reverse([1, 2])", [2, 1]),
    ("index of([1, 2, 1], 1)", [1, 3]),
    ("distinct values([1, 1.0, [2], [2]])", [1, [2]]),
    ("duplicate values([1, 2, 1])", [1]),
    ("flatten([1, [2, [3]]])", [1, 2, 3]),
    ("product(2, 3)", 6),
    ("median(8, 2, 5, 3, 4)", 4),
    ("stddev(2, 4, 7, 5)", Decimal("2.081665999466132735282297706979931")),
    ("mode([6, 3, 9, 6, 6, 3, 3])", [3, 6]),
    ("sort([3, 1, 2], function(a, b) a < b)", [1, 2, 3]),
    ("sort([3, 1, 2])", [1, 2, 3]),
    ("partition([1, 2, 3], 2)", [[1, 2], [3]]),
]

NUMBERS: list[tuple[str, Any]] = [
    ("decimal(2.345, 2)", Decimal("2.34")),
    ("round up(1.121, 2)", Decimal("1.13")),
    ("round down(-1.129, 2)", Decimal("-1.12")),
    ("round half up(5.5, 0)", 6),
    ("round half down(5.5, 0)", 5),
    ("floor(-1.5)", -2),
    ("ceiling(1.21, 1)", Decimal("1.3")),
    ("abs(-3)", 3),
    ('abs(@"-P1D")', "P1D"),
    ("modulo(-10, 3)", 2),
    ("sqrt(16)", 4),
    ("sqrt(-1)", None),
    ("even(4) and odd(3)", True),
    ("-1234567890123456789012345678901234 = 0 - 1234567890123456789012345678901234", True),
]

DATES: list[tuple[str, Any]] = [
    ("now()", NOW),
    ("today()", date(2026, 11, 30)),
    ('today() - born > @"P9000D"', True),
    ('day of week(@"2026-11-30")', "Monday"),
    ('day of year(@"2026-03-01")', 60),
    ('week of year(@"2021-01-03")', 53),
    ('month of year(@"2026-11-30")', "November"),
    ('last day of month(@"2024-02-01")', date(2024, 2, 29)),
    ('is(@"10:00:00Z", @"10:00:00+00:00")', True),
    ('date("99999-01-01")', "99999-01-01"),
]

RANGES: list[tuple[str, Any]] = [
    ("before(1, 10)", True),
    ("after([5..10], [1..5))", True),
    ("meets([1..5], [5..10])", True),
    ("overlaps([1..5], [3..8])", True),
    ("overlaps before([1..5], [3..8])", True),
    ("finishes(10, [1..10])", True),
    ("includes([1..10], [1..10))", True),
    ("during(5, (1..10))", True),
    ("starts(1, [1..10])", True),
    ("coincides([1..3], [1..3])", True),
]

CONTEXTS: list[tuple[str, Any]] = [
    ('get value({a: {b: 1}}, ["a", "b"])', 1),
    ("get entries({a: 1})[1].key", "a"),
    ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
    ('context put({a: {b: 1}}, ["a", "c"], 2)', {"a": {"b": 1, "c": 2}}),
    ("context merge([{a: 1}, {a: 2}])", {"a": 2}),
    ("is defined(unknown)", False),
    ("get or else(unknown, 3)", 3),
    ('substring(string: "abc", start position: 2)', "bc"),
    ('to base64("a")', "YQ=="),
]


TYPES: list[tuple[str, Any]] = [
    ('[1, "a"] instance of list<number>', False),
    ("{a: 1} instance of context<a: string>", False),
    ("{a: 1} instance of context<a: number, b: number>", False),
    ("[1..2] instance of range<string>", False),
    ("1 instance of unheard of", None),
    ("(function(a: string) a) instance of function<number> -> Any", False),
    ("(function(a: Any) a) instance of function<list<number>> -> Any", True),
    ("(function(a: list<number>) a)(1)", [1]),
    ('(function(a: list<number>) a)(["x"])', None),
    ("(function(a: context<x: number>) a)([{x: 1}])", {"x": 1}),
    ("(function(a: context<x: list<number>>) a)({x: 1, y: 2})", {"x": [1], "y": 2}),
    ("(function(a: context<x: number>) a)({y: 1})", None),
    ('(function(a: number) a)("x")', None),
    ('(function(a: date and time) a)(@"2026-01-01")', datetime(2026, 1, 1, tzinfo=UTC)),
    ("{f: function(a: function<number> -> number) a(1), r: f(function(n: number) n + 1)}.r", 2),
]

PRINTING: list[tuple[str, Any]] = [
    ('string({a: [1..3), b: true, "c-d": null})', '{a: [1..3), b: true, "c-d": null}'),
    ("string((> 5))", "(> 5)"),
    ('string(["a\\"b"])', '["a\\"b"]'),
    ('string(@"10:00:00@Asia/Seoul")', "10:00:00@Asia/Seoul"),
    ('string(@"10:00:00.50-09:30")', "10:00:00.5-09:30"),
    ('string(@"-0044-03-15")', "-0044-03-15"),
    ('string(@"PT0S")', "PT0S"),
    ('string(@"-P1DT1H1M1.5S")', "-P1DT1H1M1.5S"),
    ('string(@"P0M")', "P0M"),
    ("string(function(a, b) a)", "function (a, b)"),
]

ZONES: list[tuple[str, Any]] = [
    ('string(@"2026-03-29T01:30:00@Europe/Berlin" + @"PT1H")', "2026-03-29T03:30:00@Europe/Berlin"),
    ('string(@"2026-03-28T12:00:00@Europe/Berlin" + @"PT24H")', "2026-03-29T13:00:00@Europe/Berlin"),
    ('string(@"2026-01-31T10:00:00Z" + @"P1M")', "2026-02-28T10:00:00Z"),
    ('string(@"2026-01-31T10:00:00" - @"PT11H")', "2026-01-30T23:00:00"),
    ('string(date and time(@"2026-11-30T10:00:00Z", "Asia/Seoul"))', "2026-11-30T19:00:00@Asia/Seoul"),
    ('@"10:00:00@Asia/Seoul".time offset', "PT9H"),
    ('@"2026-07-01T10:00:00@Europe/Berlin".time offset', "PT2H"),
    ('@"2026-07-01T10:00:00".time offset', None),
    ('@"2026-03-01T00:00:00Z" - @"2026-02-28"', "P1D"),
    ('@"2026-03-01T00:00:00Z" - @"2026-02-28T00:00:00"', None),
    ('@"10:00:00" - @"09:00:00Z"', None),
    ('@"12000-07-01T10:00:00@Europe/Berlin".time offset', "PT2H"),
    ('time("25:00:00")', None),
    ('time("10:00:00+19:00")', None),
    ('date and time("2026-01-01T10:00:00@Nowhere/Land")', None),
]

ODDITIES: list[tuple[str, Any]] = [
    ("(> 5).start", 5),
    ("6 in (> 5)", True),
    ("(!= 5).start", 5),
    ("[5..1]", None),
    ("[null..null]", None),
    ("[1, 2, 3][1.5]", None),
    ('range("(..5]").end', 5),
    ('range("[\\"a\\"..\\"c\\"]").end', "c"),
    ('range("[@\\"2026-01-01\\"..date(\\"2026-02-01\\")]").start', date(2026, 1, 1)),
    ('range("[1+1..5]")', None),
    ('range("no")', None),
    ('time(@"2026-01-01")', time(0, tzinfo=UTC)),
    ('duration(@"P1D")', "P1D"),
    ("time(10, 70, 0)", None),
    ('time(10, 0, 0, @"PT9H")', time(10, tzinfo=timezone(timedelta(hours=9)))),
    ('years and months duration(@"2026-03-01", @"2025-01-01")', "-P1Y2M"),
    ("1 in [[1, 2], 3]", False),
    ("[1, 2] in [[1, 2], 3]", True),
    ("every i in 3 satisfies i = 3", True),
    ("some i in null satisfies true", None),
    ("for i in 1.5..3 return i", None),
    ("{a: null} = {b: null}", False),
    ("[1] = [1, 2]", False),
    ('[1] = ["1"]', None),
    ("count = count", True),
    ("2 ** -1", Decimal("0.5")),
    ('-@"P1D"', "-P1D"),
    ('-@"P1M"', "-P1M"),
    ('@"P1M" / 0', None),
    ('round up("1", 2)', None),
    ("context([{key: 1, value: 2}])", None),
    ('get value({a: 1}, ["a", "b"])', None),
    ('context put({a: 1}, ["a", "b"], 2)', None),
    ("context merge([1])", None),
    ("concatenate([1], null)", None),
    ("list replace([1], 5, 0)", None),
    ("stddev(1)", None),
    ('product("a")', None),
    ('sort([1, "a"])', None),
    ('sum(1, "a")', None),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(LITERALS + NAMES + ARITHMETIC + COMPARISON + LOGIC + ITERATION + CONVERSION),
        *(STRINGS + LISTS + NUMBERS + DATES + RANGES + CONTEXTS),
        *(TYPES + PRINTING + ZONES + ODDITIES),
    ],
)
def test_an_expression_has_the_value_of_the_standard(text: str, expected: Any) -> None:
    value = value_of(text, VARIABLES)

    assert value == expected
    assert type(value) is type(expected) or isinstance(value, int | Decimal)


def test_a_variable_named_like_a_function_does_not_hide_it() -> None:
    assert value_of('date(date) < date("2026-12-01")', {"date": "2026-11-30"}) is True


def test_a_leading_equals_sign_is_passed_over() -> None:
    assert value_of(" = 1 + 1") == 2
