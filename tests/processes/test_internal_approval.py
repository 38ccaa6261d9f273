"""Stories of the internal approval (F01), one for each way through the model.

P057 추아린 drafts in 안전정책총괄과; P055 빈서윤 leads her team, P054 노해인 heads the division, P053
강단우 the bureau. A plan of ordinary weight is the bureau head's to decide (rule D04).
"""

from datetime import UTC, datetime, timedelta

import pytest

from service.commands import user_tasks
from service.context import SYSTEM
from service.domain.errors import Conflict, Invalid, NotPermitted
from service.queries import instances as instance_queries
from service.testing import MovingClock
from tests.support.practice import DRAFT, Practice

APPROVE = {"outcome": "approve"}


@pytest.fixture
def office() -> Practice:
    return Practice()


def outcomes(office: Practice, document_id) -> list[tuple[str, str | None, str]]:
    return [(s.kind, s.acted_by, s.state) for s in office.card(document_id, "P057").steps]


def test_a_document_is_drafted_reviewed_decided_and_gets_its_number(office):
    document_id = office.draft("P057")

    office.act("P055", document_id, "review", APPROVE)
    office.act("P054", document_id, "review", APPROVE)
    office.act("P053", document_id, "decide", APPROVE)

    document = office.document(document_id)
    assert (document.state, document.rule_id) == ("결재완료", "D04")
    assert document.number == "안전정책총괄과-1181"
    assert outcomes(office, document_id) == [
        ("기안", "P057", "done"),
        ("검토", "P055", "done"),
        ("검토", "P054", "done"),
        ("결재", "P053", "done"),
    ]
    assert office.running() == 0


def test_registration_is_handed_to_the_records_system_once_by_key(office):
    document_id = office.draft("P057")
    for person, element in (("P055", "review"), ("P054", "review"), ("P053", "decide")):
        office.act(person, document_id, element, APPROVE)

    [call] = office.neighbours.calls

    assert call.topic == "records.register_document"
    assert call.payload["number"] == "안전정책총괄과-1181"
    assert call.key.startswith(str(office.document(document_id).instance_id))


def test_a_reviewer_edits_and_both_versions_stay(office):
    document_id = office.draft("P057")

    edited = {
        **APPROVE,
        "edited_body": "1. 추진 배경\n2. 주요 내용(고침)  끝.",
        "opinion": "표현을 고쳤습니다.",
    }
    office.act("P055", document_id, "review", edited)

    card = office.card(document_id, "P057")
    assert [(v.version, v.author_id, v.reason) for v in card.versions] == [
        (1, "P057", "draft"),
        (2, "P055", "edit"),
    ]
    assert card.versions[0].content["body"] == DRAFT["body"]
    assert card.content["body"].startswith("1. 추진 배경\n2. 주요 내용(고침)")
    assert [(o.author_id, o.kind, o.text) for o in card.opinions] == [
        ("P055", "approve", "표현을 고쳤습니다.")
    ]
    assert (card.steps[1].version_read, card.steps[1].version_out) == (1, 2)


def test_unchanged_edit_fields_make_no_version(office):
    document_id = office.draft("P057")

    office.act(
        "P055",
        document_id,
        "review",
        {**APPROVE, "edited_title": DRAFT["title"], "edited_body": DRAFT["body"]},
    )

    assert len(office.card(document_id, "P057").versions) == 1


def test_a_returned_document_is_redrafted_on_a_new_line_and_keeps_its_past(office):
    document_id = office.draft("P057")
    office.act("P055", document_id, "review", APPROVE)
    office.act("P054", document_id, "review", {"outcome": "return", "opinion": "예산을 밝혀 주세요."})
    assert office.document(document_id).state == "반려"

    office.act("P057", document_id, "draft", {**DRAFT, "body": "1. 추진 배경\n2. 예산  끝."})

    card = office.card(document_id, "P057")
    assert card.document.round == 2
    assert [v.version for v in card.versions] == [1, 2]
    assert [o.text for o in card.opinions] == ["예산을 밝혀 주세요."]
    assert {step.state for step in card.earlier} == {"done", "dropped"}
    assert [step.person_id for step in card.steps if step.state == "active"] == ["P055"]


def test_a_return_without_a_reason_is_refused(office):
    document_id = office.draft("P057")

    with pytest.raises(Invalid) as refused:
        office.act("P055", document_id, "review", {"outcome": "return"})

    assert list(refused.value.messages) == ["opinion"]
    assert office.document(document_id).state == "진행중"


def test_parallel_cooperation_is_asked_at_once_and_a_refusal_comes_back_to_the_drafter(office):
    document_id = office.draft("P057", work_type="BASIC_PLAN", grade="중요", retention="영구")
    office.act("P055", document_id, "review", APPROVE)
    office.act("P054", document_id, "review", APPROVE)

    active = {s.person_id for s in office.card(document_id, "P057").steps if s.state == "active"}
    assert active == {"P020", "P006"}
    office.act("P006", document_id, "cooperate", APPROVE)
    office.act("P020", document_id, "cooperate", {"outcome": "refuse", "opinion": "재원이 없습니다."})
    office.act("P057", document_id, "coordinate", {"outcome": "proceed", "opinion": "재원을 협의했습니다."})

    assert office.inbox_task("P053", f"document:{document_id}", "review")


def test_a_cooperator_cannot_edit(office):
    document_id = office.draft("P057", work_type="BASIC_PLAN", grade="중요", retention="영구")
    office.act("P055", document_id, "review", APPROVE)
    office.act("P054", document_id, "review", APPROVE)

    office.act("P006", document_id, "cooperate", {**APPROVE, "edited_body": "바꿈"})

    assert len(office.card(document_id, "P057").versions) == 1


def test_the_person_is_bound_when_the_step_becomes_active(office):
    """강단우 travels on 1 December: what he would have decided falls to his deputy 노해인 (A01)."""
    document_id = office.draft("P057")
    office.act("P055", document_id, "review", APPROVE)
    preview = [s.person_id for s in office.card(document_id, "P057").steps]
    office.advance_to(datetime(2026, 12, 1, 1, 0, tzinfo=UTC))

    office.act("P054", document_id, "review", APPROVE)
    office.act("P054", document_id, "decide", APPROVE)

    assert preview[-1] == "P053"
    last = office.card(document_id, "P057").steps[-1]
    assert (last.acted_by, last.holder_id, list(last.marks)) == ("P054", "P053", ["전결", "대결"])
    assert "출장" in last.reason["ko"]


def test_hold_stops_the_work_where_it_is_and_says_until_when(office):
    document_id = office.draft("P057")
    task = office.inbox_task("P055", f"document:{document_id}", "review")

    with office.acting("P055") as ctx:
        user_tasks.hold(ctx, task.id, "회신을 기다림", ctx.now + timedelta(days=2))

    held = office.inbox_task("P055", f"document:{document_id}", "review")
    assert held.held_until == office.clock.now + timedelta(days=2)
    office.act("P055", document_id, "review", APPROVE)
    assert office.inbox_task("P054", f"document:{document_id}", "review")


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"work_type": "EXPENSE", "grade": None, "amount": None}, "amount"),
        ({"grade": "과원"}, "grade"),
        ({"disclosure": "부분공개"}, "disclosure_clause"),
        ({"keywords": ""}, "keywords"),
    ],
)
def test_what_cannot_be_routed_or_filed_is_not_submitted(office, answers, field):
    document_id = office.begin("P057")

    with pytest.raises(Invalid) as refused:
        office.act("P057", document_id, "draft", {**DRAFT, **answers})

    assert field in refused.value.messages
    assert office.document(document_id).state == "작성중"


def test_nobody_else_may_review_or_read_it(office):
    document_id = office.draft("P057")
    task = office.inbox_task("P055", f"document:{document_id}", "review")

    with pytest.raises(NotPermitted), office.acting("P008") as ctx:
        user_tasks.complete(ctx, task.id, APPROVE)
    with pytest.raises(NotPermitted):
        office.card(document_id, "P008")


def test_the_second_of_two_completions_is_told_by_whom_and_when(office):
    document_id = office.draft("P057")
    task = office.inbox_task("P055", f"document:{document_id}", "review")
    office.act("P055", document_id, "review", APPROVE)

    with pytest.raises(Conflict) as told, office.acting("P055") as ctx:
        user_tasks.complete(ctx, task.id, APPROVE)

    assert told.value.facts["by"] == "P055"
    assert told.value.facts["at"] == office.clock.now


def test_an_after_report_does_not_hold_back_registration():
    """국회 서면질의(중요) on 1 December 15:00: decided by a deputy, reported to 차관 and 장관 (C12)."""
    office = Practice(clock=MovingClock(datetime(2026, 12, 1, 6, 0, tzinfo=UTC)))
    document_id = office.draft("P060", work_type="NA_ANSWER", grade="중요", retention="10년")
    office.act("P059", document_id, "review", APPROVE)
    office.act("P021", document_id, "cooperate", APPROVE)
    office.act("P018", document_id, "decide", APPROVE)

    assert office.document(document_id).state == "결재완료"
    office.act("P002", document_id, "acknowledge", {"opinion": "확인했습니다."})
    office.act("P001", document_id, "acknowledge", {})
    assert office.running() == 0


def test_a_draft_can_be_given_up(office):
    document_id = office.begin("P057")

    office.act("P057", document_id, "draft", {"outcome": "discard"})

    assert office.document(document_id).state == "삭제"
    assert office.running() == 0


def test_the_history_of_a_document_is_whole_and_says_who_did_what(office):
    document_id = office.draft("P057")
    for person, element in (("P055", "review"), ("P054", "review"), ("P053", "decide")):
        office.act(person, document_id, element, APPROVE)
    instance_id = office.document(document_id).instance_id

    with office.office.reading(SYSTEM) as ctx:
        verdict = instance_queries.verify(ctx, instance_id)
        lines = instance_queries.history(ctx, instance_id)

    assert verdict.intact
    done = [(line.element_id, line.actor) for line in lines if line.kind == "task.completed"]
    assert done == [("draft", "P057"), ("review", "P055"), ("review", "P054"), ("decide", "P053")]
    assert [line.element_id for line in lines if line.kind == "element.passed"][-1] == "registered"
