"""What a newcomer finds on the first day."""

import pytest
from sqlalchemy import select

from service.context import SYSTEM
from service.domain.errors import NotFound
from service.persistence.models import Document, UserTask
from service.practice import today
from service.queries import inbox, instances
from tests.practice.conftest import open_office, set_up


def open_for(office, person):
    with office.reading(person) as ctx:
        page = inbox.open_tasks(ctx, ctx.directory.principals_of(person, ctx.now))
    return [(line.process_key, line.element_id) for line in page.lines]


def test_work_waits_for_people_in_many_places(first_day):
    head, clerk, director = (open_for(first_day, person) for person in ("P054", "P057", "P053"))

    assert {("internal_approval", "decide"), ("internal_approval", "review"), ("memo_report", "read")} <= set(
        head
    )
    assert {("internal_approval", "draft"), ("internal_approval", "coordinate")} <= set(clerk)
    assert ("directive_follow_up", "confirm") in director
    assert open_for(first_day, "P028") == [("directive_follow_up", "assign")]
    with first_day.reading(SYSTEM) as ctx:
        assert instances.count_running(ctx) >= 25
        assert instances.incidents(ctx) == []


def test_everything_happened_before_now(first_day):
    now = first_day.clock()
    with first_day.reading(SYSTEM) as ctx:
        tasks = ctx.session.scalars(select(UserTask)).all()
        registered = ctx.session.scalars(select(Document).where(Document.number.is_not(None))).all()

    assert all(task.created_at < now for task in tasks)
    assert len(registered) >= 5


def test_what_is_on_hold_is_held_still(first_day):
    with first_day.reading(SYSTEM) as ctx:
        held = ctx.session.scalars(select(UserTask).where(UserTask.held_at.is_not(None))).one()

    assert held.held_until > first_day.clock()


def test_preparing_again_adds_nothing(first_day):
    with first_day.reading(SYSTEM) as ctx:
        before = len(instances.all_ids(ctx))

    today.prepare(first_day, first_day.clock())

    with first_day.reading(SYSTEM) as ctx:
        assert len(instances.all_ids(ctx)) == before


@pytest.mark.parametrize("days", [-8, 33])
def test_it_can_be_prepared_on_any_day(sqlite_database, clock, days):
    clock.advance(days=days)
    with open_office(sqlite_database, clock) as office:
        set_up(office)

        today.prepare(office, clock.now)

        with office.reading(SYSTEM) as ctx:
            assert instances.count_running(ctx) >= 25


def test_an_office_without_a_ministry_says_so(office, clock):
    with pytest.raises(NotFound):
        today.prepare(office, clock.now)
