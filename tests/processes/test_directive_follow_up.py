"""Stories of the directive follow-up (F08). P001 장관 directs, P028 assigns, P055 leads."""

import pytest

from service.context import SYSTEM
from service.domain.errors import Invalid
from service.queries import office as office_queries
from service.testing import Case
from tests.support.practice import Practice

DIRECTIVE = {
    "issuer_kind": "장관",
    "issuer": "P001",
    "title": "점검 결과를 국민이 쉽게 찾게 할 것",
    "text": "한곳에서 찾을 수 있게 하고 매주 보고할 것.",
    "due": "2027-03-31",
    "report_cycle": "P7D",
    "disclosure": "공개",
}
LEAD, ISSUER = "P055", "P001"


@pytest.fixture
def office() -> Practice:
    return Practice()


@pytest.fixture
def coordinator(office) -> str:
    return next(person.id for person in directory(office).people if "directive_coordinator" in person.roles)


def directory(office: Practice):
    with office.office.reading(SYSTEM) as ctx:
        return ctx.directory


def given(office: Practice, coordinator: str, **answers) -> Case:
    case = office.start("directive_follow_up", {**DIRECTIVE, **answers}, by="P004")
    case.complete("assign", {"lead": LEAD}, by=coordinator)
    return case


def state(office: Practice):
    with office.office.reading(SYSTEM) as ctx:
        [row] = office_queries.directives(ctx, open_only=False)
        return office_queries.directive(ctx, row.id)


def test_a_directive_is_followed_until_its_issuer_confirms(office, coordinator):
    case = given(office, coordinator)
    case.complete("accept", {"accepted": True}, by=LEAD)
    case.complete("plan", {"plan": "공개 항목을 정하고 누리집을 고침"}, by=LEAD)
    assert case.active_elements == ["next_report"]

    office.advance(days=7)
    case.complete("report", {"progress": 40, "text": "항목 확정"}, by=LEAD)
    office.advance(days=7)
    case.complete("report", {"progress": 100, "text": "누리집 개편", "finished": True}, by=LEAD)
    case.complete("confirm", {"confirmed": True, "opinion": "수고했습니다."}, by=ISSUER)

    assert case.ended
    assert (state(office).directive.state, state(office).directive.progress) == ("완료", 100)
    assert [r.kind for r in state(office).reports] == [
        "배정",
        "수용",
        "추진계획",
        "실적 보고",
        "완료 보고",
        "완료 승인",
    ]


def test_the_report_is_asked_for_on_the_day_and_not_before(office, coordinator):
    case = given(office, coordinator)
    case.complete("accept", {"accepted": True}, by=LEAD)
    case.complete("plan", {"plan": "계획"}, by=LEAD)

    office.advance(days=6, hours=23)
    assert case.active_elements == ["next_report"]
    office.advance(hours=1)

    assert case.active_elements == ["report"]


def test_an_objection_brings_it_back_to_be_assigned_anew(office, coordinator):
    case = given(office, coordinator)

    case.complete("accept", {"accepted": False, "reason": "소관이 아닙니다."}, by=LEAD)

    assert case.active_elements == ["assign"]
    assert state(office).directive.state == "소관 조정"


def test_an_objection_without_a_reason_is_refused(office, coordinator):
    case = given(office, coordinator)

    with pytest.raises(Invalid) as refused:
        case.complete("accept", {"accepted": False}, by=LEAD)

    assert "reason" in refused.value.messages


def test_the_issuer_may_ask_for_more(office, coordinator):
    case = given(office, coordinator, report_cycle=None)
    case.complete("accept", {"accepted": True}, by=LEAD)
    case.complete("plan", {"plan": "계획"}, by=LEAD)
    case.complete("report", {"progress": 100, "text": "끝", "finished": True}, by=LEAD)

    case.complete("confirm", {"confirmed": False, "reason": "지방 점검을 더할 것"}, by=ISSUER)

    assert case.active_elements == ["report"]
    assert state(office).directive.state == "반려(보완)"
