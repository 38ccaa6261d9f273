"""When a timer is due: ISO 8601 dates, durations and cycles from the command's ``now``.

Years, months, weeks and days are counted on the calendar of ``now``'s zone (the 31st of January plus a
month is the last day of February); hours, minutes and seconds are absolute. Only ``Engine.fire`` makes a
timer go off.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service.engine.failures import Failure

MIN_PERIOD: Final = 1.0  # seconds between two rounds of a cycle
_DURATION = re.compile(
    r"P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?\Z"
)
_ZONE = re.compile(r"(?:@|\[)([A-Za-z_+\-/0-9]+)\]?\Z")


@dataclass(frozen=True)
class Period:
    months: int
    days: int
    seconds: float

    def after(self, moment: datetime) -> datetime:
        """Return the moment one period later; the zone of ``moment`` gives the calendar."""
        month = moment.month - 1 + self.months
        year, month = moment.year + month // 12, month % 12 + 1
        local = moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))
        local += timedelta(days=self.days)
        return (local.astimezone(UTC) + timedelta(seconds=self.seconds)).astimezone(moment.tzinfo)


@dataclass(frozen=True)
class Schedule:
    """``due`` in epoch seconds; of a cycle also the period's text and how many rounds are left (None: no end)."""

    due: float
    period: str | None = None
    left: int | None = None


def schedule(kind: str, value: Any, now: datetime, where: str) -> Schedule:
    """Return when a timer of ``kind`` (date, duration, cycle) first goes off. Raises ``Failure``."""
    try:
        if kind == "date":
            return Schedule(parse_moment(value, now).timestamp())
        if kind == "duration":
            return Schedule(_duration(value).after(now).timestamp())
        return _cycle(str(value), now)
    except (ValueError, OverflowError) as error:
        raise Failure("expression", where, f"timer {kind} {value!r}: {error}") from error


def next_occurrence(current: Schedule, now: datetime) -> Schedule | None:
    """Return the cycle's next round after ``now``; rounds missed meanwhile count but do not go off."""
    period = parse_period(current.period or "")
    left, due = current.left, from_epoch(current.due).astimezone(now.tzinfo)
    if period.months == 0 and due <= now:
        # A long downtime must not be walked round by round.
        length = period.days * 86400 + period.seconds
        missed = max(int((now - due).total_seconds() // length) - 1, 0)
        due += timedelta(seconds=missed * length)
        left = None if left is None else left - missed
    while True:
        left = None if left is None else left - 1
        if left is not None and left < 1:
            return None
        due = period.after(due)
        if due > now:
            return Schedule(due.timestamp(), current.period, left)


def parse_period(text: str) -> Period:
    """Raises ``ValueError`` if ``text`` is no ISO 8601 duration of at least something."""
    match = _DURATION.match(text.strip().upper())
    if match is None or not any(match.groups()):
        raise ValueError("is no ISO 8601 duration")
    years, months, weeks, days, hours, minutes = (int(group or 0) for group in match.groups()[:6])
    seconds = float((match.group(7) or "0").replace(",", "."))
    if years > 1000 or months > 12_000 or weeks + days > 400_000:
        raise ValueError("is longer than a thousand years")
    return Period(years * 12 + months, weeks * 7 + days, hours * 3600 + minutes * 60 + seconds)


def parse_moment(value: Any, now: datetime) -> datetime:
    """Read a date or date-time; without a zone it is in ``now``'s. Raises ``ValueError``."""
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=now.tzinfo)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=now.tzinfo)
    text = str(value).strip()
    zone = now.tzinfo
    named = _ZONE.search(text) if "@" in text or "[" in text else None
    if named is not None:
        try:
            zone = ZoneInfo(named.group(1))
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"names no time zone: {named.group(1)}") from error
        text = text[: named.start()]
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def check_timer(kind: str, text: str) -> None:
    """Raises ``ValueError`` if a literal timer text cannot be read."""
    now = datetime(2000, 1, 1, tzinfo=UTC)
    if kind == "date":
        parse_moment(text, now)
    elif kind == "duration":
        parse_period(text)
    else:
        _cycle(text, now)


def from_epoch(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _duration(value: Any) -> Period:
    if isinstance(value, timedelta):
        if value < timedelta(0):
            raise ValueError("is negative")
        return Period(0, 0, value.total_seconds())
    return parse_period(str(value))


def _cycle(text: str, now: datetime) -> Schedule:
    head, *parts = text.strip().split("/")
    if not re.fullmatch(r"[Rr]\d*", head) or not 1 <= len(parts) <= 2:
        raise ValueError("is no repeating interval such as R3/PT1H")
    count = int(head[1:]) if head[1:] else None
    if len(parts) == 2 and not parts[1].upper().startswith("P"):
        raise ValueError("an interval that is given by its end is not supported")
    period_text = parts[-1].upper()
    period = parse_period(period_text)
    start = parse_moment(parts[0], now) if len(parts) == 2 else period.after(now)
    if (period.after(now) - now).total_seconds() < MIN_PERIOD:
        raise ValueError(f"the period is shorter than {MIN_PERIOD:g} s")
    if count == 0:
        raise ValueError("is repeated no times")
    return Schedule(start.timestamp(), period_text, count)
