"""Cells of decision tables."""

from typing import Any

import pytest

from service.expressions import Dialect
from tests.expressions.evaluating import value_of

CELLS: list[tuple[str, Any, Any]] = [
    ("-", None, True),
    ("", "x", True),
    ("5", 5, True),
    ("5, 7", 7, True),
    ("> 5", 7, True),
    ("[1..5)", 5, False),
    ("(1..5)", 2, True),
    ("not(5, 6)", 7, True),
    ("not(5, 6)", 6, False),
    ('"중요", "일반"', "일반", True),
    ("null", None, True),
    ("= null", 3, False),
    ("? > 3 and ? < 6", 5, True),
    ('contains(?, "업")', "영업", True),
    ("> limit", 11, True),
    ("[1, 2, 3]", 2, True),
    ("every x in ? satisfies x > 1", [2, 3], True),
    ('@"2026-01-01"', None, False),
    ("> 5", None, None),
    ("true", True, True),
    ("limit > 5", "anything", True),
]


@pytest.mark.parametrize(("cell", "given", "expected"), CELLS)
def test_a_cell_passes_what_the_standard_says(cell: str, given: Any, expected: Any) -> None:
    text = cell or "-"

    assert value_of(text, {"?": given, "limit": 10}, Dialect.UNARY) is expected
