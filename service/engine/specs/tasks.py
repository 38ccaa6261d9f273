"""User tasks, service calls, scripts and business rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.decisions import DecisionResult, MatchedRule
from service.domain.errors import Invalid, NotFound
from service.engine.evaluation import Text
from service.engine.failures import Failure
from service.engine.outcome import WaitKind
from service.engine.specs.base import Element, Step
from service.engine.tree import Token
from service.engine.values import clean_value
from service.expressions import SCRIPT


@dataclass(frozen=True)
class Assignment:
    """``name`` (dots reach into contexts) gets the value of ``text``."""

    name: str
    text: Text


def assign(data: dict[str, Any], name: str, value: Any) -> None:
    """Set ``a.b.c`` without changing any nested mapping in place."""
    head, _, rest = name.partition(".")
    if not rest:
        data[head] = value
        return
    inner = data.get(head)
    inner = dict(inner) if isinstance(inner, dict) else {}
    assign(inner, rest, value)
    data[head] = inner


class Mapped(Step):
    """An activity with input and output mappings and attributes that may be expressions."""

    input_lines: tuple[Assignment, ...] = ()
    output_lines: tuple[Assignment, ...] = ()
    stored_lines: tuple[Assignment, ...] = ()
    dynamic: Mapping[str, Text] = {}
    result_variable: str | None = None

    def arrive(self, token: Token) -> None:
        """Evaluate what holds from arrival on: mapped inputs and attributes. Raises ``Failure``."""
        instance = token.instance
        local = dict(token.data)
        mapped: dict[str, Any] = {}
        for line in self.input_lines:
            assign(mapped, line.name, line.text.kept(local, instance.now, SCRIPT))
            local.update(mapped)
        evaluated = {name: text.kept(local, instance.now) for name, text in self.dynamic.items()}
        if self.input_lines:
            token.internal_data["in"] = mapped
        if evaluated:
            token.internal_data["attributes"] = evaluated

    def result(
        self, token: Token, given: Mapping[str, Any], known: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the variables after ``given`` came back from outside. Raises ``Failure``.

        They are the token's unless others are ``known``.
        """
        data = dict(token.data if known is None else known)
        if self.result_variable:
            data[self.result_variable] = dict(given)
        elif not self.output_lines:
            data.update(given)
        local = {**data, **token.internal_data.get("in", {}), **given}
        for line in (*self.output_lines, *self.stored_lines):
            assign(data, line.name, line.text.kept(local, token.instance.now, SCRIPT))
        return data

    def finish(self, token: Token, given: Mapping[str, Any]) -> None:
        data = self.result(token, given)
        token.data = data
        token.complete()


class UserStep(Mapped):
    wait_kind = WaitKind.USER_TASK

    def _run_hook(self, my_task: Token) -> bool:
        self.arrive(my_task)
        my_task.start()
        return False


class ServiceStep(UserStep):
    wait_kind = WaitKind.SERVICE_CALL


class ScriptStep(Step):
    """A list of ``name = FEEL`` lines, each seeing what the lines above it set."""

    def __init__(self, spec: Any, name: str, element: Element, lines: tuple[Assignment, ...]) -> None:
        super().__init__(spec, name, element)
        self.lines = lines

    def _run_hook(self, my_task: Token) -> bool:
        data = dict(my_task.data)
        for line in self.lines:
            assign(data, line.name, line.text.kept(data, my_task.instance.now, SCRIPT))
        my_task.data = data
        return True


@dataclass(frozen=True)
class Rule:
    """Which decision a business rule task asks for and where the answer goes."""

    decision: Text
    binding: str
    version: Text | None
    result_variable: str | None
    mapping: str | None


class DecisionStep(Mapped):
    """Asks the library; the state keeps the answer, never the table."""

    def __init__(self, spec: Any, name: str, element: Element, rule: Rule) -> None:
        super().__init__(spec, name, element)
        self.rule = rule

    def _run_hook(self, my_task: Token) -> bool:
        self.arrive(my_task)
        answer = self._ask(my_task)
        value = self._cleaned(mapped_result(answer, self.rule.mapping, self.element.id))
        data = dict(my_task.data)
        if self.rule.result_variable:
            data[self.rule.result_variable] = value
        local = {**data, "result": value}
        for line in (*self.output_lines, *self.stored_lines):
            assign(data, line.name, line.text.kept(local, my_task.instance.now, SCRIPT))
        my_task.data = data
        my_task.internal_data["facts"] = facts_of(
            self.rule.decision.value(data, my_task.instance.now), answer
        )
        return True

    def _cleaned(self, value: Any) -> Any:
        try:
            return clean_value(value, "result")
        except Invalid as error:
            raise Failure("decision", self.element.id, str(error)) from error

    def _ask(self, token: Token) -> DecisionResult:
        instance, rule = token.instance, self.rule
        variables = token.internal_data.get("in") or token.data
        decision = str(rule.decision.value(token.data, instance.now))
        version = rule.version.value(token.data, instance.now) if rule.version is not None else None
        try:
            number = None if version is None else int(str(version))
            result: DecisionResult = token.tree.library.decide(
                decision, rule.binding, number, variables, instance.now
            )
        except (Invalid, NotFound, ValueError) as error:
            raise Failure("decision", self.element.id, f"decision {decision}: {error}") from error
        return result


def facts_of(decision: Any, answer: DecisionResult) -> dict[str, Any]:
    """Return what the history keeps of a decision: the rules that matched, with inputs and outputs."""
    facts: dict[str, Any] = {"decision": decision, "matched": [_rule_fact(rule) for rule in answer.matched]}
    if answer.cautions:
        facts["cautions"] = [caution.message for caution in answer.cautions]
    return facts


def _rule_fact(rule: MatchedRule) -> dict[str, Any]:
    return {
        "rule": rule.rule_id,
        "index": rule.index,
        "inputs": dict(rule.inputs),
        "outputs": dict(rule.outputs),
    }


def mapped_result(answer: DecisionResult, mapping: str | None, where: str) -> Any:
    """Shape a decision's value as ``camunda:mapDecisionResult`` asks; without it the value as DMN gives it.

    Raises ``Failure`` where the answer has more than the mapping can hold.
    """
    value = answer.value
    if mapping is None:
        return value
    rows = value if isinstance(value, list) else [] if value is None else [value]
    if mapping == "resultList":
        return [_row(answer, index, row) for index, row in enumerate(rows)]
    if mapping == "collectEntries":
        return [_entry(row, where) for row in rows]
    if len(rows) > 1:
        raise Failure("decision", where, f"{mapping} expects one result, the decision gave {len(rows)}")
    if not rows:
        return None
    return _entry(rows[0], where) if mapping == "singleEntry" else _row(answer, 0, rows[0])


def _row(answer: DecisionResult, index: int, row: Any) -> Any:
    """Give a single output its name back: DMN unwraps a result with one output, Camunda does not."""
    if isinstance(row, dict) or index >= len(answer.matched):
        return row
    names = list(answer.matched[index].outputs)
    return {names[0]: row} if len(names) == 1 else row


def _entry(row: Any, where: str) -> Any:
    if not isinstance(row, dict):
        return row
    if len(row) != 1:
        raise Failure("decision", where, f"a single entry is expected, the result has {', '.join(row)}")
    return next(iter(row.values()))
