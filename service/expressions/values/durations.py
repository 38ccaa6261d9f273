"""The two durations of FEEL, which do not mix: months have no fixed length."""

from dataclasses import dataclass
from typing import ClassVar, Final

SECOND: Final = 10**9
"""Nanoseconds."""
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR


@dataclass(slots=True, unsafe_hash=True, order=True)
class MonthDuration:
    """A years and months duration."""

    kind: ClassVar[str] = "years and months duration"
    months: int

    @property
    def amount(self) -> int:
        return self.months

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        tail = f"{months}M" if months or not years else ""
        return f"{_sign(self.months)}P{f'{years}Y' if years else ''}{tail}"


@dataclass(slots=True, unsafe_hash=True, order=True)
class TimeDuration:
    """A days and time duration."""

    kind: ClassVar[str] = "days and time duration"
    ns: int

    @property
    def amount(self) -> int:
        return self.ns

    def __str__(self) -> str:
        days, rest = divmod(abs(self.ns), DAY)
        hours, rest = divmod(rest, HOUR)
        minutes, rest = divmod(rest, MINUTE)
        seconds = seconds_text(rest)
        parts = [f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M")) if n]
        if rest:
            parts.append(f"{seconds}S")
        body = (f"{days}D" if days else "") + ("T" + "".join(parts) if parts else "")
        return f"{_sign(self.ns)}P{body or 'T0S'}"


def seconds_text(ns: int, width: int = 0) -> str:
    """Return nanoseconds as seconds with as many decimals as needed: ``7.05``."""
    seconds, fraction = divmod(ns, SECOND)
    return f"{seconds:0{width}d}" + (f".{fraction:09d}".rstrip("0") if fraction else "")


def _sign(amount: int) -> str:
    return "-" if amount < 0 else ""
