"""The value that an answer stands for, before any rule judges it.

JSON bodies, form-js's own submissions and plain HTML posts write the same answer in different ways.
What cannot be read stays as it is and is refused by its field later.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

import regex

from service.forms.components import Component, Kind

NUMBER: Final = regex.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?", regex.ASCII)
MAX_NUMBER_SIGNS: Final = 60
MAX_NUMBER_BITS: Final = 190
MAX_EXPONENT: Final = 40
TRUE_WORDS: Final = frozenset({"true", "on", "1"})
FALSE_WORDS: Final = frozenset({"false", "off", "0", ""})


def number(value: Any) -> Decimal | None:
    """Read a number exactly; None for everything else, NaN and infinity included."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    if isinstance(value, int) and value.bit_length() > MAX_NUMBER_BITS:
        return None
    text = str(value).strip()
    if len(text) > MAX_NUMBER_SIGNS or not NUMBER.fullmatch(text):
        return None
    read = Decimal(text)
    if abs(read.adjusted()) > MAX_EXPONENT:
        return None
    # 1E+3 and 1000 are one number; only the second is what a person wrote or wants to read.
    return Decimal(f"{read:f}")


def plain(component: Component, value: Any) -> Any:
    """Return what ``value`` means for this component, or ``value`` itself if that cannot be told."""
    if value is None:
        return component.empty
    reader = READERS.get(component.kind)
    return reader(component, value) if reader else value


def json_like(value: Any) -> Any:
    """Return known data as a browser sees it: moments as ISO text, floats exact."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float):
        return number(value)
    if isinstance(value, Mapping):
        return {str(key): json_like(below) for key, below in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [json_like(below) for below in value]
    return value


def _text(component: Component, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if component.type == "textfield":
        return regex.sub(r"[\r\n\t]", " ", value)
    return value.replace("\r\n", "\n")


def _number(component: Component, value: Any) -> Any:
    if value == "":
        return None
    read = number(value)
    if read is None:
        return value
    return str(value).strip() if component.rules.as_text else read


def _checkbox(component: Component, value: Any) -> Any:
    word = value.lower() if isinstance(value, str) else None
    if word in TRUE_WORDS:
        return True
    return False if word in FALSE_WORDS else value


def _single(component: Component, value: Any) -> Any:
    return None if value == "" else value


def _several(component: Component, value: Any) -> Any:
    if value == "":
        return []
    return [value] if isinstance(value, str) else value


READERS: Final[Mapping[Kind, Callable[[Component, Any], Any]]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.CHECKBOX: _checkbox,
    Kind.CHOICE: _single,
    Kind.MOMENT: _single,
    Kind.CHOICES: _several,
    Kind.FILES: _several,
}
