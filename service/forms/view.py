"""The form as plain values, for pages that are rendered on the server."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from service.expressions import Dialect, Expression, compile_expression
from service.forms.components import Component, Kind, Option, Rules, inputs, put_at, value_at
from service.forms.schema import options_at
from service.forms.scope import Address, Place, Settled, is_hidden, rows_of, settle
from service.forms.templates import filled
from service.forms.values import json_like

# What each kind of component gives to the process.
VALUE_TYPES: Final[Mapping[Kind, str]] = {
    Kind.TEXT: "text",
    Kind.NUMBER: "number",
    Kind.CHECKBOX: "boolean",
    Kind.CHOICE: "option",
    Kind.CHOICES: "options",
    Kind.FILES: "files",
    Kind.EXPRESSION: "any",
    Kind.ROWS: "rows",
}


@dataclass(frozen=True)
class FieldView:
    """One component. ``key`` is its full place ("user.name"), inside a row the place in the row; "" if it
    holds no value. ``options`` is None when they are only known with data. ``readonly``, ``hidden_when`` and
    the limits in ``validate`` show an expression as its text with "="."""

    key: str
    type: str
    value_type: str
    label: str
    description: str
    text: str
    required: bool
    readonly: bool | str
    disabled: bool
    hidden_when: tuple[str, ...]
    options: tuple[Option, ...] | None
    validate: Mapping[str, Any]
    source: Mapping[str, Any]
    children: tuple["FieldView", ...] = ()


@dataclass(frozen=True)
class ShownField:
    """One visible component with what belongs in it now.

    ``name`` is the name of the HTML control, ``address`` finds its messages; ``label``, ``description``
    and ``text`` have their expressions filled in; the ``value`` of a table is its rows. A dynamic list has one entry in ``rows`` for each row.
    """

    name: str
    address: Address
    type: str
    value_type: str
    label: str
    description: str
    text: str
    value: Any
    required: bool
    readonly: bool
    options: tuple[Option, ...]
    validate: Mapping[str, Any]
    source: Mapping[str, Any]
    children: tuple["ShownField", ...] = ()
    rows: tuple[tuple["ShownField", ...], ...] = field(default=())


def field_views(components: Sequence[Component]) -> tuple[FieldView, ...]:
    return tuple(_field_view(component) for component in components)


class Viewer:
    """Settles the form once and walks it."""

    def __init__(
        self,
        components: Sequence[Component],
        known: Mapping[str, Any],
        answers: Mapping[str, Any] | None,
        now: datetime,
    ) -> None:
        self._components = components
        self._known = json_like(known)
        told = _first_answers(components, self._known) if answers is None else answers
        self._settled: Settled = settle(components, told, known, now)

    def fields(self) -> tuple[ShownField, ...]:
        return tuple(self._walk(self._components, self._settled.data, self._settled.root, ()))

    def _walk(
        self, components: Sequence[Component], values: Any, place: Place, address: Address
    ) -> Iterator[ShownField]:
        for component in components:
            if not is_hidden(component, place):
                yield self._field(component, values, place, address)

    def _field(self, component: Component, values: Any, place: Place, address: Address) -> ShownField:
        holds = component.kind not in (Kind.SHOWN, Kind.GROUP)
        here = address + component.location if holds else ()
        value = value_at(values, component.location) if holds else _table(component, place)
        is_group = component.kind is Kind.GROUP
        return ShownField(
            name=control_name(here),
            address=here,
            type=component.type,
            value_type=_value_type(component),
            label=filled(component.label, place),
            description=filled(_words(component, "description"), place),
            text=filled(_words(component, "text") or _words(component, "content"), place),
            value=value,
            required=component.rules.required,
            readonly=self._is_fixed(component, here),
            options=options_at(component.options, place, self._known),
            validate=_evaluated(component.rules, place),
            source=component.source,
            children=tuple(self._walk(component.children, values, place, address)) if is_group else (),
            rows=self._rows(component, value, place, here),
        )

    def _rows(
        self, component: Component, value: Any, place: Place, address: Address
    ) -> tuple[tuple[ShownField, ...], ...]:
        if component.kind is not Kind.ROWS:
            return ()
        return tuple(
            tuple(self._walk(component.children, row, place.row(index, row), (*address, index)))
            for index, row in enumerate(rows_of(value))
        )

    def _is_fixed(self, component: Component, address: Address) -> bool:
        return (
            component.disabled or component.kind is Kind.EXPRESSION or address in self._settled.verdict.locked
        )


def control_name(address: Address) -> str:
    """Write ``("items", 0, "name")`` as ``items[0].name``."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in address)
    return "".join(parts).lstrip(".")


def _field_view(component: Component) -> FieldView:
    holds = component.kind not in (Kind.SHOWN, Kind.GROUP)
    options, readonly = component.options, component.readonly
    return FieldView(
        key=".".join(component.location) if holds else "",
        type=component.type,
        value_type=_value_type(component),
        label=component.label,
        description=_words(component, "description"),
        text=_words(component, "text") or _words(component, "content"),
        required=component.rules.required,
        readonly=f"={readonly.text}" if isinstance(readonly, Expression) else readonly,
        disabled=component.disabled,
        hidden_when=tuple(f"={hide.text}" for hide in component.hides),
        options=None if options.expression or options.known_key else options.values,
        validate=_written(component.rules),
        source=component.source,
        children=field_views(component.children),
    )


def _value_type(component: Component) -> str:
    if component.kind is Kind.MOMENT:
        return component.rules.subtype
    return VALUE_TYPES.get(component.kind, "")


def _table(component: Component, place: Place) -> Any:
    """Return the rows that a table shows: what its expression or the name of known data gives."""
    source = _words(component, "dataSource") if component.type == "table" else ""
    if source.startswith("="):
        return place.value(compile_expression(source[1:], Dialect.FEEL))
    return place.data.get(source)


def _words(component: Component, name: str) -> str:
    value = component.source.get(name)
    return value if isinstance(value, str) else ""


def _limits(rules: Rules) -> dict[str, Any]:
    """Return the rules that are set, by form-js's names."""
    named = {
        "min": rules.min,
        "max": rules.max,
        "minLength": rules.min_length,
        "maxLength": rules.max_length,
        "pattern": rules.pattern.text if rules.pattern else None,
        "patternErrorMessage": rules.pattern_message or None,
        "validationType": rules.validation_type or None,
        "decimalDigits": rules.decimal_digits,
        "increment": rules.increment,
        "noPast": rules.no_past or None,
    }
    return {name: value for name, value in named.items() if value is not None}


def _written(rules: Rules) -> dict[str, Any]:
    limits = _limits(rules).items()
    return {name: f"={value.text}" if isinstance(value, Expression) else value for name, value in limits}


def _evaluated(rules: Rules, place: Place) -> dict[str, Decimal | Any]:
    limits = _limits(rules).items()
    told = {name: place.value(value) if isinstance(value, Expression) else value for name, value in limits}
    return {name: value for name, value in told.items() if value is not None}


def _first_answers(components: Sequence[Component], known: Any) -> dict[str, Any]:
    """Return what an untouched form holds: what is known, or the default value of the definition."""
    answers: dict[str, Any] = {}
    for component in inputs(components):
        told = value_at(known, component.location)
        if component.kind is Kind.ROWS:
            rows = rows_of(told) or [{}] * component.rules.default_rows
            told = [_first_answers(component.children, row) for row in rows]
        put_at(answers, component.location, component.source.get("defaultValue") if told is None else told)
    return answers
