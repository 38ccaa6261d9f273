"""The office's own days off, and days on, over the public holidays."""

from datetime import date

from service.persistence.models import Holiday
from service.testing import Kit


def test_the_offices_own_days_come_before_the_public_calendar():
    kit = Kit()
    with kit.acting() as ctx:
        ctx.session.add_all(
            [
                Holiday(tenant_id=ctx.tenant, day=date(2026, 12, 1), name="창립일", is_working_day=False),
                Holiday(tenant_id=ctx.tenant, day=date(2026, 12, 25), name="당직", is_working_day=True),
            ]
        )

    with kit.acting() as ctx:
        assert ctx.calendar.day_off_name(date(2026, 12, 1)) == "창립일"
        assert ctx.calendar.is_working_day(date(2026, 12, 25))
        assert not ctx.calendar.is_working_day(date(2026, 12, 26))
        assert ctx.calendar.zone == ctx.office.zone
