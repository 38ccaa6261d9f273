"""Built-ins that make values of other values (DMN 1.5 §10.3.4.1)."""

import re
from decimal import Decimal
from typing import Final

from service.expressions.budget import Run
from service.expressions.builtins.declare import Family
from service.expressions.errors import ExpressionError
from service.expressions.semantics.arithmetic import negate
from service.expressions.semantics.comparison import less_or_equal
from service.expressions.semantics.printing import text_of
from service.expressions.syntax.names import Names
from service.expressions.syntax.nodes import AtLiteral, Call, Const, Name, Negate, Node
from service.expressions.syntax.parser import Parser
from service.expressions.values.compound import Range
from service.expressions.values.durations import HOUR, MINUTE, SECOND, MonthDuration, TimeDuration
from service.expressions.values.literals import (
    parse_date,
    parse_date_time,
    parse_duration,
    parse_literal,
    parse_time,
)
from service.expressions.values.moments import Date, DateTime, Time, zone_named
from service.expressions.values.numbers import D128, Value, is_whole

conversion: Final = Family()
_declare = conversion.declare

_NUMBER: Final = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\Z", re.ASCII)
_RANGE: Final = re.compile(r"([\[(\]])(.*?)\.\.(.*)([\])\[])\Z", re.DOTALL)
_MAX_OFFSET: Final = 18 * HOUR


@_declare("number", "from:s", "grouping separator:s|~?", "decimal separator:s|~?", converts=True)
def number(text: str, grouping: str | None = None, decimal: str | None = None) -> Decimal | None:
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ",", "."):
        return None
    if grouping is not None and grouping == decimal:
        return None
    if grouping:
        text = text.replace(grouping, "")
    if decimal == ",":
        if "." in text:
            return None
        text = text.replace(",", ".")
    return D128.create_decimal(text) if _NUMBER.match(text) else None


@_declare("number", "from:n", converts=True)
def number_of_number(value: Decimal) -> Decimal:
    return value


@_declare("string", "from:*", wants_run=True)
def string(value: Value, run: Run) -> str | None:
    return None if value is None else text_of(value, run)


@_declare("date", "from:s|d|dt", converts=True)
def date(value: str | Date | DateTime) -> Date | None:
    if isinstance(value, str):
        return parse_date(value)
    return value.date if isinstance(value, DateTime) else value


@_declare("date", "year:n", "month:n", "day:n")
def date_of_parts(year: Decimal, month: Decimal, day: Decimal) -> Date | None:
    whole = all(is_whole(part) for part in (year, month, day))
    return Date(int(year), int(month), int(day)) if whole else None


@_declare("time", "from:s|t|dt|d", converts=True)
def time(value: str | Time | DateTime | Date) -> Time | None:
    if isinstance(value, str):
        return parse_time(value)
    if isinstance(value, Date):
        return Time(0, 0)
    return value.time if isinstance(value, DateTime) else value


@_declare("time", "hour:n", "minute:n", "second:n", "offset:dtd|~?")
def time_of_parts(
    hour: Decimal, minute: Decimal, second: Decimal, offset: TimeDuration | None = None
) -> Time | None:
    on_clock = 0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60
    if not (on_clock and is_whole(hour) and is_whole(minute)):
        return None
    if offset is not None and abs(offset.ns) > _MAX_OFFSET:
        return None
    ns = int(hour) * HOUR + int(minute) * MINUTE + int(D128.multiply(second, Decimal(SECOND)))
    return Time(ns, offset.ns // SECOND if offset is not None else None)


@_declare("date and time", "from:s|dt|d", converts=True)
def date_and_time(value: str | DateTime | Date) -> DateTime | None:
    if isinstance(value, str):
        return parse_date_time(value)
    return DateTime(value, Time(0, 0)) if isinstance(value, Date) else value


@_declare("date and time", "date:d|dt", "time:t")
def date_and_time_of_parts(date: Date | DateTime, time: Time) -> DateTime:
    return DateTime(date.date if isinstance(date, DateTime) else date, time)


@_declare("date and time", "date:dt", "timezone:s")
def date_and_time_in_zone(moment: DateTime, zone: str) -> DateTime:
    zone_named(zone)
    return DateTime.from_instant(moment.order, zone)


@_declare("duration", "from:s", converts=True)
def duration(text: str) -> MonthDuration | TimeDuration | None:
    return parse_duration(text)


@_declare("duration", "from:ym|dtd", converts=True)
def duration_of_duration(value: MonthDuration | TimeDuration) -> MonthDuration | TimeDuration:
    return value


@_declare("years and months duration", "from:d|dt", "to:d|dt")
def years_and_months_duration(start: Date | DateTime, end: Date | DateTime) -> MonthDuration:
    """Count whole months; the other way round they are negative."""
    a, b = (x.date if isinstance(x, DateTime) else x for x in (start, end))
    sign = 1
    if b.order < a.order:
        a, b, sign = b, a, -1
    return MonthDuration(sign * ((b.year - a.year) * 12 + b.month - a.month - (b.day < a.day)))


@_declare("range", "from:s", converts=True)
def range_of_text(text: str) -> Range | None:
    found = _RANGE.match(text.strip())
    if not found:
        return None
    try:
        start, end = _end_of_range(found[2]), _end_of_range(found[3])
    except ExpressionError:
        return None
    closed = found[1] == "[", found[4] == "]"
    if (start is None and (end is None or closed[0])) or (end is None and closed[1]):
        return None
    if start is not None and end is not None and not less_or_equal(start, end):
        return None
    return Range(start, end, *closed)


_LITERAL_CALLS: Final = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "duration": parse_duration,
}
_LITERAL_NAMES: Final = Names(_LITERAL_CALLS)


def _end_of_range(text: str) -> Value:
    """Return the value of a literal, None for nothing written; raises for anything else."""
    if not text.strip():
        return None
    value = _literal(Parser(text, [_LITERAL_NAMES]).whole_expression())
    if value is None or type(value) is bool:
        raise ExpressionError("the end of a range must be a literal")
    return value


def _literal(node: Node) -> Value:
    if isinstance(node, Const):
        return node.value
    if isinstance(node, AtLiteral):
        return parse_literal(node.text)
    if isinstance(node, Negate) and isinstance(node.operand, Const):
        return negate(node.operand.value)
    if isinstance(node, Call) and isinstance(node.function, Name) and len(node.args) == 1:
        parse, argument = _LITERAL_CALLS.get(node.function.name), node.args[0]
        if parse and isinstance(argument, Const) and type(argument.value) is str:
            return parse(argument.value)
    return None
