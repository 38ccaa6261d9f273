"""Plays the practice ministry's months: thousands of documents, memos and directives by the real commands.

The same seed plays the same: who does what and when, what is written and decided, under which number.
Only the ids differ.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final

from sqlalchemy import select, update

from service.context import SYSTEM, Context, Office
from service.persistence.models import Document, RegisterSeries
from service.practice import desk, directives, documents, memos, rules, staff
from service.practice.hurry import hurried
from service.practice.scene import Adopt, Scene, open_scene

# How much begins in a year at scale 1; memos lead to more of each.
YEARLY: Final[Mapping[str, int]] = {"documents": 22_000, "memos": 10_000, "directives": 420}
_BEGIN: Final[Mapping[str, Callable[[Scene], None]]] = {
    "documents": documents.begin,
    "memos": memos.begin,
    "directives": directives.begin,
}
_ADOPT: Final[Mapping[str, Adopt]] = {
    "internal_approval": documents.adopt,
    "memo_report": memos.adopt,
    "directive_follow_up": directives.adopt,
}
_JOBS_EVERY: Final = timedelta(minutes=20)
_DESIGNER: Final = "P026"
_RULES_CHANGE_AFTER: Final = 0.6  # of the working days

_TOLD: Final = {
    "documents": "documents begun",
    "decided": "decided",
    "memos": "memos",
    "directives": "directives",
    "absences": "absences",
}

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Summary:
    """What was played between the two days; ``counts`` by what people did and what came of it."""

    start: date
    end: date
    counts: Mapping[str, int]

    def __getitem__(self, what: str) -> int:
        return self.counts.get(what, 0)

    def __str__(self) -> str:
        done = ", ".join(f"{self[what]:,} {text}" for what, text in _TOLD.items())
        return f"{self.start} to {self.end}: {done}"


def first_day(last: date, months: int) -> date:
    """Return the day on which a play of so many months begins that ends on ``last`` (not included)."""
    return _months_later(last, -months)


def simulate(
    office: Office,
    start: date | None = None,
    months: int = 1,
    scale: float = 1.0,
    seed: int = 1,
    progress: Progress = lambda done, total: None,
    *,
    days: int | None = None,
) -> Summary:
    """Play ``months`` (or only ``days``) in an office where the ministry is loaded and deployed.

    Without a ``start`` they end with yesterday. ``progress`` is told how much of what begins has begun.
    People change places and rules change, so that in the end they are as they were before the call.
    Nobody else should work in the office meanwhile. Raises ``NotFound`` where ministry or processes are missing.
    """
    start, end = _span(office, start, months, days)
    begin = datetime.combine(start, time(0), office.zone)
    with hurried(office.database):
        scene = open_scene(office, begin, seed, desk.notice, _ADOPT)
        plan = _Plan(scene, start, end, scale, progress)
        plan.set_up()
        scene.agenda.run(datetime.combine(end, time(0), office.zone))
        scene.work_off_jobs()
        decided = _count_decided(scene, begin)
    return Summary(start, end, {**scene.counts, "decided": decided})


def _span(office: Office, start: date | None, months: int, days: int | None) -> tuple[date, date]:
    """Return the first day that is played and the first that is not."""
    today = office.clock().astimezone(office.zone).date()
    first = start or first_day(today, months)
    if days is not None:
        return first, first + timedelta(days=days)
    return first, today if start is None else _months_later(start, months)


class _Plan:
    """What begins on which day, and what changes in the ministry."""

    def __init__(self, scene: Scene, start: date, end: date, scale: float, progress: Progress) -> None:
        self._scene, self._start, self._end, self._progress = scene, start, end, progress
        every = (start + timedelta(days=n) for n in range((end - start).days))
        self._days = [day for day in every if scene.calendar.is_working_day(day)]
        share = scale * (end - start).days / 365
        self._wanted = {kind: round(number * share) for kind, number in YEARLY.items()}
        self._begun = 0

    @property
    def total(self) -> int:
        return sum(self._wanted.values())

    def set_up(self) -> None:
        """Go back to the state of before and note every working day's morning."""
        changes = self._changes()
        with self._scene.office.transaction(SYSTEM) as ctx:
            _open_books(ctx, self._start, self._end)
            staff.fill_vacancies(ctx, self._start)
        for pair in staff.TRANSFERS[: len(changes)]:
            self._transfer(pair)
        self._change_rules()
        for index, day in enumerate(self._days):
            morning = datetime.combine(day, time(8, 30), self._scene.office.zone)
            for pair in (p for p, moved in zip(staff.TRANSFERS, changes, strict=False) if moved == day):
                self._scene.agenda.at(morning, partial(self._transfer, pair))
            self._scene.agenda.at(morning, partial(self._morning, index, day))

    def _changes(self) -> list[date]:
        """Return the days on which people take up their new places: two a month, spread over the time."""
        number = min(
            len(staff.TRANSFERS), max(1, round((self._end - self._start).days / 15)), len(self._days)
        )
        return sorted(self._scene.chance.sample(self._days, number))

    def _transfer(self, pair: tuple[str, str]) -> None:
        with self._scene.office.transaction(SYSTEM) as ctx:
            staff.change_places(ctx, *pair)
        self._scene.look_around()

    def _change_rules(self) -> None:
        """Put the former rules in force, and note the day on which the present ones follow."""
        office = self._scene.office
        with office.transaction(_DESIGNER) as ctx:
            file, present = rules.present_rules(ctx)
            former = rules.former_rules(present)
            if former == present or not self._days:
                return
            rules.deploy_rules(ctx, "위임전결 규정(개정 전)", file, former)
        day = self._days[int(len(self._days) * _RULES_CHANGE_AFTER)]

        def deploy() -> None:
            with office.transaction(_DESIGNER) as ctx:
                rules.deploy_rules(ctx, "위임전결 규정(집행 품의 전결 기준 개정)", file, present)
            self._scene.counts["rule_changes"] += 1

        self._scene.agenda.at(datetime.combine(day, time(8), office.zone), deploy)

    def _morning(self, index: int, day: date) -> None:
        scene = self._scene
        with scene.office.transaction(SYSTEM) as ctx:
            scene.counts["absences"] += staff.begin_absences(ctx, scene.calendar, scene.chance)
        scene.look_around()
        opening = datetime.combine(day, time(9), scene.office.zone)
        for kind, number in self._wanted.items():
            today = number * (index + 1) // len(self._days) - number * index // len(self._days)
            for _ in range(today):
                scene.agenda.at(self._moment(opening), partial(self._begin, kind))
        for tick in _ticks(opening):
            scene.agenda.at(tick, scene.work_off_jobs)

    def _moment(self, opening: datetime) -> datetime:
        minutes = self._scene.chance.uniform(2, 460)
        return self._scene.calendar.add_business_time(opening, timedelta(minutes=minutes))

    def _begin(self, kind: str) -> None:
        _BEGIN[kind](self._scene)
        self._begun += 1
        self._progress(self._begun, self.total)


def _ticks(opening: datetime) -> Iterator[datetime]:
    moment = opening
    while moment < opening + timedelta(hours=10):
        yield moment
        moment += _JOBS_EVERY


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _open_books(ctx: Context, start: date, end: date) -> None:
    """Let the register of a year that begins in this time begin with number 1, if nothing is in it yet."""
    used = select(Document.register_unit).where(
        Document.tenant_id == ctx.tenant, Document.register_year == RegisterSeries.year
    )
    ctx.session.execute(
        update(RegisterSeries)
        .where(
            RegisterSeries.tenant_id == ctx.tenant,
            RegisterSeries.year.in_(
                [y for y in range(start.year, end.year + 1) if start <= date(y, 1, 1) < end]
            ),
            RegisterSeries.unit_code.not_in(used.where(Document.register_unit.is_not(None))),
        )
        .values(next_serial=1)
        .execution_options(synchronize_session=False)
    )


def _count_decided(scene: Scene, since: datetime) -> int:
    with scene.office.reading(SYSTEM) as ctx:
        query = select(Document.id).where(
            Document.tenant_id == ctx.tenant,
            Document.registered_at >= since,
            Document.registered_at < ctx.now,
        )
        return len(ctx.session.scalars(query).all())
