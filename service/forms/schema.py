"""Builds the marshmallow schema for one set of answers: only what is visible, with today's limits."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from marshmallow import EXCLUDE, Schema, fields

from service.expressions import Expression
from service.forms.components import Component, Kind, OptionSource, inputs, value_at
from service.forms.fields import FIELDS, Limits
from service.forms.messages import Say
from service.forms.rows import RowsField
from service.forms.rules import options_of
from service.forms.scope import MAX_ROWS, Address, Place, Settled, rows_of
from service.forms.values import json_like, number


class _Part(Schema):
    """What is known besides the fields passes by unseen."""

    class Meta:
        unknown = EXCLUDE


class SchemaBuilder:
    def __init__(self, settled: Settled, known: Mapping[str, Any], say: Say) -> None:
        self._settled = settled
        self._known = json_like(known)
        self._say = say

    def schema(
        self, components: Sequence[Component], values: Any, place: Place, address: Address = ()
    ) -> Schema:
        """Return the schema of the root or of one row."""
        tree: dict[str, Any] = {}
        for component in inputs(components):
            here = address + component.location
            if here in self._settled.verdict.hidden or component.disabled:
                continue
            value = value_at(values, component.location)
            _put(tree, component.location, self._field(component, value, place, here))
        return _nested(tree)

    def _field(self, component: Component, value: Any, place: Place, address: Address) -> "fields.Field[Any]":
        if component.kind is Kind.EXPRESSION or address in self._settled.verdict.locked:
            return fields.Raw(allow_none=True)
        if component.kind is Kind.ROWS:
            return self._rows(component, value, place, address)
        return FIELDS[component.kind](self._limits(component, place), self._say)

    def _rows(self, component: Component, value: Any, place: Place, address: Address) -> RowsField:
        rows = rows_of(value)
        schemas = [
            self.schema(component.children, row, place.row(index, row), (*address, index))
            if isinstance(row, Mapping)
            else None
            for index, row in enumerate(rows)
        ]
        most = MAX_ROWS
        if component.rules.fixed_rows:
            most = len(rows_of(value_at(self._known, component.location))) or component.rules.default_rows
        return RowsField(schemas, most, self._say)

    def _limits(self, component: Component, place: Place) -> Limits:
        rules = component.rules
        bounds: dict[str, Decimal | None] = {}
        broken = False
        for name in ("min", "max", "min_length", "max_length"):
            bounds[name], well = _bound(getattr(rules, name), place)
            broken = broken or not well
        return Limits(
            rules,
            place.now,
            **bounds,
            broken=broken,
            options=options_at(component.options, place, self._known),
            multiple=rules.multiple is True
            or (isinstance(rules.multiple, Expression) and place.value(rules.multiple) is True),
        )


def options_at(source: OptionSource, place: Place, known: Mapping[str, Any]) -> Any:
    """Return the options that may be chosen at this place; ``valuesKey`` looks at what is known only."""
    if source.expression is not None:
        return options_of(place.value(source.expression))
    if source.known_key is not None:
        return options_of(known.get(source.known_key))
    return source.values


def _bound(limit: Decimal | Expression | None, place: Place) -> tuple[Decimal | None, bool]:
    """Return the limit and whether it could be told; an expression that gives null sets none."""
    if not isinstance(limit, Expression):
        return limit, True
    value = place.value(limit)
    read = number(value)
    return read, value is None or read is not None


def _put(tree: dict[str, Any], location: Sequence[str], field: "fields.Field[Any]") -> None:
    for name in location[:-1]:
        tree = tree.setdefault(name, {})
    tree[location[-1]] = field


def _nested(tree: Mapping[str, Any]) -> Schema:
    """Make the schema. Its own names for the fields are neutral: a key such as ``load`` shadows nothing."""
    declared: dict[str, fields.Field[Any]] = {}
    for index, (name, inner) in enumerate(tree.items()):
        field = fields.Nested(_nested(inner)) if isinstance(inner, dict) else inner
        field.data_key = field.attribute = name
        declared[f"field_{index}"] = field
    return _Part.from_dict(declared)()
