"""Who may work on a task: the one who may, the one who stands in, the one who must not."""

from dataclasses import dataclass

import pytest

from service.domain.approval_steps import Capacity
from service.domain.assignment import (
    ActsAs,
    acting_for,
    check_may_assign,
    check_may_claim,
    check_may_work_on,
    grants_of,
    may_claim,
    may_work_on,
)
from service.domain.errors import NotPermitted
from tests.domain.ministry import ministry, moment

OFFICE = moment("2026-11-30T10:00")
TRIP = moment("2026-12-01T10:00")


@dataclass(frozen=True)
class Task:
    assignee: str | None = None
    candidate_groups: tuple[str, ...] = ()
    candidate_users: tuple[str, ...] = ()


def names(person_id, at=OFFICE):
    return ministry().principals_of(person_id, at)


def test_assignee_may_work_on_the_task_and_others_may_not():
    task = Task(assignee="P053", candidate_groups=("approver",))

    assert may_work_on(task, names("P053"))
    with pytest.raises(NotPermitted):
        check_may_work_on(task, names("P054"))


def test_deputy_may_work_on_it_only_while_the_assignee_is_away():
    task = Task(assignee="P053")

    assert may_work_on(task, names("P054", TRIP))
    assert not may_work_on(task, names("P054", OFFICE))
    assert not may_work_on(task, names("P059", TRIP))


def test_candidates_are_users_groups_and_posts():
    task = Task(candidate_groups=("directive_coordinator", "post:9990212"), candidate_users=("P001",))

    assert grants_of(task) == {"group:directive_coordinator", "post:9990212", "user:P001"}
    assert all(may_work_on(task, names(person)) for person in ("P028", "P043", "P001"))
    assert not may_work_on(task, names("P027"))


def test_task_without_candidates_is_for_nobody():
    with pytest.raises(NotPermitted, match="nobody"):
        check_may_work_on(Task(), names("P001"))


def test_only_a_candidate_claims_and_only_what_is_free():
    free = Task(candidate_groups=("mailroom",))

    assert may_claim(free, names("P014"))
    with pytest.raises(NotPermitted):
        check_may_claim(free, names("P013"))
    with pytest.raises(NotPermitted, match="already with P014"):
        check_may_claim(Task(assignee="P014", candidate_groups=("mailroom",)), names("P014"))


def test_task_is_given_away_by_its_assignee_or_an_administrator():
    task = Task(assignee="P054")

    check_may_assign(task, names("P054"))
    check_may_assign(task, names("P027"))
    with pytest.raises(NotPermitted):
        check_may_assign(task, names("P055"))


def test_own_work_is_done_as_oneself():
    assert acting_for(Task(assignee="P054"), "P054", ministry(), TRIP) == ActsAs(Capacity.INCUMBENT)


def test_work_of_an_absent_person_is_done_for_them():
    assert acting_for(Task(assignee="P053"), "P054", ministry(), TRIP) == ActsAs(Capacity.DEPUTY, "P053")


def test_work_of_a_vacant_post_is_done_as_acting_head():
    task = Task(candidate_groups=("post:9990212",))

    assert acting_for(task, "P043", ministry(), OFFICE) == ActsAs(Capacity.ACTING)


def test_work_of_the_post_is_done_for_its_sick_head_by_the_standing_order():
    task = Task(candidate_groups=("post:9990221",))

    assert acting_for(task, "P048", ministry(), TRIP) == ActsAs(Capacity.DEPUTY, "P047")


def test_stranger_acts_for_nobody():
    with pytest.raises(NotPermitted):
        acting_for(Task(assignee="P053"), "P057", ministry(), TRIP)
