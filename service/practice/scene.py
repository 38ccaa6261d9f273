"""The stage on which the practice ministry works: one office, one moved clock, one source of chance."""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select

from service.context import SYSTEM, Context, Office
from service.domain.calendar import DayOverride, WorkingCalendar
from service.domain.directory import Directory
from service.jobs.worker import Worker
from service.persistence.ids import new_id
from service.persistence.models import Holiday
from service.practice.agenda import Agenda, MovedClock
from service.practice.neighbours import TOPICS, neighbours
from service.queries import inbox
from service.queries.inbox import TaskLine

Answers = Mapping[str, Any]


class Play(Protocol):
    """How one case goes on: what people answer when a task of it is theirs.

    ``rests`` tells that the case may go on by itself when no task of it is open: a timer runs.
    """

    rests: bool

    def pace(self, task: TaskLine) -> float:
        """Return how many office minutes it usually takes until somebody turns to the task."""

    def may_stand_in(self, person_id: str) -> bool:
        """Whether that deputy may act in this case for somebody who is away."""

    def answers(self, scene: "Scene", task: TaskLine, actor: str) -> Answers:
        """Return what the actor writes into the form of the task."""

    def refused(self, scene: "Scene", task: TaskLine) -> None:
        """Learn that the rules did not allow the answers; the next ones should differ."""


Adopt = Callable[["Scene", Context, TaskLine], Play]
Notice = Callable[["Scene", TaskLine], None]


@dataclass
class Scene:
    """``plays`` are the running cases; ``adopt`` says how those begun by a job go on.

    ``notice`` is told of every new task; ``waiting`` counts the open ones of each case.
    """

    office: Office
    clock: MovedClock
    agenda: Agenda
    chance: Random
    calendar: WorkingCalendar
    directory: Directory
    worker: Worker
    notice: Notice
    adopt: Mapping[str, Adopt]
    plays: dict[UUID, Play] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    waiting: Counter[UUID] = field(default_factory=Counter)
    seen: UUID = field(default_factory=new_id)

    def look_around(self) -> None:
        """See the directory as it is now."""
        with self.office.reading(SYSTEM) as ctx:
            self.directory = ctx.directory

    def look_for_tasks(self, ctx: Context) -> None:
        """Take notice of every task that was opened since the last look."""
        found = inbox.PAGE
        while found == inbox.PAGE:
            lines = inbox.find_tasks(ctx, after=self.seen)
            found = len(lines)
            for line in lines:
                self._meet(ctx, line)

    def forget(self, task: TaskLine) -> None:
        """Let go of a completed task, and of its case if nothing more will come of it."""
        case = task.instance_id
        self.waiting[case] -= 1
        if self.waiting[case] == 0 and not self.plays[case].rests:
            del self.waiting[case], self.plays[case]

    def work_off_jobs(self) -> None:
        """Do the jobs that are due, and take notice of what they opened."""
        if self.worker.work_off():
            with self.office.reading(SYSTEM) as ctx:
                self.look_for_tasks(ctx)

    def office_time(self, median_minutes: float, *, spread: float = 1.0) -> datetime:
        """Return a moment in office hours about so many office minutes from now: often less, at times far more."""
        minutes = median_minutes * math.exp(self.chance.gauss(0, spread))
        return self.calendar.add_business_time(self.clock.now, timedelta(minutes=min(minutes, 5 * 8 * 60)))

    def _meet(self, ctx: Context, line: TaskLine) -> None:
        self.seen = line.id
        if line.instance_id not in self.plays:
            self.plays[line.instance_id] = self.adopt[line.process_key](self, ctx, line)
        self.waiting[line.instance_id] += 1
        self.notice(self, line)


def open_scene(
    office: Office, begin: datetime, seed: int, notice: Notice, adopt: Mapping[str, Adopt]
) -> Scene:
    """Return a scene in that office at that moment; the office keeps its own clock."""
    clock = MovedClock(begin)
    moved = replace(office, clock=clock, topics=office.topics | TOPICS, wake=lambda: None)
    with moved.reading(SYSTEM) as ctx:
        calendar, directory = _calendar(ctx), ctx.directory
    return Scene(
        office=moved,
        clock=clock,
        agenda=Agenda(clock),
        chance=Random(seed),  # noqa: S311  a play that must be repeatable, no secret
        calendar=calendar,
        directory=directory,
        worker=Worker(moved, neighbours()),
        notice=notice,
        adopt=adopt,
    )


def _calendar(ctx: Context) -> WorkingCalendar:
    """Return the office's calendar: the country's holidays and the rows of the office."""
    rows = ctx.session.scalars(select(Holiday).where(Holiday.tenant_id == ctx.tenant).order_by(Holiday.day))
    overrides = tuple(DayOverride(row.day, row.is_working_day, row.name) for row in rows)
    return WorkingCalendar(ctx.office.zone, overrides=overrides)
