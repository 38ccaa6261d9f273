"""FEEL gives what DMN 1.5 says, section by section."""

from decimal import Decimal
from typing import Any

import pytest

from tests.expressions.cases import SECTIONS, VARIABLES
from tests.expressions.evaluating import value_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(*case, id=f"{section}: {case[0]}")
        for section, cases in SECTIONS.items()
        for case in cases
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
