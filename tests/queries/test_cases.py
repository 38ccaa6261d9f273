"""Lists of cases, memos and directives, on both databases."""

from collections.abc import Iterator

import pytest

from service.commands import incidents
from service.domain.directive_signals import Light
from service.domain.errors import NotPermitted
from service.persistence.database import open_database
from service.persistence.models import InstanceStatus
from service.queries import cases, directives, memos
from tests.support.desk import finish
from tests.support.practice import Practice

WRITER, READER, OTHER, ADMINISTRATOR, COORDINATOR = "P039", "P037", "P054", "P027", "P028"


@pytest.fixture
def practice(database: str) -> Iterator[Practice]:
    opened = open_database(database)
    yield Practice(opened)
    opened.close()


def send(practice: Practice, title: str) -> object:
    answers = {"kind": "단순보고", "recipients": [READER], "title": title, "body": "본문"}
    return practice.start("memo_report", answers, by=WRITER).id


def test_cases_are_for_those_who_have_a_part(practice):
    first = send(practice, "첫째")
    finish(practice, READER, "read", action="read")
    second = send(practice, "둘째")

    with practice.office.reading(READER) as ctx:
        assert [line.id for line in cases.lines(ctx)] == [second, first]
        assert [line.id for line in cases.lines(ctx, before=second)] == [first]
        assert [line.id for line in cases.lines(ctx, status=InstanceStatus.ENDED)] == [first]
        assert cases.case(ctx, first).instance.title == "첫째"
    with practice.office.reading(OTHER) as ctx:
        assert cases.lines(ctx, every=True) == ()
        with pytest.raises(NotPermitted):
            cases.case(ctx, first)
    with practice.office.reading(ADMINISTRATOR) as ctx:
        assert len(cases.lines(ctx, every=True)) == 2


def test_a_line_tells_who_has_the_work(practice):
    send(practice, "첫째")

    with practice.office.reading(WRITER) as ctx:
        (line,) = cases.lines(ctx)
        assert [task.assignee for task in line.tasks] == [READER]
        assert cases.own_tasks(ctx, line.id) == []
    with practice.office.reading(READER) as ctx:
        assert len(cases.own_tasks(ctx, line.id)) == 1


def test_what_is_stuck_is_known_until_it_is_resolved(practice):
    case = send(practice, "첫째")
    with practice.acting() as ctx:
        incident = incidents.open_incident(ctx, case, "job", "refused")

    with practice.office.reading(ADMINISTRATOR) as ctx:
        assert [(one.id, one.message) for one in cases.stuck(ctx)] == [(case, "refused")]
    with practice.acting(ADMINISTRATOR) as ctx:
        incidents.resolve(ctx, incident)
    with practice.office.reading(ADMINISTRATOR) as ctx:
        assert cases.stuck(ctx) == ()


def test_memos_come_latest_first_and_page_by_page(practice):
    for title in ("첫째", "둘째", "셋째"):
        send(practice, title)

    with practice.office.reading(READER) as ctx:
        page = memos.received(ctx, READER, limit=2)
        rest = memos.received(ctx, READER, before=page[-1].memo.id, limit=2)
        assert [line.memo.title for line in (*page, *rest)] == ["셋째", "둘째", "첫째"]
        assert memos.count_unread(ctx, READER) == 3
        assert memos.sent(ctx, READER) == ()


def test_directives_have_lights(practice):
    answers = {
        "issuer": "P035",
        "issuer_kind": "실장",
        "title": "점검",
        "text": "점검하라.",
        "due": "2026-12-01",
        "source": "간부회의",
        "disclosure": "공개",
    }
    practice.start("directive_follow_up", answers, by=COORDINATOR)
    practice.advance(days=5)

    with practice.office.reading(OTHER) as ctx:
        (line,) = directives.lines(ctx)
        assert line.signal.light is Light.RED
        assert directives.count_open(ctx) == 1
