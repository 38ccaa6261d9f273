"""Built-ins on dates (DMN 1.5 §10.3.4.7, §10.3.4.10); the moment "now" is the caller's."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from service.expressions.border import to_feel
from service.expressions.budget import Run
from service.expressions.builtins.declare import Family
from service.expressions.semantics.comparison import equal
from service.expressions.values.moments import Date, DateTime, Time, days_from_civil, month_length
from service.expressions.values.numbers import Value

dates: Final = Family()
_declare = dates.declare

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _on_date(name: str, function: Callable[[Date], Value]) -> None:
    @_declare(name, "date:d|dt")
    def of_date(value: Date | DateTime) -> Value:
        return function(value.date if isinstance(value, DateTime) else value)


def _week_of_year(date: Date) -> Decimal:
    """ISO 8601: a week belongs to the year that has its Thursday."""
    thursday = Date.from_days(date.days - date.weekday + 4)
    return Decimal((thursday.days - days_from_civil(thursday.year, 1, 1)) // 7 + 1)


_on_date("day of year", lambda date: Decimal(date.days - days_from_civil(date.year, 1, 1) + 1))
_on_date("day of week", lambda date: _DAYS[date.weekday - 1])
_on_date("month of year", lambda date: _MONTHS[date.month - 1])
_on_date("week of year", _week_of_year)
_on_date("last day of month", lambda date: Date(date.year, date.month, month_length(date.year, date.month)))


@_declare("now", wants_run=True)
def now(run: Run) -> Value:
    return to_feel(run.now)


@_declare("today", wants_run=True)
def today(run: Run) -> Value:
    return to_feel(run.now.date())


@_declare("is", "value1:*?", "value2:*?", wants_run=True)
def same(a: Value = None, b: Value = None, *, run: Run) -> bool:
    """Identity: the same moment written in two zones is not the same value."""
    if type(a) is not type(b):
        return False
    if isinstance(a, Time):
        return (a.ns, a.zone) == (b.ns, b.zone)
    if isinstance(a, DateTime):
        return a.date == b.date and (a.time.ns, a.zone) == (b.time.ns, b.zone)
    return equal(a, b, run) is True
