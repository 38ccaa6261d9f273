"""Values as text: what ``string()`` gives, and what templates paste in."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from service.expressions.budget import Run
from service.expressions.values.compound import Function, Range
from service.expressions.values.durations import MonthDuration, TimeDuration
from service.expressions.values.moments import Date, DateTime, Time
from service.expressions.values.numbers import Value

_PLAIN_KEY: Final = re.compile(r"[^\W\d][\w ]*\Z")
_TEMPORAL: Final = frozenset({Date, Time, DateTime, MonthDuration, TimeDuration})


def text_of(value: Value, run: Run) -> str:
    """Return the text of a value; a string stands for itself."""
    return value if type(value) is str else source_of(value, run, outermost=True)


def source_of(value: Value, run: Run, *, outermost: bool = False) -> str:
    """Return the value as FEEL source; the outermost date or duration goes without ``@"…"``."""
    if value is None:
        return "null"
    kind = type(value)
    if kind in _TEMPORAL:
        return str(value) if outermost else f'@"{value}"'
    if isinstance(value, Function):
        return f"function {value.name}({', '.join(value.params)})"
    return run.built(_WRITERS[kind](value, run))


def _string(value: str, run: Run) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _number(value: Decimal, run: Run) -> str:
    # A decimal of one digit may stand for a text of six thousand.
    run.room_for(abs(value.adjusted()))
    return format(value, "f")


def _list(value: list[Value], run: Run) -> str:
    run.spend(len(value))
    return "[" + ", ".join(source_of(item, run) for item in value) + "]"


def _context(value: dict[str, Value], run: Run) -> str:
    run.spend(len(value))
    entries = (f"{_key(key, run)}: {source_of(entry, run)}" for key, entry in value.items())
    return "{" + ", ".join(entries) + "}"


def _key(key: str, run: Run) -> str:
    return key if _PLAIN_KEY.match(key) else _string(key, run)


def _range(value: Range, run: Run) -> str:
    start, end = source_of(value.start, run), source_of(value.end, run)
    if value.sign == "!=":
        return f"!= {start}"
    if value.sign in ("<", "<=", ">", ">="):
        return f"({value.sign} {start if value.end is None else end})"
    return f"{'[' if value.start_included else '('}{start}..{end}{']' if value.end_included else ')'}"


_WRITERS: Final[dict[type, Callable[[Value, Run], str]]] = {
    str: _string,
    bool: lambda value, run: "true" if value else "false",
    Decimal: _number,
    list: _list,
    dict: _context,
    Range: _range,
}
