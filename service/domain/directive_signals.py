"""The light of a directive (신호등): green, yellow or red, and the one sentence that says why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from service.domain.calendar import WorkingCalendar
from service.domain.directives import Directive, DirectiveState, ReportCycle

PLAN_WITHIN_WORKING_DAYS: Final = 5
MARKED_AFTER_WORKING_DAYS: Final = 1
TOLERANCE_PERCENT: Final = 20


class Light(StrEnum):
    GREEN = "초록"
    YELLOW = "노랑"
    RED = "빨강"
    NONE = ""


@dataclass(frozen=True)
class Signal:
    light: Light
    code: str
    ko: str
    en: str


@dataclass(frozen=True)
class Period:
    """A reporting period, both days included."""

    first: date
    last: date
    name: str


_DONE: Final = Signal(Light.GREEN, "DONE", "완료", "done")
_STANDING: Final = Signal(Light.GREEN, "STANDING", "상시관리", "kept as a standing duty")
_CANCELLED: Final = Signal(Light.NONE, "CANCELLED", "취소", "cancelled")
_UNASSIGNED: Final = Signal(Light.NONE, "UNASSIGNED", "배정 전", "not assigned yet")
_ON_TRACK: Final = Signal(Light.GREEN, "ON_TRACK", "정상 추진", "on track")

_ENDED: Final = {
    DirectiveState.DONE: _DONE,
    DirectiveState.STANDING: _STANDING,
    DirectiveState.CANCELLED: _CANCELLED,
}
_UNASSIGNED_STATES: Final = frozenset({DirectiveState.REGISTERED, DirectiveState.AWAITING_ASSIGNMENT})


def signal(directive: Directive, at: datetime, calendar: WorkingCalendar) -> Signal:
    """Return the light at that moment: the first rule that applies, worst first.

    Overdue, or a period without report: red. Progress far behind the time that has passed, or no plan
    five working days after the assignment: yellow. An extension counts once it is approved.
    """
    if directive.state in _ENDED:
        return _ENDED[directive.state]
    today = at.astimezone(calendar.zone).date()
    rules: tuple[Callable[[], Signal | None], ...] = (
        lambda: _overdue(directive, today),
        lambda: _UNASSIGNED if directive.state in _UNASSIGNED_STATES else None,
        lambda: _unreported(directive, today, calendar),
        lambda: _behind(directive, today),
        lambda: _unplanned(directive, today, calendar),
    )
    return next((found for rule in rules if (found := rule())), _ON_TRACK)


def last_period(cycle: ReportCycle, on: date) -> Period | None:
    """Return the last reporting period that ended before that day; None where nothing is due."""
    if cycle is ReportCycle.WEEK:
        last = on - timedelta(days=on.isoweekday())
        return Period(last - timedelta(days=6), last, f"{last.isocalendar().week}주")
    if cycle is ReportCycle.MONTH:
        last = on.replace(day=1) - timedelta(days=1)
        return Period(last.replace(day=1), last, f"{last.month}월")
    if cycle is ReportCycle.QUARTER:
        quarter_start = on.replace(month=3 * ((on.month - 1) // 3) + 1, day=1)
        last = quarter_start - timedelta(days=1)
        return Period(last.replace(month=last.month - 2, day=1), last, f"{last.month // 3}분기")
    return None


def elapsed_percent(start: date, due: date, on: date) -> float:
    """Return how much of the time from ``start`` to ``due`` has passed, between 0 and 100."""
    whole = (due - start).days
    if whole <= 0:
        return 100.0 if on >= due else 0.0
    return min(100.0, max(0.0, 100.0 * (on - start).days / whole))


def _overdue(directive: Directive, today: date) -> Signal | None:
    due = directive.effective_due
    if due is None or today <= due:
        return None
    waiting = directive.extended_to is not None and directive.extension_approved_at is None
    ko = f"기한({due}) 지남" + (", 연장 승인 전" if waiting else "")
    en = f"overdue since {due}" + (", extension not approved" if waiting else "")
    return Signal(Light.RED, "OVERDUE", ko, en)


def _unreported(directive: Directive, today: date, calendar: WorkingCalendar) -> Signal | None:
    """A period counts if the directive was being carried out from its first day on."""
    period = last_period(directive.cycle, today)
    start = directive.planned_on or directive.assigned_on
    if period is None or start is None or start > period.first:
        return None
    if today < calendar.add_working_days(period.last, MARKED_AFTER_WORKING_DAYS):
        return None
    if any(day >= period.first for day in directive.reports):
        return None
    en = f"no report for {period.first} to {period.last}"
    return Signal(Light.RED, "UNREPORTED", f"{period.name} 미보고", en)


def _behind(directive: Directive, today: date) -> Signal | None:
    due = directive.effective_due
    if due is None:
        return None
    elapsed = elapsed_percent(directive.issued_on, due, today)
    if directive.progress >= elapsed - TOLERANCE_PERCENT:
        return None
    ko = f"진척률 {directive.progress}%, 경과율 {elapsed:.0f}%"
    en = f"{directive.progress}% done while {elapsed:.0f}% of the time has passed"
    return Signal(Light.YELLOW, "BEHIND", ko, en)


def _unplanned(directive: Directive, today: date, calendar: WorkingCalendar) -> Signal | None:
    if directive.assigned_on is None or directive.planned_on is not None:
        return None
    deadline = calendar.add_working_days(directive.assigned_on, PLAN_WITHIN_WORKING_DAYS)
    if today <= deadline:
        return None
    return Signal(Light.YELLOW, "UNPLANNED", f"추진계획 기한({deadline}) 지남", f"no plan by {deadline}")
