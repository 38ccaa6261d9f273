"""Ordered kinds of values as lines of numbers, on which cells are intervals.

A cut is a place on a line just before (0) or just after (1) a number. Dates, times and durations are
whole numbers there, so that a cut after one is the cut before the next.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Final, TypeAlias

from service.expressions.values.durations import DAY, MonthDuration, TimeDuration
from service.expressions.values.moments import Date, DateTime, Time
from service.expressions.values.numbers import D128, Value

Cut: TypeAlias = tuple[Any, int]
Span: TypeAlias = tuple[Cut, Cut]
"""From a cut to a cut; nothing if the second is not after the first."""

_MILLISECOND: Final = 10**6
_END: Final = Decimal("Infinity")


@dataclass(frozen=True)
class Line:
    """``number`` and ``value`` translate; values as one apart by less than ``grain`` are equal."""

    python: type
    number: Callable[[Value], Any]
    value: Callable[[Any], Value]
    whole: bool = True
    grain: int = 1
    low: Any = -_END
    high: Any = _END
    usual: int = 0

    def before(self, value: Value) -> Cut:
        return (self.number(value), 0)

    def after(self, value: Value) -> Cut:
        return (self.number(value) + 1, 0) if self.whole else (self.number(value), 1)

    def span(self, sign: str, value: Value) -> Span:
        """Return where a comparison other than ``!=`` holds."""
        start, end = (self.low, 0), (self.high, 0)
        if sign == "=":
            return self._same(value)
        if sign in ("<", "<="):
            return start, self.before(value) if sign == "<" else self.after(value)
        return (self.after(value) if sign == ">" else self.before(value)), end

    @property
    def lowest(self) -> Cut:
        return (self.low, 0)

    @property
    def is_open(self) -> bool:
        """Tell whether there is no lowest value."""
        return bool(self.low == -_END)

    def clamped(self, span: Span) -> Span:
        return max(span[0], (self.low, 0)), min(span[1], (self.high, 0))

    def _same(self, value: Value) -> Span:
        if not self.whole:
            return self.before(value), self.after(value)
        first = self.number(value) // self.grain * self.grain
        return (first, 0), (first + self.grain, 0)

    def sample(self, start: Cut, end: Cut) -> Value | None:
        """Return the plainest value between two cuts, the smallest where there is one."""
        number = self._least(start, end)
        inside = start <= (number, 0) < end and (number, int(not self.whole)) <= end
        try:
            return self.value(number) if inside else None
        except ValueError:  # Beyond the calendar.
            return None

    def _least(self, start: Cut, end: Cut) -> Any:
        if start[0] == -_END:
            return self._last(end)
        if start[1] == 0:
            return start[0]
        following = D128.add(start[0].to_integral_value(ROUND_FLOOR), Decimal(1))
        if (following, 1) <= end:
            return following
        # Halving the difference, not the sum, keeps 34 digits enough for neighbours.
        return D128.add(start[0], D128.divide(D128.subtract(end[0], start[0]), Decimal(2)))

    def _last(self, end: Cut) -> Any:
        if end[0] == _END:
            return self.usual if self.whole else Decimal(self.usual)
        if self.whole:
            return end[0] - 1
        if end[1]:
            return end[0]
        return D128.subtract(end[0].to_integral_value(ROUND_CEILING), Decimal(1))


def _order(value: Value) -> int:
    number: int = value.order
    return number


_NUMBERS: Final = Line(Decimal, lambda value: value, lambda number: number, whole=False)
_DATES: Final = Line(Date, lambda value: value.days, Date.from_days, usual=10_957)
_LOCAL: Final = Line(
    DateTime, _order, lambda ns: DateTime.from_local(ns, None), grain=_MILLISECOND, usual=10_957 * DAY
)
_ZONED: Final = Line(
    DateTime, _order, lambda ns: DateTime.from_instant(ns, 0), grain=_MILLISECOND, usual=10_957 * DAY
)
_CLOCK: Final = Line(Time, lambda value: value.ns, Time, grain=_MILLISECOND, low=0, high=DAY)
# Times of day with a zone wrap around midnight: no cell of which that matters is decided.
_ZONED_CLOCK: Final = Line(Time, _order, lambda ns: Time(ns, 0))
_MONTHS: Final = Line(MonthDuration, lambda value: value.months, MonthDuration)
_SPANS: Final = Line(TimeDuration, lambda value: value.ns, TimeDuration)

LINES: Final = (_NUMBERS, _DATES, _LOCAL, _ZONED, _CLOCK, _ZONED_CLOCK, _MONTHS, _SPANS)
ORDERED: Final = frozenset(line.python for line in LINES)


def line_of(value: Value) -> Line | None:
    """Return the line on which a value lies; None for a kind without an order, and for strings."""
    kind = type(value)
    if kind is DateTime:
        return _LOCAL if value.zone is None else _ZONED
    if kind is Time:
        return _CLOCK if value.zone is None else _ZONED_CLOCK
    return next((line for line in LINES if line.python is kind), None)


class Pieces:
    """A line cut into the pieces that no cell tells apart, numbered from ``first``."""

    def __init__(self, line: Line, spans: Iterable[Span], first: int) -> None:
        ends = {cut for span in spans for cut in line.clamped(span)}
        self.line = line
        self.cuts = sorted(ends | {(line.low, 0), (line.high, 0)})
        self._index = {cut: i for i, cut in enumerate(self.cuts, first)}
        self.count = len(self.cuts) - 1
        self.mask = ((1 << self.count) - 1) << first

    def within(self, span: Span) -> int:
        """Return the pieces of a span between known cuts."""
        start, end = (self._index[cut] for cut in self.line.clamped(span))
        return (1 << end) - (1 << start) if end > start else 0
