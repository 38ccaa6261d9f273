"""The working calendar of an office, from its own days off and days on."""

from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.calendar import DayOverride, WorkingCalendar
from service.persistence.models import Holiday


def load_calendar(session: Session, tenant: int, zone: ZoneInfo) -> WorkingCalendar:
    """Return the public calendar with the office's own days put over it."""
    days = session.scalars(select(Holiday).where(Holiday.tenant_id == tenant).order_by(Holiday.day))
    overrides = tuple(DayOverride(row.day, row.is_working_day, row.name) for row in days)
    return WorkingCalendar(zone, overrides=overrides)
