"""Settles what an answer may be judged by: what is hidden, what is fixed, what is computed.

Nothing that a client may not say has a say: a hidden, disabled or read-only field counts with the value
that is known here, not with the one that was sent.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from service.expressions import FORM, Expression, Shared
from service.forms.components import Component, Kind, drop_at, inputs, put_at, value_at
from service.forms.values import json_like, plain

# Names and row numbers from the root of the form: ("items", 0, "name").
Address = tuple[str | int, ...]
# Of a list, and of all lists of a form together: each row is judged with everything around it.
MAX_ROWS: Final = 500
# Each condition may depend on another; a chain longer than this is taken for a circle.
MAX_ROUNDS: Final = 20


@dataclass(frozen=True)
class Place:
    """The names that an expression sees, as in form-js: at the root and in each row.

    ``shared`` are the values of ``data``, for as many expressions as there are rows to read.
    """

    data: Mapping[str, Any]
    shared: Mapping[str, Shared]
    this: Any
    parent: Any
    indexes: tuple[int, ...]
    now: datetime

    @cached_property
    def names(self) -> dict[str, Any]:
        return {**self._special, **self.shared, **self._underscored}

    @cached_property
    def _special(self) -> dict[str, Any]:
        return {"this": Shared(self.this), "parent": self.parent, "i": list(self.indexes)}

    @property
    def _underscored(self) -> dict[str, Any]:
        return {f"_{name}_": value for name, value in self._special.items()}

    @cached_property
    def _parent_of_rows(self) -> Shared:
        above = self.this if isinstance(self.this, Mapping) else {}
        above = self.shared if above is self.data else above
        return Shared({**self._special, **above, **self._underscored})

    def row(self, index: int, values: Any) -> "Place":
        indexes = (*self.indexes, index + 1)
        return Place(self.data, self.shared, values, self._parent_of_rows, indexes, self.now)

    def value(self, expression: Expression) -> Any:
        return json_like(expression.evaluate(self.names, now=self.now, budget=FORM).value)


@dataclass(frozen=True)
class Verdict:
    """What the expressions say about each value by its address."""

    hidden: frozenset[Address] = frozenset()
    locked: frozenset[Address] = frozenset()
    computed: Mapping[Address, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Settled:
    """``data`` holds for each field what counts, besides everything known."""

    data: dict[str, Any]
    verdict: Verdict
    now: datetime

    @cached_property
    def root(self) -> Place:
        shared = {name: Shared(value) for name, value in self.data.items()}
        return Place(self.data, shared, self.data, None, (), self.now)


def settle(
    components: Sequence[Component], answers: Mapping[str, Any], known: Mapping[str, Any], now: datetime
) -> Settled:
    """Evaluate conditions and computed fields until they agree with the values that they leave over.

    Fields whose conditions go round in a circle are hidden.
    """
    here = json_like(known)
    verdict = before = Verdict()
    for _ in range(MAX_ROUNDS):
        settled = Settled(_Trusted(verdict).values(components, answers, here, here, ()), verdict, now)
        before, verdict = verdict, _verdict(components, settled)
        if verdict == before:
            return settled
    circular = Verdict(verdict.hidden | before.hidden, verdict.locked | before.locked, verdict.computed)
    return Settled(_Trusted(circular).values(components, answers, here, here, ()), circular, now)


def each_input(
    components: Sequence[Component], values: Any, place: Place, address: Address = ()
) -> Iterator[tuple[Component, Address, Place]]:
    """Yield every field with its address and the names that its expressions see, rows included."""
    for component in inputs(components):
        here = address + component.location
        yield component, here, place
        if component.kind is Kind.ROWS:
            for index, row in enumerate(rows_of(value_at(values, component.location))):
                yield from each_input(component.children, row, place.row(index, row), (*here, index))


def rows_of(value: Any) -> list[Any]:
    return value[:MAX_ROWS] if isinstance(value, list) else []


def row_count(components: Sequence[Component], answers: Any) -> int:
    """Count the rows of all lists, those inside rows included."""
    count = 0
    for component in inputs(components):
        sent = value_at(answers, component.location) if component.kind is Kind.ROWS else None
        rows = sent if isinstance(sent, list) else []
        count += len(rows) + sum(row_count(component.children, row) for row in rows[: MAX_ROWS + 1])
    return count


def is_hidden(component: Component, place: Place) -> bool:
    """Return whether any condition hides the component.

    form-js reads a condition as a unary test of nothing, and null equals nothing: a condition that
    cannot be told (``amount > 5`` without an amount) hides. What the browser does not show must not be
    demanded here.
    """
    return any(_hides(place.value(hide)) for hide in component.hides)


def _hides(value: Any) -> bool:
    return value is None or value is True


def _verdict(components: Sequence[Component], settled: Settled) -> Verdict:
    hidden, locked, computed = set(), set(), {}
    for component, address, place in each_input(components, settled.data, settled.root):
        if is_hidden(component, place):
            hidden.add(address)
        elif component.expression is not None:
            computed[address] = place.value(component.expression)
        elif component.disabled or _is_readonly(component, place):
            locked.add(address)
    return Verdict(frozenset(hidden), frozenset(locked), computed)


def _is_readonly(component: Component, place: Place) -> bool:
    if isinstance(component.readonly, bool):
        return component.readonly
    return place.value(component.readonly) is True


class _Trusted:
    """Builds the values that count under a verdict."""

    def __init__(self, verdict: Verdict) -> None:
        self._verdict = verdict

    def values(
        self,
        components: Sequence[Component],
        answers: Any,
        known: Any,
        base: Mapping[str, Any],
        address: Address,
    ) -> dict[str, Any]:
        values = _copied(base)
        for component in inputs(components):
            here = address + component.location
            if here in self._verdict.hidden:
                drop_at(values, component.location)
            else:
                value = self._value(component, answers, known, here)
                put_at(values, component.location, value)
        return values

    def _value(self, component: Component, answers: Any, known: Any, address: Address) -> Any:
        if component.kind is Kind.EXPRESSION:
            return self._verdict.computed.get(address)
        told = value_at(known, component.location)
        locked = address in self._verdict.locked or component.disabled or component.readonly is True
        if locked:
            return component.empty if told is None else told
        sent = plain(component, value_at(answers, component.location))
        if component.kind is Kind.ROWS and isinstance(sent, list):
            return self._rows(component, sent, told, address)
        return sent

    def _rows(self, component: Component, sent: list[Any], told: Any, address: Address) -> list[Any]:
        known = rows_of(told)
        return [
            self.values(
                component.children, row, known[index] if index < len(known) else {}, {}, (*address, index)
            )
            if isinstance(row, Mapping) and index < MAX_ROWS
            else row
            for index, row in enumerate(sent)
        ]


def _copied(values: Mapping[str, Any]) -> dict[str, Any]:
    """Copy the objects, which are written to, and share everything else, which is not."""
    return {name: _copied(value) if isinstance(value, dict) else value for name, value in values.items()}
