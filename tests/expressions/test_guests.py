"""JUEL, Python conditions and templates are read into the same tree."""

from decimal import Decimal
from typing import Any

import pytest

from service.expressions import Dialect, ExpressionError, compile_expression
from tests.expressions.evaluating import NOW, value_of

VARIABLES = {
    "amount": 2000,
    "name": "Kim",
    "none": None,
    "blank": "",
    "flag": True,
    "tags": ["x", "y"],
    "order": {"customer": {"name": "Lee"}, "lines": [7, 8]},
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${amount > 1000}", True),
        ("#{amount > 1000 && name == 'Kim'}", True),
        ("${amount gt 1000 and not (name eq 'Lee')}", True),
        ("${!none}", True),
        ("${empty blank || empty tags}", True),
        ("${not empty tags}", True),
        ("${amount > 1 ? 'big' : 'small'}", "big"),
        ("${amount % 3}", 2),
        ("${-amount / 4}", -500),
        ("${none == null}", True),
        ("${none != 'x'}", True),
        ("${order.customer.name}", "Lee"),
        ("${order['customer'].name}", "Lee"),
        ("${order.lines[1]}", 8),
        ("${order.lines.size() == 2}", True),
        ("${tags[amount - 1999]}", "y"),
        ("${tags[order.lines.size()]}", None),
        ("${order[name == 'Kim' ? 'lines' : 'customer'][flag ? 1 : 0]}", 8),
        ("${order.get(blank.isEmpty() ? 'lines' : 'x').get(amount - 2000)}", 7),
        ("${tags[-amount]}", None),
        ("${order.getCustomer().getName()}", "Lee"),
        ("${name.equals('Kim')}", True),
        ("${name.startsWith('K')}", True),
        ("${execution.getVariable('amount')}", 2000),
        ("${execution.hasVariable('absent')}", False),
        ("${S(order).prop('customer').prop('name').stringValue()}", "Lee"),
        ("${variables:gt(amount, 5)}", True),
        ('${name == "}"}', False),
        ("${true}", True),
        ("${1.5 + 1}", Decimal("2.5")),
    ],
)
def test_juel_is_read(text: str, expected: Any) -> None:
    assert value_of(text, VARIABLES) == expected


@pytest.mark.parametrize(
    "text",
    [
        "${bean.isPremium(order)}",
        "${order.save()}",
        "${a +}",
        "${a b}",
        "${fn:escape(x)}",
        "${(1}",
    ],
)
def test_juel_that_would_run_java_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        compile_expression(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("amount > 1000 and name == 'Kim'", True),
        ("not none", True),
        ("blank or tags", True),
        ("tags != ''", True),
        ("1 < amount <= 2000", True),
        ("'x' in tags", True),
        ("'z' not in tags", True),
        ("len(tags) == 2", True),
        ("order['lines'][-1]", 8),
        ("order['lines'][0]", 7),
        ("order.customer.name", "Lee"),
        ("order.get('absent', 3)", 3),
        ("name.lower()", "kim"),
        ("'big' if amount > 1 else 'small'", "big"),
        ("amount % 3", 2),
        ("flag == 1", True),
        ("name is not None", True),
        ("{'a': [1, 2]}", {"a": [1, 2]}),
        ("max(1, 3)", 3),
    ],
)
def test_python_is_read_with_its_own_truth(text: str, expected: Any) -> None:
    assert value_of(text, VARIABLES, Dialect.PYTHON) == expected


@pytest.mark.parametrize(
    "text",
    [
        "().__class__.__bases__[0]()",
        "[x for x in y]",
        "lambda: 1",
        "f'{x}'",
        "x :=",
        "open('f', mode='r')",
        "a.b()",
    ],
)
def test_python_that_would_run_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        compile_expression(text, Dialect.PYTHON)


def test_attributes_in_python_are_entries_of_contexts_only() -> None:
    assert value_of("name.__class__", VARIABLES, Dialect.PYTHON) is None


def test_a_template_pastes_values_in() -> None:
    text = "결재: ${order.customer.name} (#{amount}원)${none}"

    assert value_of(text, VARIABLES) == "결재: Lee (2000원)"


def test_a_literal_is_itself() -> None:
    assert value_of(" R3/PT10M ") == "R3/PT10M"


def test_functions_of_the_host_are_called_by_name() -> None:
    functions = {"manager of": lambda person: {"P054": "P001"}[person], "double": lambda n: n * 2}

    for text, expected in (("manager of(drafter)", "P001"), ("${double(4)}", 8), ("double(n: 3)", 6)):
        expression = compile_expression(text)
        assert expression.evaluate({"drafter": "P054"}, now=NOW, functions=functions).value == expected
