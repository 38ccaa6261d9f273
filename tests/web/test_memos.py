"""Memos as their writer, their readers and others see them."""

from datetime import timedelta

import pytest
from flask import Flask

from service.persistence.models import AbsenceRow, Tenant
from tests.support.desk import Desk, application, finish, words_of
from tests.support.practice import Practice

WRITER, HEAD, CHIEF, READER_OF_COPY, STRANGER = "P039", "P037", "P035", "P038", "P057"
TITLE = "무더위쉼터 야간 개방 건의"


@pytest.fixture
def practice() -> Practice:
    return Practice()


@pytest.fixture
def app(practice: Practice) -> Flask:
    return application(practice)


@pytest.fixture
def memo(practice: Practice, app: Flask) -> str:
    """The address of a memo that was just sent."""
    answers = {
        "kind": "지시요청",
        "recipients": [HEAD, CHIEF],
        "cc": [READER_OF_COPY],
        "title": TITLE,
        "body": "8월 말까지\n22시로 늘립니다.",
    }
    practice.start("memo_report", answers, by=WRITER)
    desk = Desk(app, WRITER)
    return desk.follow(desk.open("/memos?box=sent"), "memos", TITLE)


def test_a_received_memo_is_marked_until_it_is_opened(app, memo):
    reader = Desk(app, HEAD)

    before = words_of(reader.open("/memos"))
    reader.open(memo)
    after = words_of(reader.open("/memos"))

    assert f"Unread: {TITLE}" in before
    assert "Received memos 1" in before
    assert TITLE in after
    assert "Unread" not in after


def test_the_writer_sees_who_has_read_it(app, memo):
    writer = Desk(app, WRITER)
    assert "read by 0 of 3" in words_of(writer.open(memo))

    Desk(app, HEAD).open(memo)
    Desk(app, READER_OF_COPY).open(memo)

    assert "read by 2 of 3" in words_of(writer.open(memo))
    assert "read by 2 of 3" in words_of(writer.open("/memos?box=sent"))


def test_the_writer_opening_it_counts_for_nobody(app, memo):
    writer = Desk(app, WRITER)

    writer.open(memo)

    assert "read by 0 of 3" in words_of(writer.open(memo))


def test_a_reader_is_led_to_their_answer_and_the_writer_is_not(app, memo):
    assert 'href="/inbox/' in Desk(app, HEAD).open(memo)
    assert 'href="/inbox/' not in Desk(app, WRITER).open(memo)


def test_reading_it_in_the_inbox_counts_as_well(app, practice, memo):
    (task,) = practice.inbox(HEAD)

    Desk(app, HEAD).open(f"/inbox/{task.id}")

    assert "read by 1 of 3" in words_of(Desk(app, WRITER).open(memo))


def test_answers_stand_beside_their_readers(app, practice, memo):
    finish(practice, HEAD, "read", action="opinion", text="예산을 함께 보아 주시기 바랍니다.")

    page = words_of(Desk(app, WRITER).open(memo))

    assert "Opinion" in page
    assert "예산을 함께 보아 주시기 바랍니다." in page


def test_a_directive_given_in_answer_is_linked(app, practice, memo):
    finish(practice, HEAD, "read", action="read")
    finish(practice, CHIEF, "read", action="directive", text="모두 열 것", due="2026-12-10")
    writer = Desk(app, WRITER)

    directive = writer.follow(writer.open(memo), "directives", TITLE)

    assert "모두 열 것" in writer.open(directive)
    assert memo in writer.open(directive)


def test_a_document_asked_for_is_linked(app, practice, memo):
    finish(practice, HEAD, "read", action="document", text="문서로 올릴 것")
    writer = Desk(app, WRITER)

    assert writer.follow(writer.open(memo), "documents", TITLE)


def test_somebody_else_may_not_read_it(app, memo):
    stranger = Desk(app, STRANGER)

    stranger.open(memo, status=403)

    assert TITLE not in stranger.open("/memos")


@pytest.mark.parametrize(("kind", "status"), [("단순보고", 200), ("비공개보고", 403)])
def test_a_deputy_reads_for_an_absent_receiver_except_what_is_private(app, practice, kind, status):
    with practice.acting() as ctx:
        ctx.session.add(
            AbsenceRow(
                tenant_id=ctx.tenant,
                id="A-test",
                person_id=HEAD,
                kind="출장",
                starts_at=ctx.now,
                ends_at=ctx.now + timedelta(days=1),
                deputy_id=STRANGER,
            )
        )
        ctx.session.get_one(Tenant, ctx.tenant).directory_revision += 1
    practice.start(
        "memo_report", {"kind": kind, "recipients": [HEAD], "title": TITLE, "body": "본문"}, by=WRITER
    )
    writer = Desk(app, WRITER)

    address = writer.follow(writer.open("/memos?box=sent"), "memos", TITLE)
    Desk(app, STRANGER).open(address, status=status)

    assert "read by 0 of 1" in words_of(writer.open(address))


def test_markup_in_a_memo_is_text(app, practice):
    answers = {"kind": "단순보고", "recipients": [HEAD], "title": "<b>굵게</b>", "body": "<script>x</script>"}
    practice.start("memo_report", answers, by=WRITER)
    reader = Desk(app, HEAD)

    listed = reader.open("/memos")
    page = reader.open(reader.follow(listed, "memos", "&lt;b&gt;굵게&lt;/b&gt;"))

    assert "&lt;script&gt;x&lt;/script&gt;" in page


@pytest.mark.parametrize("query", ["?box=none", "?before=nonsense", "?box=sent&before="])
def test_an_address_that_asks_for_nonsense_shows_the_list(app, memo, query):
    assert "Memos" in Desk(app, HEAD).open(f"/memos{query}")


def test_the_page_speaks_korean_to_those_who_read_it(app, memo):
    page = words_of(Desk(app, HEAD, "ko").open("/memos"))

    assert "메모보고" in page
    assert "받은 메모" in page
