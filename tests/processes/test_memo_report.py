"""Stories of the memo report (F07). P061 맹도현 reports to P059 은태겸, copy to P060 좌하엘."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from service.commands import memos
from service.context import SYSTEM
from service.domain.errors import Invalid, NotPermitted
from service.persistence.models import Directive
from service.queries import office as office_queries
from tests.support.practice import Practice

MEMO = {
    "kind": "단순보고",
    "recipients": ["P059"],
    "cc": ["P060"],
    "title": "오전 상황 보고",
    "body": "특이사항 없음. 접수 4건, 모두 처리함.",
}


@pytest.fixture
def office() -> Practice:
    return Practice()


def send(office: Practice, **answers):
    case = office.start("memo_report", {**MEMO, **answers}, by="P061")
    return case, case.variables["memo_id"]


def view(office: Practice, memo_id: str, reader: str):
    with office.office.reading(reader) as ctx:
        return office_queries.memo(ctx, UUID(memo_id))


def test_a_memo_is_read_by_everyone_it_is_for(office):
    case, memo_id = send(office, recipients=["P059", "P055"])

    case.complete("read", {"action": "read"}, by="P059")
    assert not case.ended
    case.complete("read", {"action": "read"}, by="P055")

    assert case.ended
    receipts = {r.person_id: r.action for r in view(office, memo_id, "P061").receipts}
    assert receipts == {"P059": "read", "P055": "read", "P060": None}


def test_opening_a_memo_leaves_a_read_mark_once(office):
    _, memo_id = send(office)
    first = office.clock.now
    with office.acting("P060") as ctx:
        memos.mark_read(ctx, UUID(memo_id))
    office.advance(hours=1)

    with office.acting("P060") as ctx:
        memos.mark_read(ctx, UUID(memo_id))

    marks = {r.person_id: r.read_at for r in view(office, memo_id, "P061").receipts}
    assert marks == {"P059": None, "P060": first}


def test_an_opinion_stays_with_the_memo(office):
    case, memo_id = send(office)

    case.complete("read", {"action": "opinion", "text": "접수 건수를 표로 주세요."}, by="P059")

    [receipt] = [r for r in view(office, memo_id, "P061").receipts if r.person_id == "P059"]
    assert (receipt.action, receipt.text) == ("opinion", "접수 건수를 표로 주세요.")


def test_an_opinion_needs_words(office):
    case, _ = send(office)

    with pytest.raises(Invalid) as refused:
        case.complete("read", {"action": "opinion", "text": " "}, by="P059")

    assert "text" in refused.value.messages


def test_a_directive_given_in_answer_is_registered_with_its_words(office):
    case, memo_id = send(office, recipients=["P053"])

    case.complete("read", {"action": "directive", "text": "매주 보고할 것"}, by="P053")

    [follow_up] = office.cases("directive_follow_up")
    assert follow_up.active_elements == ["assign"]
    with office.office.reading(SYSTEM) as ctx:
        [directive] = office_queries.directives(ctx)
    assert isinstance(directive, Directive)
    assert (directive.issuer_id, directive.original_text) == ("P053", "매주 보고할 것")
    assert str(directive.source_memo_id) == memo_id


def test_below_a_bureau_head_an_answer_is_an_opinion_and_no_directive(office):
    case, _ = send(office)

    with pytest.raises(Invalid) as refused:
        case.complete("read", {"action": "directive", "text": "매주 보고할 것"}, by="P059")

    assert "action" in refused.value.messages


def test_a_memo_passed_on_reaches_the_next_person(office):
    case, _ = send(office)

    case.complete("read", {"action": "forward", "forward_to": "P053", "text": "보고드립니다."}, by="P059")

    assert [t.title for t in office.inbox("P053")] == ["전달: 오전 상황 보고"]


def test_a_document_asked_for_waits_as_a_draft_with_the_memo_s_text(office):
    case, _ = send(office)

    case.complete("read", {"action": "document", "text": "정식 보고로 올려 주세요."}, by="P059")

    [draft] = [t for t in office.inbox("P061") if t.element_id == "draft"]
    assert draft.title == "오전 상황 보고"


def test_others_do_not_see_it(office):
    _, memo_id = send(office)

    with pytest.raises(NotPermitted):
        view(office, memo_id, "P008")


@pytest.mark.parametrize("recipient", ["P061", "P045"])
def test_a_memo_to_oneself_or_to_somebody_on_long_leave_is_refused(office, recipient):
    with pytest.raises(Invalid) as refused:
        send(office, recipients=[recipient])

    assert "recipients" in refused.value.messages


def test_a_private_memo_is_not_for_a_deputy(office):
    """노해인 stands in for 강단우, who travels on 1 December (A01)."""
    case, memo_id = send(office, kind="비공개보고", recipients=["P053"], cc=[])
    office.advance_to(datetime(2026, 12, 1, 1, 0, tzinfo=UTC))

    with pytest.raises(NotPermitted):
        view(office, memo_id, "P054")
    with pytest.raises(NotPermitted):
        case.complete("read", {"action": "read"}, by="P054")
    case.complete("read", {"action": "read"}, by="P053")

    assert case.ended
