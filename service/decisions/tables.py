"""Decision tables: read from the model, compiled, run."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import cast

from service.decisions.hit_policies import AGGREGATIONS, POLICIES, SINGLE, HitPolicy, Rows, gives_list
from service.decisions.item_types import ItemTypes
from service.decisions.results import DecisionRun, Match
from service.decisions.row_index import ColumnTests, RowIndex, index_of
from service.decisions.source import Element, kid, kids, name_of, text_of
from service.decisions.texts import Texts
from service.domain.errors import Invalid
from service.domain.findings import Severity
from service.expressions.compiler.compiler import Closure
from service.expressions.compiler.membership import Test
from service.expressions.compiler.scope import Scope
from service.expressions.semantics.types import Type
from service.expressions.values.numbers import Value


@dataclass(frozen=True)
class Input:
    """``allowed`` tests the input values of the column, if it names any."""

    text: str
    value: Closure
    type: Type | None
    allowed: Test | None


@dataclass(frozen=True)
class Output:
    """``order`` gives the output values, best first; ``default`` is for when no row matches."""

    name: str
    type: Type | None
    order: Closure | None
    default: Closure | None


@dataclass(frozen=True)
class Row:
    """``tests`` holds column and test; cells that everything passes are left out."""

    id: str
    index: int
    tests: tuple[tuple[int, Test], ...]
    outputs: tuple[Closure, ...]


@dataclass(frozen=True)
class Table:
    """A compiled table."""

    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]
    policy: HitPolicy
    aggregation: str | None
    index: RowIndex | None

    @cached_property
    def input_texts(self) -> tuple[str, ...]:
        return tuple(column.text for column in self.inputs)

    @cached_property
    def _rest(self) -> Sequence[tuple[Row, ColumnTests]]:
        return list(zip(self.rows, self.index.rest, strict=True)) if self.index else []

    @cached_property
    def output_names(self) -> tuple[str, ...]:
        return tuple(output.name for output in self.outputs)

    def __call__(self, scope: Scope) -> Value:
        values = self._inputs(scope)
        if values is None:
            return None
        hits = self._hits(scope, values)
        if not hits:
            return self._default(scope)
        cells = [[cell(scope) for cell in row.outputs] for row in hits]
        self._remember(scope, hits, values, cells)
        if self.policy in SINGLE:
            return self._value(cells[0], scope)
        results = [self._value(row, scope) for row in cells]
        orders = [output.order(scope) if output.order else None for output in self.outputs]
        return POLICIES[self.policy](Rows(results, orders, self.aggregation, scope.run))

    def _inputs(self, scope: Scope) -> list[Value] | None:
        values: list[Value] = []
        for column in self.inputs:
            value = column.value(scope)
            if column.type is not None and value is not None:
                value = column.type.fit(value, scope.run)
                if value is None:
                    scope.run.caution("wrong_type", f"{column.text!r} is no {column.type.name}")
            if column.allowed and value is not None and column.allowed(scope, value) is not True:
                scope.run.caution("value_not_allowed", f"{column.text!r} has none of its input values")
                return None
            values.append(value)
        return values

    def _hits(self, scope: Scope, values: Sequence[Value]) -> list[Row]:
        scope.run.spend(len(self.rows) >> 3)
        hits = self._indexed_hits(scope, values)
        if not hits:
            # All cells are looked at, for those that cannot be tested against these values say so.
            hits = self._first_hits(((row, row.tests) for row in self.rows), scope, values)
        if self.policy is HitPolicy.UNIQUE and len(hits) > 1:
            raise _several(hits, scope)
        return hits

    def _indexed_hits(self, scope: Scope, values: Sequence[Value]) -> list[Row]:
        index = self.index
        candidates = index.candidates(values) if index else None
        if index is None or candidates is None:
            return []
        return self._first_hits(map(self._rest.__getitem__, candidates), scope, values)

    def _first_hits(
        self, rows: Iterable[tuple[Row, ColumnTests]], scope: Scope, values: Sequence[Value]
    ) -> list[Row]:
        """Return the rows whose tests all pass; under FIRST only the first of them."""
        hits: list[Row] = []
        run = cast(DecisionRun, scope.run)
        noted = len(run.cautions)
        for row, tests in rows:
            for column, test in tests:
                answer = test(scope, values[column])
                if answer is not True:
                    if answer is None and len(run.cautions) > noted:
                        noted = run.name_cell(noted, row.id, self.inputs[column].text)
                    break
            else:
                hits.append(row)
                if self.policy is HitPolicy.FIRST:
                    break
        return hits

    def _value(self, cells: Sequence[Value], scope: Scope) -> Value:
        fitted = [
            output.type.fit(cell, scope.run) if output.type else cell
            for output, cell in zip(self.outputs, cells, strict=False)
        ]
        if len(self.outputs) == 1:
            return fitted[0] if fitted else None
        return dict(zip((output.name for output in self.outputs), fitted, strict=False))

    def _default(self, scope: Scope) -> Value:
        if not any(output.default for output in self.outputs):
            scope.run.caution("no_rule", "no row matches")
            return None
        value = self._value([o.default(scope) if o.default else None for o in self.outputs], scope)
        return [value] if gives_list(self.policy, self.aggregation) else value

    def _remember(
        self, scope: Scope, hits: Sequence[Row], values: Sequence[Value], results: Sequence[Sequence[Value]]
    ) -> None:
        run = cast(DecisionRun, scope.run)
        inputs = dict(zip(self.input_texts, values, strict=True))
        for row, cells in zip(hits, results, strict=True):
            outputs = dict(zip(self.output_names, cells, strict=False))
            run.matches.append(Match(run.deciding, row.id, row.index, inputs, outputs))


def _several(hits: Sequence[Row], scope: Scope) -> Invalid:
    run = cast(DecisionRun, scope.run)
    rows = " and ".join(f"{row.id} (row {row.index})" for row in hits)
    return Invalid(
        f"decision {run.deciding}: the rules {rows} match at once, though its hit policy is UNIQUE",
        {"rules": [row.id for row in hits]},
    )


class TableReader:
    """Reads tables of one model."""

    def __init__(self, texts: Texts, types: ItemTypes) -> None:
        self._texts = texts
        self._types = types

    def table(self, element: Element, names: Collection[str]) -> Table:
        inputs = tuple(self._input(i, names) for i in kids(element, "input"))
        outputs = tuple(self._output(o, names) for o in kids(element, "output"))
        rules = list(kids(element, "rule"))
        rows = tuple(self._row(rule, index, names) for index, rule in enumerate(rules, 1))
        self._check_shape(element, len(inputs), outputs, rules)
        index = index_of([row.tests for row in rows])
        return Table(inputs, outputs, rows, self._policy(element), self._aggregation(element), index)

    def _input(self, element: Element, names: Collection[str]) -> Input:
        expression = kid(element, "inputExpression")
        values = kid(element, "inputValues")
        if expression is None or not text_of(expression):
            self._texts.find("DMN-INPUT", "the input has no expression", element)
        source = element if expression is None else expression
        allowed = self._texts.tests(values, names) if values is not None else None
        return Input(
            text_of(source),
            self._texts.expression(source, names),
            self._types.named(source.get("typeRef")),
            allowed,
        )

    def _output(self, element: Element, names: Collection[str]) -> Output:
        values, default = kid(element, "outputValues"), kid(element, "defaultOutputEntry")
        return Output(
            name_of(element),
            self._types.named(element.get("typeRef")),
            self._texts.listed(values, names) if values is not None and text_of(values) else None,
            self._texts.expression(default, names) if default is not None and text_of(default) else None,
        )

    def _row(self, rule: Element, index: int, names: Collection[str]) -> Row:
        around = {*names, "?"}
        cells = [self._texts.tests(cell, around) for cell in kids(rule, "inputEntry")]
        outputs = []
        for cell in kids(rule, "outputEntry"):
            if not text_of(cell):
                self._texts.find("DMN-OUTPUT", "the output is empty and gives null", cell, Severity.WARNING)
            outputs.append(self._texts.expression(cell, names))
        tests = tuple((column, test) for column, test in enumerate(cells) if test)
        return Row(rule.get("id") or f"rule {index}", index, tests, tuple(outputs))

    def _policy(self, element: Element) -> HitPolicy:
        written = (element.get("hitPolicy") or "UNIQUE").upper()
        try:
            return HitPolicy(written)
        except ValueError:
            self._texts.find("DMN-HIT-POLICY", f"there is no hit policy {written!r}", element)
            return HitPolicy.UNIQUE

    def _aggregation(self, element: Element) -> str | None:
        written = (element.get("aggregation") or "").upper()
        if written and written not in AGGREGATIONS:
            self._texts.find("DMN-HIT-POLICY", f"there is no aggregation {written!r}", element)
        return written if written in AGGREGATIONS else None

    def _check_shape(
        self, element: Element, inputs: int, outputs: Sequence[Output], rules: Sequence[Element]
    ) -> None:
        if not outputs:
            self._texts.find("DMN-OUTPUT", "the table has no output", element)
        names = sorted(output.name for output in outputs)
        if len(outputs) > 1 and not all(names):
            self._texts.find("DMN-OUTPUT", "an output among several has no name", element)
        if any(a == b for a, b in pairwise(names)):
            self._texts.find("DMN-OUTPUT", "two outputs have one name", element)
        for rule in rules:
            cells = len(list(kids(rule, "inputEntry"))), len(list(kids(rule, "outputEntry")))
            if cells != (inputs, len(outputs)):
                counts = f"{cells[0]} inputs and {cells[1]} outputs, the table {inputs} and {len(outputs)}"
                self._texts.find("DMN-CELLS", f"the rule has {counts}", rule)
