"""Three-way merging."""

from typing import Any

import pytest

from service.engine.merge import merge


@pytest.mark.parametrize(
    ("base", "sides", "expected", "conflicts"),
    [
        ({"a": 1, "b": 1}, [{"a": 2, "b": 1}, {"a": 1, "b": 2}], {"a": 2, "b": 2}, []),
        ({"a": 1}, [{"a": 2}, {"a": 3}], {"a": 3}, ["a"]),
        ({"a": 1}, [{"a": 2}, {"a": 2}], {"a": 2}, []),
        ({"a": 1, "b": 1}, [{"b": 1}, {"a": 1, "b": 2}], {"b": 2}, []),
        ({"l": [1]}, [{"l": [1, 2]}, {"l": [1, 3]}], {"l": [1, 2, 3]}, []),
        ({}, [{"l": [1]}, {"l": [2]}], {"l": [1, 2]}, []),
        ({"l": ["x", "x"]}, [{"l": ["x"]}, {"l": ["x", "x"]}], {"l": ["x"]}, []),
        ({"l": [1, 2]}, [{"l": [2]}, {"l": [1, 2, 3]}], {"l": [1, 2, 3]}, ["l"]),
        ({"m": {"a": 1}}, [{"m": {"a": 2}}, {"m": {"a": 1, "b": 3}}], {"m": {"a": 2, "b": 3}}, []),
        ({"m": {"a": 1}}, [{"m": {"a": 2}}, {"m": {"a": 3}}], {"m": {"a": 3}}, ["m.a"]),
    ],
)
def test_changes_of_both_sides_are_kept(
    base: dict[str, Any], sides: list[dict[str, Any]], expected: dict[str, Any], conflicts: list[str]
) -> None:
    assert merge(base, sides) == (expected, conflicts)
