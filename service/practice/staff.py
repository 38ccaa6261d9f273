"""What changes among the people of the practice ministry: they are away, and they change places."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from sqlalchemy import select, update

from service.context import Context
from service.domain.calendar import WorkingCalendar
from service.domain.directory import Directory, Person
from service.persistence.ids import new_id
from service.persistence.models import AbsenceRow, ActingHeadRow, DeputyOrderRow, PersonRow, Tenant
from service.practice import people

AWAY: Final = 0.045  # of those at work, who begins an absence on a working day
WITHOUT_DEPUTY: Final = 0.25
_HALF_DAY: Final = 0
_KINDS: Final = (  # kind, working days (0: half a day), share
    ("연가(반일)", _HALF_DAY, 5.0),
    ("연가", 1, 6.0),
    ("연가", 3, 1.5),
    ("출장", _HALF_DAY, 4.0),
    ("출장", 1, 5.0),
    ("출장", 2, 1.5),
    ("교육", 2, 1.0),
    ("병가", 1, 1.0),
    ("병가", 3, 0.4),
)
_SEAT: Final = ("unit_code", "team", "post", "display_title", "is_head", "is_team_lead", "roles")

# Who changes places with whom: staff of the same rank, and heads of divisions.
TRANSFERS: Final = (
    ("P052", "P064"),
    ("P050", "P059"),
    ("P024", "P031"),
    ("P040", "P057"),
    ("P044", "P049"),
    ("P037", "P047"),
)


def begin_absences(ctx: Context, calendar: WorkingCalendar, chance: Random) -> int:
    """Enter the absences that begin today; return how many."""
    today = ctx.local_now.date()
    entered = 0
    for person in people.at_work(ctx.directory, ctx.now + timedelta(hours=4)):
        if chance.random() < AWAY:
            ctx.session.add(_absence(ctx, calendar, chance, person, today))
            entered += 1
    if entered:
        _changed(ctx)
    return entered


def change_places(ctx: Context, first_id: str, second_id: str) -> None:
    """Let two people take over each other's post, unit, powers and place in the order of deputies."""
    first = ctx.session.get_one(PersonRow, (ctx.tenant, first_id))
    second = ctx.session.get_one(PersonRow, (ctx.tenant, second_id))
    for name in _SEAT:
        here, there = getattr(first, name), getattr(second, name)
        setattr(first, name, there)
        setattr(second, name, here)
    swapped = {first_id: second_id, second_id: first_id}
    for order in _orders_of(ctx, tuple(swapped)):
        order.deputy_person_id = swapped[order.deputy_person_id]
    _changed(ctx)


def fill_vacancies(ctx: Context, since: date) -> None:
    """Let the acting heads of vacant posts have acted since the time began that is played."""
    rows = ctx.session.scalars(select(ActingHeadRow).where(ActingHeadRow.tenant_id == ctx.tenant)).all()
    latest_first = sorted(rows, key=lambda row: row.from_date, reverse=True)
    earliest = {row.unit_code: row for row in latest_first}
    late = [row for row in earliest.values() if row.from_date > since]
    for row in late:
        before = ActingHeadRow(
            tenant_id=ctx.tenant,
            unit_code=row.unit_code,
            from_date=since,
            to_date=row.from_date - timedelta(days=1),
            post=row.post,
            acting_person_id=row.acting_person_id,
            basis=row.basis,
        )
        ctx.session.add(before)
    if late:
        _changed(ctx)


def _absence(
    ctx: Context, calendar: WorkingCalendar, chance: Random, person: Person, today: date
) -> AbsenceRow:
    kind, days, _ = chance.choices(_KINDS, [share for *_, share in _KINDS])[0]
    start, end = _period(ctx, calendar, chance, today, days)
    return AbsenceRow(
        tenant_id=ctx.tenant,
        id=f"{person.id}-{new_id()}",
        person_id=person.id,
        kind=kind,
        starts_at=start,
        ends_at=end,
        deputy_id=_deputy(ctx.directory, chance, person, start),
    )


def _period(
    ctx: Context, calendar: WorkingCalendar, chance: Random, today: date, days: int
) -> tuple[datetime, datetime]:
    first, last = time(9), time(18)
    if days == _HALF_DAY:
        first, last = chance.choice(((time(9), time(13)), (time(14), time(18))))
    until = calendar.add_working_days(today, days - 1) if days > 1 else today
    zone = ctx.office.zone
    return datetime.combine(today, first, zone), datetime.combine(until, last, zone)


def _deputy(directory: Directory, chance: Random, person: Person, at: datetime) -> str | None:
    """Return whom the person names to stand in: the first of the order, a colleague, or nobody."""
    if chance.random() < WITHOUT_DEPUTY:
        return None
    held = directory.posts_held_by(person.id, at)
    if held:
        deputy = directory.first_deputy(held[0].code, at, other_than=person.id)
        return deputy.id if deputy else None
    beside = [
        p.id
        for p in directory.members(person.unit_code)
        if p.id != person.id and not p.is_head and directory.is_available(p.id, at)
    ]
    return chance.choice(beside) if beside else None


def _orders_of(ctx: Context, person_ids: Sequence[str]) -> Sequence[DeputyOrderRow]:
    query = select(DeputyOrderRow).where(
        DeputyOrderRow.tenant_id == ctx.tenant, DeputyOrderRow.deputy_person_id.in_(person_ids)
    )
    return ctx.session.scalars(query).all()


def _changed(ctx: Context) -> None:
    ctx.session.execute(
        update(Tenant).where(Tenant.id == ctx.tenant).values(directory_revision=Tenant.directory_revision + 1)
    )
    ctx.session.flush()
