"""The life of a document: who may do what, when, and what is asked before it is submitted."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.approval_steps import StepKind
from service.domain.disclosure import GROUNDS, Disclosure, DisclosureKind, check_disclosure
from service.domain.document_cards import DocumentCard, card_problems, check_card
from service.domain.documents import (
    DocumentAction,
    DocumentState,
    Situation,
    allowed,
    check_may,
    check_reason,
    may,
    moved,
    next_states,
)
from service.domain.errors import Conflict, Invalid, NotPermitted
from service.domain.register import RegisterNumber, number_with_date
from service.domain.retention import Retention, parse_retention, retention_end, retention_start
from tests.domain.ministry import rows

CARD = DocumentCard(
    title="2027년 안전점검 시행계획",
    body="1. 관련: 안전정책총괄과-1183",
    summary="점검 대상과 시기를 정한다.",
    keywords=("안전점검", "2027"),
    unit_task="UT-1004",
    retention=Retention.YEARS_5,
    disclosure=Disclosure(DisclosureKind.OPEN),
)

states = st.sampled_from(DocumentState)
situations = st.builds(
    Situation, states, st.booleans(), st.none() | st.sampled_from(StepKind), st.booleans(), st.booleans()
)


def test_document_goes_from_drafting_to_transfer():
    life = [
        DocumentState.DRAFTING,
        DocumentState.IN_PROGRESS,
        DocumentState.REGISTERED,
        DocumentState.FILED,
        DocumentState.TRANSFERRED,
    ]

    for state, to in pairwise(life):
        assert moved(state, to) is to


def test_registered_document_never_becomes_a_draft_again():
    with pytest.raises(Conflict):
        moved(DocumentState.REGISTERED, DocumentState.DRAFTING)


def test_returned_document_is_kept():
    assert DocumentState.DISCARDED not in next_states(DocumentState.RETURNED)
    assert DocumentState.DISCARDED not in next_states(DocumentState.WITHDRAWN)


@given(situations)
def test_nobody_edits_a_document_that_is_registered(situation):
    finished = replace(situation, state=DocumentState.REGISTERED)

    assert allowed(finished).isdisjoint({DocumentAction.EDIT, DocumentAction.APPROVE_WITH_EDIT})


@given(states, st.booleans())
def test_cooperator_never_edits_nor_returns(state, opened):
    situation = Situation(state, step=StepKind.COOPERATION_PARALLEL, next_has_opened=opened)

    forbidden = {DocumentAction.EDIT, DocumentAction.APPROVE_WITH_EDIT, DocumentAction.RETURN}
    assert allowed(situation).isdisjoint(forbidden)


@given(situations, st.sampled_from(DocumentAction))
def test_check_raises_exactly_where_the_predicate_says_no(situation, action):
    if may(action, situation):
        check_may(action, situation)
        return
    with pytest.raises((NotPermitted, Conflict)):
        check_may(action, situation)


def test_stranger_may_do_nothing():
    assert all(not allowed(Situation(state)) for state in DocumentState)


def test_drafter_withdraws_until_the_next_person_opened_it():
    unopened = Situation(DocumentState.IN_PROGRESS, is_drafter=True)
    opened = replace(unopened, next_has_opened=True)

    check_may(DocumentAction.WITHDRAW, unopened)
    check_may(DocumentAction.REQUEST_WITHDRAWAL, opened)
    with pytest.raises(Conflict, match="opened"):
        check_may(DocumentAction.WITHDRAW, opened)


def test_drafter_of_a_finished_document_gets_a_conflict_and_a_stranger_a_refusal():
    with pytest.raises(Conflict):
        check_may(DocumentAction.SUBMIT, Situation(DocumentState.REGISTERED, is_drafter=True))
    with pytest.raises(NotPermitted):
        check_may(DocumentAction.SUBMIT, Situation(DocumentState.DRAFTING))


def test_reviewer_holds_and_resumes():
    reviewing = Situation(DocumentState.IN_PROGRESS, step=StepKind.REVIEW)
    holding = replace(reviewing, state=DocumentState.HELD)

    assert may(DocumentAction.HOLD, reviewing)
    assert not may(DocumentAction.RESUME, reviewing)
    assert may(DocumentAction.RESUME, holding)
    assert not may(DocumentAction.HOLD, holding)


def test_absent_decider_acknowledges_afterwards():
    situation = Situation(DocumentState.REGISTERED, is_post_report_receiver=True)

    assert allowed(situation) == {DocumentAction.ACKNOWLEDGE}


def test_return_needs_a_reason():
    check_reason(DocumentAction.APPROVE, "")
    with pytest.raises(Invalid):
        check_reason(DocumentAction.RETURN, "  ")


def test_complete_card_may_be_submitted():
    check_card(CARD)


def test_empty_card_names_every_missing_field():
    problems = card_problems(DocumentCard(title="", body=""))

    assert set(problems) == {
        "title",
        "body",
        "summary",
        "keywords",
        "unit_task",
        "retention",
        "disclosure",
    }


def test_closed_card_without_ground_is_refused():
    card = replace(CARD, disclosure=Disclosure(DisclosureKind.CLOSED))

    with pytest.raises(Invalid) as raised:
        check_card(card)

    assert list(raised.value.messages) == ["disclosure_grounds"]


def test_ground_five_asks_for_a_day_of_review():
    disclosure = Disclosure(DisclosureKind.CLOSED, (5,))

    assert list(disclosure.problems()) == ["review_on"]
    check_disclosure(replace(disclosure, review_on=date(2027, 3, 1)))


def test_partly_open_asks_for_the_closed_parts():
    assert list(Disclosure(DisclosureKind.PARTIAL, (6,)).problems()) == ["closed_parts"]


def test_open_document_has_no_ground():
    assert Disclosure(DisclosureKind.OPEN, (6,)).problems()


def test_unknown_ground_is_named():
    problems = Disclosure(DisclosureKind.CLOSED, (9,)).problems()

    assert "9 is no ground" in problems["disclosure_grounds"][0]


@pytest.mark.parametrize("row", list(rows("delegation_rules")), ids=lambda row: row["rule_id"])
def test_defaults_of_the_delegation_rules_are_known(row):
    assert str(Disclosure.parse(row["default_disclosure"])) == row["default_disclosure"]
    assert parse_retention(row["default_retention"]).label_en


@pytest.mark.parametrize("text", ["", "비밀", "비공개()", "부분공개(5"])
def test_unknown_disclosure_is_refused(text):
    with pytest.raises(Invalid):
        Disclosure.parse(text)


def test_every_ground_has_both_languages():
    assert sorted(GROUNDS) == list(range(1, 9))
    assert all(ground.ko and ground.en for ground in GROUNDS.values())


def test_unknown_retention_is_refused():
    with pytest.raises(Invalid):
        parse_retention("7년")


def test_retention_runs_from_new_year():
    done = date(2026, 12, 1)

    assert retention_start(done) == date(2027, 1, 1)
    assert retention_end(Retention.YEARS_5, done) == date(2031, 12, 31)
    assert retention_end(Retention.PERMANENT, done) is None


def test_register_number_is_written_with_the_name_of_the_unit():
    number = RegisterNumber("안전정책총괄과", 1184)

    assert str(number) == "안전정책총괄과-1184"
    assert number_with_date(number, date(2026, 12, 1)) == "안전정책총괄과-1184(2026. 12. 1.)"


@given(
    st.sampled_from([row["name"] for row in rows("org_units")]) | st.just("가-나 과"),
    st.integers(1, 10**9),
)
def test_register_number_is_read_as_it_is_written(unit, serial):
    number = RegisterNumber(unit, serial)

    assert RegisterNumber.parse(str(number)) == number


@pytest.mark.parametrize("text", ["", "1184", "안전정책총괄과", "안전정책총괄과-", "안전정책총괄과-0", "-1"])
def test_other_text_is_no_register_number(text):
    with pytest.raises(Invalid):
        RegisterNumber.parse(text)


def test_serial_begins_with_one():
    with pytest.raises(Invalid):
        RegisterNumber("안전정책총괄과", 0)


def test_incomplete_disclosure_is_refused():
    with pytest.raises(Invalid):
        check_disclosure(Disclosure(DisclosureKind.CLOSED))


def test_card_names_what_is_too_long_or_repeated():
    card = replace(CARD, title="가" * 201, keywords=("안전", "안전"))

    assert list(card_problems(card)) == ["title", "keywords"]
