"""Mutated expressions bring up nothing stray, and what is stray does not stay hidden."""

from dataclasses import replace
from typing import Any

import pytest

from service.expressions.builtins import BUILTINS
from tests.expressions.fuzz import fuzz


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_mutated_expressions_give_values_or_expression_errors() -> None:
    report = fuzz(4_000, seed=7)

    assert report.stray == {}
    assert report.late == []
    assert report.values > 300


def test_the_same_seed_gives_the_same_mutants() -> None:
    first, second = (fuzz(200, seed=5) for _ in range(2))

    assert first == second


@pytest.mark.parametrize("planted", [ZeroDivisionError("planted"), RecursionError("planted")])
def test_a_fault_in_a_built_in_is_reported(monkeypatch: pytest.MonkeyPatch, planted: Exception) -> None:
    def faulty(*_: Any, **__: Any) -> None:
        raise planted

    upper = BUILTINS["upper case"]
    monkeypatch.setattr(upper, "signatures", [replace(upper.signatures[0], function=faulty)])

    report = fuzz(60, seed=3, texts=['upper case("a")', "upper case(name)"])

    assert [kind.partition(":")[0] for kind in report.stray] == [type(planted).__name__]
    assert "upper case" in next(iter(report.examples.values()))
