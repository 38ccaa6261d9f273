"""What an expression says of itself, and what crosses the border."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from threading import Thread
from typing import Any
from uuid import UUID

import pytest

from service.expressions import Dialect, ExpressionError, Shared, compile_expression
from tests.expressions.evaluating import NOW, SEOUL, value_of


@pytest.mark.parametrize(
    ("text", "names", "possible", "functions"),
    [
        ("amount > limit", {"amount", "limit"}, set(), set()),
        ("order.total", {"order"}, set(), set()),
        ("for x in items return x + y", {"items", "y"}, set(), set()),
        ("items[price > limit]", {"items"}, {"price", "limit"}, set()),
        ("{a: 1, b: a + c}", {"c"}, set(), set()),
        ("(function(x) x + z)(1)", {"z"}, set(), set()),
        ("manager(drafter)", {"drafter"}, set(), {"manager"}),
        ("count(items) + date", {"items"}, {"date"}, set()),
        ("신청 금액 > 3", {"신청 금액"}, set(), set()),
        ("${a > b}", {"a", "b"}, set(), set()),
        ("${a} and ${b.c}", {"a", "b"}, set(), set()),
        ("1 + 1", set(), set(), set()),
    ],
)
def test_an_expression_knows_what_it_needs(
    text: str, names: set[str], possible: set[str], functions: set[str]
) -> None:
    expression = compile_expression(text)

    assert expression.names == names
    assert expression.possible_names == possible
    assert expression.functions == functions


def test_a_cell_does_not_need_its_own_value() -> None:
    assert compile_expression("? > limit", Dialect.UNARY).names == {"limit"}


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        7,
        10**30,
        Decimal("1.50"),
        "글",
        date(2026, 1, 2),
        time(10, 30),
        datetime(2026, 1, 2, 3, 4, 5, 6000, tzinfo=UTC),
        datetime(2026, 7, 2, 3, tzinfo=SEOUL),
        [1, ["a"]],
        {"a": {"b": None}},
    ],
)
def test_a_value_comes_back_as_it_went_in(value: Any) -> None:
    assert value_of("given", {"given": value}) == value


@pytest.mark.parametrize(
    ("given", "back"),
    [
        (0.1, Decimal("0.1")),
        (float("nan"), None),
        ((1, 2), [1, 2]),
        (timedelta(days=1, hours=2), "P1DT2H"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (datetime(2026, 1, 2, 3, tzinfo=UTC).replace(tzinfo=None), datetime(2026, 1, 2, 3, tzinfo=SEOUL)),
    ],
)
def test_other_values_become_what_feel_has(given: Any, back: Any) -> None:
    assert value_of("given", {"given": given}) == back


def test_a_value_without_a_kind_is_refused_only_when_asked_for() -> None:
    variables: Mapping[str, Any] = {"a": 1, "strange": object()}

    assert compile_expression("a").evaluate(variables, now=NOW).value == 1
    with pytest.raises(ExpressionError, match="object"):
        compile_expression("strange").evaluate(variables, now=NOW)


def test_a_function_is_no_result() -> None:
    with pytest.raises(ExpressionError, match="function"):
        value_of("function(x) x")


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("amount >", 8),
        ("= 1 +* 2", 5),
        ("1 2", 2),
        ('"open', 0),
        ("a # b", 2),
        ("if a then b", 11),
        ("x == 1", 3),
        ("[1, 2", 5),
    ],
)
def test_an_error_tells_where(text: str, position: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(text)

    assert (caught.value.position, caught.value.text.strip()[-3:]) == (position, text.strip()[-3:])


def test_the_same_text_is_compiled_once() -> None:
    assert compile_expression("a + 12345") is compile_expression("a + 12345")


def test_threads_share_an_expression() -> None:
    expression = compile_expression("sum(for i in 1..n return i)")
    results: dict[int, Any] = {}

    def work(n: int) -> None:
        results[n] = [expression.evaluate({"n": n}, now=NOW).value for _ in range(20)]

    threads = [Thread(target=work, args=(n,)) for n in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == {n: [n * (n + 1) // 2] * 20 for n in range(1, 9)}


def test_the_moment_is_the_callers() -> None:
    later = NOW + timedelta(days=1)

    assert compile_expression("today()").evaluate({}, now=later).value == date(2026, 12, 1)


def test_a_shared_value_is_converted_once() -> None:
    class Counted(dict[str, Any]):
        reads = 0

        def items(self) -> Any:
            self.reads += 1
            return super().items()

    value = Counted(amount=5)
    shared = Shared(value)
    expression = compile_expression("order.amount + parent.order.amount")

    results = [
        expression.evaluate({"order": shared, "parent": {"order": shared}}, now=NOW).value for _ in range(3)
    ]

    assert (results, value.reads) == ([10, 10, 10], 1)
