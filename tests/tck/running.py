"""The kit's models read and asked, and the answers compared."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from service.decisions import DecisionModel
from service.decisions.evaluation import Walk
from service.decisions.graph import DecisionNode, Graph
from service.decisions.results import DecisionRun
from service.domain.errors import Invalid
from service.domain.xml import local_name, read_xml
from service.expressions.budget import SCRIPT
from service.expressions.values.compound import Function
from service.expressions.values.moments import DateTime
from service.expressions.values.numbers import Value
from tests.tck.cases import Case, Expectation, Suite

_NOW: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)
_TOLERANCE: Final = Decimal("1e-8")
"""Relative: the kit writes many expected numbers with fewer digits than decimal128 gives."""


@dataclass(frozen=True)
class Verdict:
    """``reason`` says why the case failed; it is empty for one that passed."""

    suite: Suite
    case: Case
    reason: str = ""


def judged(suites: Iterable[Suite]) -> Iterator[Verdict]:
    """Run every case of every suite."""
    for suite in suites:
        try:
            model = read_with_imports(suite.model)
        except Invalid as error:
            yield from (Verdict(suite, case, f"the model is refused: {error}") for case in suite.cases)
            continue
        yield from (Verdict(suite, case, _reason(model._graph, case)) for case in suite.cases)


def read_with_imports(path: Path) -> DecisionModel:
    """Read a model, and the models of its folder that it imports; findings are not looked at."""
    root = read_xml(path.read_bytes(), path.name)
    wanted = {child.get("namespace") for child in root if local_name(child) == "import"}
    imports = [read_with_imports(other) for other in _others(path) if _namespace(other) in wanted]
    return DecisionModel(root, path.name, imports)


def _others(path: Path) -> list[Path]:
    return [other for other in sorted(path.parent.glob("*.dmn")) if other != path]


def _namespace(path: Path) -> str | None:
    return read_xml(path.read_bytes(), path.name).get("namespace")


def _reason(graph: Graph, case: Case) -> str:
    for expectation in case.expected:
        got = _answer(graph, case, expectation)
        if not same(got, expectation.value):
            return f"{expectation.part!r} is {got!r}, not {expectation.value!r}"
    return ""


def _answer(graph: Graph, case: Case, expectation: Expectation) -> Value:
    """Ask a graph; what our engine refuses to answer (two rules under UNIQUE) counts as null."""
    inputs = dict(case.inputs)
    for name, namespace in case.spaces.items():
        _place(graph, inputs, namespace, name, case.inputs[name])
    try:
        value = _asked(graph, expectation.node, inputs)
    except Invalid:
        return None
    if type(value) is dict and expectation.part != expectation.node and expectation.part in value:
        return value[expectation.part]
    return value


def _place(graph: Graph, inputs: dict[str, Value], namespace: str, name: str, value: Value) -> None:
    """Put an input of an imported model where the importing model would name it."""
    for prefix, imported in graph.imports.items():
        if imported.namespace == namespace:
            inputs.setdefault(prefix, {})[name] = value


def _asked(graph: Graph, name: str, inputs: Mapping[str, Value]) -> Value:
    node = graph.by_name.get(name)
    if node is None:
        return None
    run = DecisionRun(SCRIPT, _NOW)
    walk = Walk(graph, inputs, run)
    if isinstance(node, DecisionNode):
        return walk.decide(node)
    called = walk.value(node)
    if not isinstance(called, Function):
        return None
    return called.call([inputs.get(param) for param in called.params], run, None)


def same(got: Value, expected: Value) -> bool:
    """Compare as the kit does: numbers within a tolerance, a date and time by value or by text."""
    if type(got) is not type(expected):
        return False
    if type(got) is Decimal:
        return abs(got - expected) <= _TOLERANCE * max(1, abs(expected))
    if type(got) is list:
        return len(got) == len(expected) and all(map(same, got, expected))
    if type(got) is dict:
        return got.keys() == expected.keys() and all(same(got[key], expected[key]) for key in got)
    if type(got) is DateTime:
        return got == expected or str(got) == str(expected)
    return bool(got == expected)
