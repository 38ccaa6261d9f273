"""Memos reach those who may read them, and only a superior answers with a directive."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.domain.errors import Conflict, Invalid, NotPermitted
from service.domain.memos import (
    MAX_BODY,
    Memo,
    MemoAction,
    MemoKind,
    ReceiptState,
    check_answer,
    check_may_answer,
    check_may_read,
    check_memo,
    may_read,
    receipt_after,
    urgent_deadline,
)
from tests.domain.ministry import ministry, moment

AT = moment("2026-12-01T10:00")
MEMO = Memo(
    MemoKind.DIRECTIVE_REQUEST,
    reporter_id="P039",
    recipients=("P037", "P036", "P035"),
    title="한파쉼터 야간 운영 인력 부족",
    body="방향을 정해 주십시오.",
    sent_at=moment("2026-11-30T17:20"),
)


def test_memo_in_order_is_sent():
    check_memo(MEMO, ministry())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"body": ""}, "body"),
        ({"body": "가" * (MAX_BODY + 1)}, "body"),
        ({"recipients": ()}, "recipients"),
        ({"recipients": ("P039",)}, "recipients"),
        ({"recipients": ("P045",)}, "recipients"),
        ({"recipients": ("P999",)}, "recipients"),
        ({"copies": ("P037",)}, "recipients"),
    ],
)
def test_memo_out_of_order_is_refused_at_its_field(changes, field):
    with pytest.raises(Invalid) as raised:
        check_memo(replace(MEMO, **changes), ministry())

    assert list(raised.value.messages) == [field]


def test_receivers_and_their_deputies_read_and_others_do_not():
    assert may_read(MEMO, "P035", ministry(), AT)
    assert may_read(replace(MEMO, recipients=("P053",)), "P054", ministry(), AT)
    with pytest.raises(NotPermitted):
        check_may_read(MEMO, "P057", ministry(), AT)


def test_deputy_does_not_read_a_private_memo():
    private = replace(MEMO, kind=MemoKind.PRIVATE, recipients=("P053",))

    assert may_read(private, "P053", ministry(), AT)
    assert not may_read(private, "P054", ministry(), AT)


def test_superior_answers_with_a_directive():
    check_may_answer(MEMO, "P035", MemoAction.DIRECTIVE, ministry(), AT)


def test_colleague_answers_with_an_opinion_and_not_with_a_directive():
    memo = replace(MEMO, recipients=("P034",))

    check_may_answer(memo, "P034", MemoAction.OPINION, ministry(), AT)
    with pytest.raises(NotPermitted):
        check_may_answer(memo, "P034", MemoAction.DIRECTIVE, ministry(), AT)


def test_copy_does_not_answer():
    with pytest.raises(NotPermitted):
        check_may_answer(replace(MEMO, copies=("P060",)), "P060", MemoAction.OPINION, ministry(), AT)


def test_nobody_answers_twice():
    answered = replace(MEMO, receipts={"P037": ReceiptState.ANSWERED})

    with pytest.raises(Conflict):
        check_may_answer(answered, "P037", MemoAction.FORWARD, ministry(), AT)


def test_reading_is_noted_and_never_undoes_an_answer():
    assert receipt_after(ReceiptState.UNREAD, MemoAction.READ) is ReceiptState.READ
    assert receipt_after(ReceiptState.READ, MemoAction.OPINION) is ReceiptState.ANSWERED
    assert receipt_after(ReceiptState.ANSWERED, MemoAction.READ) is ReceiptState.ANSWERED


def test_memo_is_closed_when_every_receiver_answered():
    receipts = dict.fromkeys(MEMO.recipients, ReceiptState.ANSWERED)

    assert replace(MEMO, receipts=receipts).is_closed
    assert not replace(MEMO, receipts={**receipts, "P036": ReceiptState.READ}).is_closed


def test_directive_needs_words_and_forwarding_a_receiver():
    check_answer(MemoAction.ACKNOWLEDGE, "")
    with pytest.raises(Invalid):
        check_answer(MemoAction.DIRECTIVE, " ")
    with pytest.raises(Invalid):
        check_answer(MemoAction.FORWARD, "보십시오")


def test_urgent_memo_is_read_within_ten_minutes():
    urgent = replace(MEMO, kind=MemoKind.URGENT)

    assert urgent_deadline(urgent) == MEMO.sent_at + timedelta(minutes=10)
    assert urgent_deadline(MEMO) is None
