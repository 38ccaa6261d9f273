"""Somebody comes back while a document is on its way: found by playing months of the ministry."""

from datetime import timedelta

import pytest

from service.commands import instances, user_tasks
from service.context import SYSTEM
from service.domain.approval_line import LineError
from service.persistence.models import AbsenceRow, Document, Tenant
from service.queries import documents, inbox
from tests.practice.conftest import open_office, set_up

CARD = {
    "outcome": "submit",
    "title": "성과관리 용역 집행 품의",
    "work_type": "EXPENSE",
    "amount": 48_000_000,
    "summary": "용역을 집행한다.",
    "keywords": "용역",
    "body": "1. 용역을 집행하고자 합니다.  끝.",
    "unit_task": "UT-3001",
    "retention": "5년",
    "disclosure": "공개",
}
APPROVED = {"outcome": "approve"}


@pytest.fixture
def office(sqlite_database, clock):
    with open_office(sqlite_database, clock) as office:
        set_up(office)
        yield office


def is_away(office, person, deputy, hours):
    with office.transaction(SYSTEM) as ctx:
        until = ctx.now + timedelta(hours=hours)
        row = AbsenceRow(
            tenant_id=ctx.tenant, id="X", person_id=person, kind="출장", starts_at=ctx.now, ends_at=until
        )
        row.deputy_id = deputy
        ctx.session.add(row)
        ctx.session.get_one(Tenant, ctx.tenant).directory_revision += 1


def open_task(office, instance_id):
    with office.reading(SYSTEM) as ctx:
        (task,) = inbox.find_tasks(ctx, instance_id=instance_id)
    return task


def act(office, instance_id, answers):
    task = open_task(office, instance_id)
    with office.transaction(task.assignee) as ctx:
        user_tasks.complete(ctx, task.id, answers)
    return task.element_id, task.assignee


def test_a_review_left_out_for_a_deputy_comes_back_with_the_decider(office, clock):
    is_away(office, "P019", deputy="P020", hours=3)
    with office.transaction("P021") as ctx:
        instance_id = instances.start(ctx, "internal_approval", {})

    acted = [act(office, instance_id, CARD)]
    clock.advance(hours=4)
    acted += [act(office, instance_id, APPROVED) for _ in range(3)]

    assert acted == [("draft", "P021"), ("cooperate", "P012"), ("review", "P020"), ("decide", "P019")]
    with office.reading("P021") as ctx:
        document_id = documents.of_instance(ctx, instance_id)
        assert ctx.session.get_one(Document, (ctx.tenant, document_id)).number == "기획재정담당관-1880"


def test_who_designed_a_process_change_may_not_decide_on_it_for_the_absent_head_either(office):
    card = {**CARD, "work_type": "PROCESS_DEPLOY", "amount": None, "unit_task": "UT-3005"}
    with office.transaction("P026") as ctx:
        instance_id = instances.start(ctx, "internal_approval", {})
    act(office, instance_id, card)
    task = open_task(office, instance_id)
    is_away(office, "P025", deputy="P026", hours=3)

    with pytest.raises(LineError, match="must not decide"), office.transaction("P026") as ctx:
        user_tasks.complete(ctx, task.id, APPROVED)

    assert (task.element_id, task.assignee) == ("decide", "P025")
