"""Cases and processes: who may see what, what is told, and deploying from the page."""

from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask

from service.commands import incidents
from service.queries import definitions
from tests.support.desk import Desk, application, finish, words_of
from tests.support.practice import ROOT, Practice

WRITER, HEAD, STRANGER = "P039", "P037", "P054"
ADMINISTRATOR, DESIGNER, SYSTEM_ADMINISTRATOR = "P027", "P026", "P033"
TITLE = "주간 업무"
MODEL = (ROOT / "processes" / "memo_report" / "memo_report.bpmn").read_bytes()


@pytest.fixture
def practice() -> Practice:
    return Practice()


@pytest.fixture
def app(practice: Practice) -> Flask:
    return application(practice)


@pytest.fixture
def case(practice: Practice) -> UUID:
    answers = {"kind": "단순보고", "recipients": [HEAD], "title": TITLE, "body": "본문"}
    started: UUID = practice.start("memo_report", answers, by=WRITER).id
    return started


def incident_of(practice: Practice, case: UUID) -> UUID:
    with practice.acting() as ctx:
        return incidents.open_incident(ctx, case, "job", "the records system refused", element_id="read")


def upload(
    desk: Desk, content: bytes, status: int = 200, act: str = "deploy", name: str = "memo_report.bpmn"
) -> str:
    return desk.send("/processes", status, act=act, name="다음 판", files=(BytesIO(content), name))


class TestCases:
    def test_a_person_sees_the_cases_they_have_a_part_in(self, app, case):
        assert TITLE in Desk(app, WRITER).open("/cases")
        assert TITLE in Desk(app, HEAD).open("/cases")
        assert TITLE not in Desk(app, STRANGER).open("/cases")

    def test_only_those_who_may_see_every_case_can_ask_for_every_one(self, app, case):
        assert TITLE not in Desk(app, STRANGER).open("/cases?whose=every")
        assert TITLE in Desk(app, ADMINISTRATOR).open("/cases?whose=every")
        assert TITLE not in Desk(app, ADMINISTRATOR).open("/cases")

    def test_the_list_says_where_a_case_is_and_who_has_it(self, app, case):
        page = words_of(Desk(app, WRITER).open("/cases"))

        assert "메모 읽고 답하기" in page
        assert "생활정책총괄과장" in page

    @pytest.mark.parametrize(
        ("query", "is_shown"),
        [
            ("process=memo_report", True),
            ("process=internal_approval", False),
            ("status=ended", False),
            ("status=any", True),
            ("status=nonsense", True),
            ("before=nonsense", True),
        ],
    )
    def test_the_list_is_narrowed_down(self, app, case, query, is_shown):
        assert (TITLE in Desk(app, WRITER).open(f"/cases?{query}")) is is_shown

    def test_a_case_is_told_in_words(self, app, practice, case):
        finish(practice, HEAD, "read", action="read")

        page = words_of(Desk(app, WRITER).open(f"/cases/{case}"))

        assert "started the case" in page
        assert "gave out “메모 읽고 답하기”" in page
        assert "finished “메모 읽고 답하기”" in page
        assert "the case has ended" in page
        assert "The record is whole" in page
        assert "Open the memo" in page

    def test_those_without_a_part_see_neither_case_nor_diagram(self, app, case):
        Desk(app, STRANGER).open(f"/cases/{case}", status=403)
        Desk(app, STRANGER).open(f"/cases/{case}/diagram.xml", status=403)

    def test_participants_get_the_model_as_it_was_deployed(self, app, case):
        assert Desk(app, HEAD).open(f"/cases/{case}/diagram.xml").encode() == MODEL

    def test_the_data_is_for_administrators(self, app, case):
        assert "memo_id" in Desk(app, ADMINISTRATOR).open(f"/cases/{case}")
        assert "memo_id" not in Desk(app, WRITER).open(f"/cases/{case}")

    def test_an_incident_is_seen_and_resolved_by_those_who_handle_them(self, app, practice, case):
        incident = incident_of(practice, case)
        administrator = Desk(app, ADMINISTRATOR)
        assert "the records system refused" in administrator.open(f"/cases/{case}")

        page = words_of(administrator.send(f"/cases/{case}/incidents/{incident}/resolve"))

        assert "The incident is closed" in page
        assert "This case cannot go on" not in page
        administrator.send(f"/cases/{case}/incidents/{incident}/resolve", status=404)

    def test_those_who_handle_incidents_are_told_which_cases_are_stuck(self, app, practice, case):
        incident_of(practice, case)

        assert "1 case cannot go on" in words_of(Desk(app, ADMINISTRATOR).open("/cases"))
        assert "cannot go on" not in words_of(Desk(app, WRITER).open("/cases"))

    def test_an_incident_is_not_for_participants(self, app, practice, case):
        incident = incident_of(practice, case)
        writer = Desk(app, WRITER)

        assert "the records system refused" not in writer.open(f"/cases/{case}")
        writer.send(f"/cases/{case}/incidents/{incident}/resolve", status=403)

    def test_ways_are_told_by_their_names(self, app, practice):
        practice.draft("P057")
        desk = Desk(app, "P057")
        case = desk.follow(desk.open("/cases"), "cases", "2027년 생활안전 시행계획 수립")

        page = words_of(desk.open(case))

        assert "decided “전결 규칙 찾기” by table" in page
        assert "Rule D04" in page
        assert "chose at “상신했나?”" in page
        assert "before_draft" not in page
        assert "Open the document" in page


class TestProcesses:
    def test_everybody_sees_what_is_deployed(self, app, practice):
        desk = Desk(app, STRANGER)

        page = desk.open(desk.follow(desk.open("/processes"), "processes", "메모보고"))

        assert "메모 읽고 답하기" in page
        assert "결재도 번호도 없이 짧게 보고한다." in page
        assert "memo_report/read" in page

    def test_the_diagram_is_the_model(self, app, practice):
        desk = Desk(app, STRANGER)

        address = desk.follow(desk.open("/processes"), "processes", "메모보고")

        assert desk.open(f"{address}/diagram.xml").encode() == MODEL

    def test_an_unknown_definition_is_not_found(self, app):
        Desk(app, STRANGER).open(f"/processes/{UUID(int=1)}", status=404)

    @pytest.mark.parametrize("person", [DESIGNER, SYSTEM_ADMINISTRATOR])
    def test_designers_deploy_another_version(self, app, practice, person):
        changed = MODEL.replace("메모보고 끝".encode(), "메모보고 마침".encode())

        page = words_of(upload(Desk(app, person), changed))

        assert "memo_report (2)" in page
        assert "version 2" in page

    @pytest.mark.parametrize("person", [STRANGER, ADMINISTRATOR])
    def test_others_are_not_offered_it_and_may_not(self, app, practice, person):
        desk = Desk(app, person)

        assert "Check only" not in desk.open("/processes")
        upload(desk, MODEL, status=403)
        upload(desk, MODEL, status=403, act="check")

    def test_a_wrong_model_is_shown_with_its_places_and_stores_nothing(self, app, practice):
        wrong = MODEL.replace(b'camunda:assignee="=recipient"', b'camunda:assignee="=recip ("')

        page = words_of(upload(Desk(app, DESIGNER), wrong, status=422))

        assert "Nothing was deployed" in page
        assert "memo_report.bpmn:13" in page
        assert "EXPR-SYNTAX" in page
        with practice.acting(DESIGNER) as ctx:
            assert len(definitions.versions(ctx, "memo_report")) == 1

    def test_checking_stores_nothing(self, app, practice):
        changed = MODEL.replace("메모보고 끝".encode(), "메모보고 마침".encode())

        page = words_of(upload(Desk(app, DESIGNER), changed, act="check"))

        assert "Nothing is wrong with these files" in page
        with practice.acting(DESIGNER) as ctx:
            assert len(definitions.versions(ctx, "memo_report")) == 1

    def test_what_has_not_changed_is_not_deployed_again(self, app, practice):
        assert "Nothing has changed" in words_of(upload(Desk(app, DESIGNER), MODEL))

    def test_a_form_without_a_folder_belongs_to_the_model_beside_it(self, app, practice):
        form = (
            (ROOT / "forms" / "memo_report" / "read.form")
            .read_bytes()
            .replace("열람".encode(), "읽음".encode())
        )
        files = [(BytesIO(MODEL), "memo_report.bpmn"), (BytesIO(form), "read.form")]

        page = words_of(Desk(app, DESIGNER).send("/processes", act="deploy", files=files))

        assert "memo_report/read (2)" in page

    def test_an_older_version_says_that_it_is_one(self, app, practice):
        desk = Desk(app, DESIGNER)
        first = desk.follow(desk.open("/processes"), "processes", "메모보고")
        upload(desk, MODEL.replace("메모보고 끝".encode(), "메모보고 마침".encode()))

        assert "This is an older version" in desk.open(first)
