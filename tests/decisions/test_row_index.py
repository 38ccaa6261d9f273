"""A table finds its rows by looking them up, and finds the same ones as by testing them all."""

from random import Random
from typing import Any, Final

import pytest

from service.decisions import DecisionModel
from service.decisions.graph import DecisionNode
from service.decisions.tables import Table
from tests.decisions.writing import decided, decision, inputs, model, table

TEXTS: Final = ("-", '"a"', '"b"', '"a", "c"', 'not("a")', '!= "b"', "null")
NUMBERS: Final = ("-", "1", "2, 3", "[1..3)", "> 2", "not(2)", "1, > 5")
TRUTHS: Final = ("-", "true", "false")
VALUES: Final[tuple[tuple[Any, ...], ...]] = (
    ("a", "b", "c", "d", None, 5),
    (0, 1, 2, 3, 6, None, "x"),
    (True, False, None, 1),
)


def written(random: Random, policy: str) -> DecisionModel:
    cells = (TEXTS, NUMBERS, TRUTHS)
    rules = [([random.choice(column) for column in cells], [str(i)]) for i in range(25)]
    logic = table({"t": None, "n": None, "b": None}, ["out"], rules, f'hitPolicy="{policy}"')
    return model(inputs("t", "n", "b"), decision("d", logic, "in_t", "in_n", "in_b"))


def table_of(read: DecisionModel) -> Table:
    node = read._graph.nodes["d"]
    assert isinstance(node, DecisionNode)
    assert isinstance(node.logic, Table)
    return node.logic


@pytest.mark.parametrize("policy", ["RULE ORDER", "FIRST"])
@pytest.mark.parametrize("seed", range(6))
def test_looking_up_finds_what_testing_finds(monkeypatch: pytest.MonkeyPatch, seed: int, policy: str) -> None:
    random = Random(seed)
    read = written(random, policy)
    given = [dict(zip("tnb", map(random.choice, VALUES), strict=True)) for _ in range(80)]
    assert table_of(read).index is not None

    looked_up = [decided(read, "d", **one) for one in given]
    monkeypatch.setattr(Table, "_indexed_hits", lambda *_: [])
    tested = [decided(read, "d", **one) for one in given]

    assert [(r.value, r.matched) for r in looked_up] == [(r.value, r.matched) for r in tested]
    assert sum(bool(r.matched) for r in tested) > 20


def test_a_cell_that_cannot_be_tested_is_said_where_no_row_matches() -> None:
    rules = [([f'"{letter}"', "> 5"], ["1"]) for letter in "abcd"]
    logic = table({"t": None, "n": None}, ["out"], rules)
    read = model(inputs("t", "n"), decision("d", logic, "in_t", "in_n"))

    cautions = decided(read, "d", t="a", n="x").cautions

    assert [caution.code for caution in cautions] == ["wrong_type", "no_rule"]
