"""Asking a decision by hand: inputs as they are typed, the answer as lines to read."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from service.decisions.model import read_model
from service.decisions.results import DecisionResult, MatchedRule
from service.domain.errors import Invalid
from service.expressions import compile_expression
from service.expressions.border import to_feel
from service.expressions.budget import TABLE, Run
from service.expressions.semantics.printing import source_of


def ask(xml: bytes, file: str, decision_id: str, typed: Iterable[str], now: datetime) -> Iterator[str]:
    """Make a decision and tell its value, the rules that matched and the cautions, line by line.

    ``typed`` are inputs such as ``amount=1000`` or ``dept="sales"``, their values written in FEEL. Raises
    ``Invalid`` for one that is not, and whatever reading the model and deciding raise.
    """
    variables = dict(_input(text, now) for text in typed)
    result = read_model(xml, file).decide(decision_id, variables, now=now)
    return _told(result, Run(TABLE, now))


def _input(text: str, now: datetime) -> tuple[str, Any]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise Invalid(f"an input is written name=value, not {text!r}")
    found = compile_expression(value).evaluate({}, now=now)
    if found.cautions:
        raise Invalid(f"the input {name.strip()!r}: {found.cautions[0].message}")
    return name.strip(), found.value


def _told(result: DecisionResult, run: Run) -> Iterator[str]:
    yield f"value: {_source(result.value, run)}"
    for rule in (*result.matched, *result.required):
        yield f"rule {rule.index} ({rule.rule_id}) of {rule.decision_id}: {_rule(rule, run)}"
    for caution in result.cautions:
        yield f"caution: {caution.message} ({caution.code})"


def _rule(rule: MatchedRule, run: Run) -> str:
    given, found = (
        ", ".join(
            f"{name} = {_source(value, run)}" if name else _source(value, run) for name, value in part.items()
        )
        for part in (rule.inputs, rule.outputs)
    )
    return f"{given} -> {found}" if given else found


def _source(value: Any, run: Run) -> str:
    return source_of(to_feel(value), run)
