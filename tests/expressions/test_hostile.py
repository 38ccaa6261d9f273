"""Whatever is written, an evaluation ends within its budget and touches nothing."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Final

import pytest

from service.expressions import SCRIPT, Budget, BudgetExceeded, Dialect, ExpressionError, compile_expression
from tests.expressions.evaluating import NOW
from tests.expressions.hostile import HARMLESS, STOPPED, UNREADABLE, VARIABLES, Cost, everything

LATE_S: Final = 0.2
MOST_MB: Final = 64
ROOT: Final = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def costs() -> Mapping[str, Cost]:
    """Run every hostile text in one process of its own, whose memory is looked at."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.expressions.hostile"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return {cost.name: cost for cost in (Cost(*json.loads(line)) for line in ran.stdout.splitlines())}


@pytest.mark.parametrize("name", [name for name, _, _ in everything()])
def test_a_hostile_text_ends_in_time(costs: Mapping[str, Cost], name: str) -> None:
    assert costs[name].seconds < SCRIPT.seconds + LATE_S


@pytest.mark.parametrize("name", STOPPED)
def test_what_asks_for_too_much_is_stopped(costs: Mapping[str, Cost], name: str) -> None:
    assert costs[name].outcome == "stopped"


def test_no_hostile_text_takes_much_memory(costs: Mapping[str, Cost]) -> None:
    """Nor do all of them together, one after the other."""
    assert max(cost.megabytes for cost in costs.values()) < MOST_MB


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_there_is_nothing_to_reach(text: str) -> None:
    value = compile_expression(text).evaluate(VARIABLES, now=NOW, budget=SCRIPT).value

    assert value in (None, False)


@pytest.mark.parametrize("dialect", [Dialect.FEEL, Dialect.UNARY, Dialect.PYTHON, Dialect.JUEL])
@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_what_cannot_be_read_is_refused_at_once(text: str, dialect: Dialect) -> None:
    written = f"${{{text}}}" if dialect is Dialect.JUEL else text
    begun = monotonic()

    with pytest.raises(ExpressionError):
        compile_expression(written, dialect)

    assert monotonic() - begun < 2


def test_the_budget_is_the_callers() -> None:
    expression = compile_expression("count(for i in 1..500 return i)")

    assert expression.evaluate({}, now=NOW, budget=Budget(steps=2_000, seconds=1)).value == 500
    with pytest.raises(BudgetExceeded, match="steps"):
        expression.evaluate({}, now=NOW, budget=Budget(steps=400, seconds=1))


def test_a_host_function_inside_does_not_renew_the_budget() -> None:
    inner = compile_expression("count(for i in 1..300 return i)")
    outer = compile_expression("for i in 1..2000 return inner()")

    def call_inner() -> int:
        return int(inner.evaluate({}, now=NOW).value)

    with pytest.raises(BudgetExceeded):
        outer.evaluate({}, now=NOW, budget=Budget(steps=1_000, seconds=1), functions={"inner": call_inner})
