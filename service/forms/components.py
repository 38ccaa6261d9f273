"""What a form is made of: the parts of a form-js definition that the server must know.

Source: form-js 2.0 (schemaVersion 19), where ``keyed`` components hold a value, ``pathed`` ones a place for
the values inside them, and all others only show something.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from service.expressions import Expression
from service.forms.patterns import Pattern

# Names from the root or the row inwards: key "user.name" is ("user", "name").
Location = tuple[str, ...]


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    MOMENT = "moment"
    CHECKBOX = "checkbox"
    CHOICE = "choice"
    CHOICES = "choices"
    FILES = "files"
    EXPRESSION = "expression"
    ROWS = "rows"
    GROUP = "group"
    SHOWN = "shown"


KINDS: Final[Mapping[str, Kind]] = {
    "textfield": Kind.TEXT,
    "textarea": Kind.TEXT,
    "number": Kind.NUMBER,
    "datetime": Kind.MOMENT,
    "checkbox": Kind.CHECKBOX,
    "radio": Kind.CHOICE,
    "select": Kind.CHOICE,
    "checklist": Kind.CHOICES,
    "taglist": Kind.CHOICES,
    "filepicker": Kind.FILES,
    "expression": Kind.EXPRESSION,
    "dynamiclist": Kind.ROWS,
    "group": Kind.GROUP,
    "text": Kind.SHOWN,
    "html": Kind.SHOWN,
    "image": Kind.SHOWN,
    "table": Kind.SHOWN,
    "documentPreview": Kind.SHOWN,
    "iframe": Kind.SHOWN,
    "spacer": Kind.SHOWN,
    "separator": Kind.SHOWN,
    "button": Kind.SHOWN,
}


@dataclass(frozen=True)
class Option:
    label: str
    value: Any


@dataclass(frozen=True)
class OptionSource:
    """Where the options come from; the first that is set counts, in this order."""

    expression: Expression | None = None
    known_key: str | None = None
    values: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Rules:
    """What ``validate`` and the type-specific properties demand; an expression is evaluated per answer."""

    required: bool = False
    min: Decimal | Expression | None = None
    max: Decimal | Expression | None = None
    min_length: Decimal | Expression | None = None
    max_length: Decimal | Expression | None = None
    pattern: Pattern | None = None
    pattern_message: str = ""
    validation_type: str = ""
    decimal_digits: int | None = None
    increment: Decimal | None = None
    as_text: bool = False
    subtype: str = ""
    time_format: str = ""
    no_past: bool = False
    multiple: bool | Expression = False
    fixed_rows: bool = False
    default_rows: int = 1


@dataclass(frozen=True, eq=False)
class Component:
    """``hides`` are the conditions of the component and of the groups around it, outermost first."""

    type: str
    kind: Kind
    location: Location
    source: Mapping[str, Any]
    label: str = ""
    hides: tuple[Expression, ...] = ()
    disabled: bool = False
    readonly: bool | Expression = False
    rules: Rules = field(default_factory=Rules)
    options: OptionSource = field(default_factory=OptionSource)
    expression: Expression | None = None
    children: tuple["Component", ...] = ()

    @property
    def empty(self) -> Any:
        """Return the value that form-js gives to a component that nobody touched."""
        match self.kind:
            case Kind.TEXT:
                return ""
            case Kind.CHECKBOX:
                return False
            case Kind.CHOICES | Kind.FILES | Kind.ROWS:
                return []
            case _:
                return None


def inputs(components: Iterable[Component]) -> Iterator[Component]:
    """Yield what holds a value in this scope: groups are entered, the rows of a dynamic list are not."""
    for component in components:
        if component.kind is Kind.GROUP:
            yield from inputs(component.children)
        elif component.kind is not Kind.SHOWN:
            yield component


def value_at(values: Any, location: Location) -> Any:
    """Return the value at ``location``; None where there is none."""
    for name in location:
        if not isinstance(values, Mapping):
            return None
        values = values.get(name)
    return values


def put_at(values: dict[str, Any], location: Location, value: Any) -> None:
    for name in location[:-1]:
        below = values.get(name)
        if not isinstance(below, dict):
            below = values[name] = {}
        values = below
    values[location[-1]] = value


def drop_at(values: dict[str, Any], location: Location) -> None:
    holder = value_at(values, location[:-1])
    if isinstance(holder, dict):
        holder.pop(location[-1], None)
