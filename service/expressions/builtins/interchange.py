"""Camunda's built-ins for JSON and Base64, and its way to stop an evaluation."""

import base64
import json
import re
from decimal import Decimal
from typing import Final, NoReturn

from service.expressions.budget import Run
from service.expressions.builtins.declare import Family
from service.expressions.errors import ExpressionError
from service.expressions.semantics.printing import source_of, text_of
from service.expressions.values.compound import Function
from service.expressions.values.numbers import D128, Value

interchange: Final = Family()
_declare = interchange.declare

_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET: Final = re.compile(r"[\[\]{}]")
_MAX_DEPTH: Final = 60
_HOLE: Final = re.compile(r"%(?:(?P<percent>%)|(?:(?P<position>[1-9]\d?)\$)?s)")


@_declare("from json", "value:s", wants_run=True, converts=True)
def from_json(text: str, run: Run) -> Value:
    """Read JSON; dates and durations are texts there and stay texts."""
    run.spend(len(text) >> 4)
    if _depth(text) > _MAX_DEPTH:
        return None
    value = json.loads(text, parse_float=D128.create_decimal, parse_int=_whole, parse_constant=_refused)
    run.look_at_clock()
    return value


def _whole(digits: str) -> Decimal:
    return D128.create_decimal(digits)


def _refused(word: str) -> NoReturn:
    """NaN and Infinity are no JSON, though Python reads them."""
    raise ValueError(word)


def _depth(text: str) -> int:
    deepest = depth = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


@_declare("to json", "value:*", wants_run=True)
def to_json(value: Value, run: Run) -> str | None:
    """Write JSON: dates, times, durations and ranges as the texts that ``string()`` makes of them."""
    return None if isinstance(value, Function) else _written(value, run)


def _written(value: Value, run: Run) -> str:
    run.spend()
    if value is None or type(value) in (bool, Decimal):
        return source_of(value, run)
    if type(value) is list:
        return run.built("[" + ",".join([_written(item, run) for item in value]) + "]")
    if type(value) is dict:
        entries = [f"{_string(key)}:{_written(entry, run)}" for key, entry in value.items()]
        return run.built("{" + ",".join(entries) + "}")
    return run.built(_string(text_of(value, run)))


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


_declare("to base64", "value:s")(lambda text: base64.b64encode(text.encode()).decode())


@_declare("from base64", "value:s", converts=True)
def from_base64(text: str) -> str:
    return base64.b64decode(text, validate=True).decode()


@_declare("string format", "template:s", "values:l", wants_run=True, rest=True)
def string_format(template: str, values: list[Value], run: Run) -> str | None:
    """Put values into a text: ``%s`` takes the next one, ``%2$s`` the second, ``%%`` is a percent sign.

    Null for a hole without a value. One list of values may be given instead of several.
    """
    given = values[0] if len(values) == 1 and type(values[0]) is list else values
    parts: list[str] = []
    end = following = 0
    for hole in _HOLE.finditer(template):
        parts.append(template[end : hole.start()])
        end = hole.end()
        if hole["percent"]:
            parts.append("%")
            continue
        i = int(hole["position"]) - 1 if hole["position"] else following
        following += not hole["position"]
        if i >= len(given):
            return None
        parts.append("null" if given[i] is None else text_of(given[i], run))
    parts.append(template[end:])
    run.room_for(sum(map(len, parts)))
    return run.built("".join(parts))


@_declare("assert", "value:*", "condition:*", "cause:s?")
def asserted(value: Value, condition: Value, cause: str = "the condition is not met") -> Value:
    """Return ``value`` if the condition is true; else the whole evaluation fails with ``cause``."""
    if condition is True:
        return value
    raise ExpressionError(f"assert: {cause}")
