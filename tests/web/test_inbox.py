"""The inbox: listed, opened, done; with a script and without."""

import json
import re
from uuid import UUID

import pytest

from tests.support.desk import Desk, words_of
from tests.support.practice import DRAFT, Practice

DRAFTER, OFFICER, HEAD, DECIDER, STRANGER = "P057", "P055", "P054", "P053", "P039"
COORDINATOR = "P028"
DIRECTIVE = {
    "issuer_kind": "장관",
    "issuer": "P001",
    "title": "쉼터를 모두 열 것",
    "text": "겨울이 오기 전에 열고 보고하라.",
    "due": "2026-12-10",
    "report_cycle": "P7D",
    "source": "간부회의",
    "disclosure": "공개",
}
TITLE = DRAFT["title"]


def task_of(practice: Practice, person: str, document_id: UUID, element_id: str) -> str:
    return f"/inbox/{practice.inbox_task(person, f'document:{document_id}', element_id).id}"


@pytest.fixture
def draft(practice) -> str:
    """The address of a draft that was just begun."""
    return task_of(practice, DRAFTER, practice.begin(DRAFTER), "draft")


@pytest.fixture
def document(practice) -> UUID:
    return practice.draft(DRAFTER)


@pytest.fixture
def review(practice, document) -> str:
    """The address of the first review."""
    return task_of(practice, OFFICER, document, "review")


class TestList:
    def test_what_waits_is_listed_with_its_title_and_whom_it_is_from(self, app, review):
        page = words_of(Desk(app, OFFICER).open("/inbox"))

        assert TITLE in page
        assert "추아린 · 안전정책총괄과" in page
        assert "Inbox 1" in page

    def test_new_work_is_marked_until_it_is_opened(self, app, review):
        desk = Desk(app, OFFICER)
        assert "item--new" in desk.open("/inbox")

        desk.open(review)

        assert "item--new" not in desk.open("/inbox")

    def test_the_list_is_sent_again_only_when_it_has_changed(self, app, practice, review):
        desk = Desk(app, OFFICER)
        tag = desk.client.get("/inbox/list").headers["ETag"]

        assert desk.client.get("/inbox/list", headers={"If-None-Match": tag}).status_code == 304

        practice.draft(DRAFTER, title="또 하나")
        again = desk.client.get("/inbox/list", headers={"If-None-Match": tag})
        assert again.status_code == 200
        assert "또 하나" in again.text

    def test_a_long_list_has_a_next_page(self, app, practice, monkeypatch):
        for number in range(3):
            practice.draft(DRAFTER, title=f"문서 {number}")
        monkeypatch.setattr("service.queries.inbox.open_tasks.__defaults__", (None, 2))
        desk = Desk(app, OFFICER)

        first = desk.open("/inbox")
        more = re.search(r'href="(/inbox\?after=[^"]+)"', first)

        assert more
        assert "문서 2" not in first
        assert "문서 2" in desk.open(more[1])
        desk.open("/inbox?after=nowhere", status=422)

    def test_what_one_did_is_kept_under_its_present_title(self, app, document):
        page = Desk(app, DRAFTER).open("/inbox?tab=done")

        assert TITLE in page

    def test_another_s_work_is_not_to_be_seen(self, app, review):
        Desk(app, STRANGER).open(review, status=403)


class TestWork:
    def test_the_document_is_shown_with_the_reason_of_every_step(self, app, review):
        page = words_of(Desk(app, OFFICER).open(review))

        assert "1. 추진 배경" in page
        assert "Desk officer of a drafter below grade 5" in page
        assert "Delegated decision" in page

    def test_htmx_is_given_the_work_alone(self, app, review):
        answer = Desk(app, OFFICER).client.get(review, headers={"HX-Request": "true"})

        assert "<!DOCTYPE" not in answer.text
        assert 'id="main"' in answer.text
        assert "HX-Request" in answer.headers["Vary"]

    def test_the_form_speaks_the_reader_s_language(self, app, review):
        assert "Approve" in Desk(app, OFFICER, "en").open(review)
        assert "검토 결과" in Desk(app, OFFICER, "ko").open(review)

    def test_approving_hands_it_on(self, app, practice, document, review):
        page = Desk(app, OFFICER).send(review, outcome="approve")

        assert "Completed." in page
        assert task_of(practice, HEAD, document, "review")

    def test_answers_of_the_script_come_as_json(self, app, practice, document, review):
        Desk(app, OFFICER).send(review, answers=json.dumps({"outcome": "approve"}))

        assert task_of(practice, HEAD, document, "review")

    @pytest.mark.parametrize("sent", ["{", "[]", "3"])
    def test_what_is_no_object_is_refused(self, app, review, sent):
        Desk(app, OFFICER).send(review, 422, answers=sent)

    def test_afterwards_the_next_piece_of_work_follows(self, app, practice, review):
        practice.draft(DRAFTER, title="그다음 문서")

        page = Desk(app, OFFICER).send(review, outcome="approve")

        assert "<h2 tabindex" in page
        assert "그다음 문서" in page

    def test_what_was_typed_stays_where_it_was_not_accepted(self, app, review):
        page = Desk(app, OFFICER).send(review, 422, outcome="return", opinion=" ")

        assert "Please fill this in." in page
        assert re.search(r'value="return"[^>]*\bchecked', page)
        assert 'href="#f-opinion"' in page

    def test_an_edit_is_shown_to_the_next_reader_as_a_change(self, app, practice, document, review):
        Desk(app, OFFICER).send(review, outcome="approve", edited_body="1. 추진 배경\n2. 고친 내용  끝.")

        page = Desk(app, HEAD).open(task_of(practice, HEAD, document, "review"))

        assert "What changed in this version" in page
        assert "Version 1 · 추아린" in page
        assert re.search(r"<ins>.*고친", page)

    def test_who_comes_too_late_is_told_who_was_faster_and_when(self, app, practice, document, review):
        practice.act(OFFICER, document, "review", {"outcome": "approve"})

        page = words_of(Desk(app, OFFICER).send(review, 409, outcome="approve"))

        assert "Somebody was faster" in page
        assert "빈서윤" in page
        assert "30 Nov 10:00" in page

    def test_done_work_can_be_read_again_but_not_done_again(self, app, practice, document, review):
        practice.act(OFFICER, document, "review", {"outcome": "approve"})

        page = Desk(app, OFFICER).open(review)

        assert "You completed this." in page
        assert 'id="task-form"' not in page


class TestDraft:
    def test_the_line_is_shown_before_it_is_sent(self, app, draft):
        page = words_of(
            Desk(app, DRAFTER).send(f"{draft}/line", work_type="ANNUAL_PLAN", grade="일반", outcome="submit")
        )

        assert "by delegation rule D04" in page
        assert "노해인" in page
        assert "Delegated to the director-general, rule D04" in page

    def test_too_little_said_is_no_error(self, app, draft):
        page = Desk(app, DRAFTER).send(f"{draft}/line", work_type="ANNUAL_PLAN", outcome="submit")

        assert "Choose work type, grade and amount" in page

    def test_no_rule_is_said_at_its_field(self, app, draft):
        page = Desk(app, DRAFTER).send(
            f"{draft}/line",
            answers=json.dumps({"outcome": "submit", "work_type": "ANNUAL_PLAN", "grade": "?"}),
        )

        assert "No delegation rule fits" in page
        assert 'href="#f-' in page

    def test_without_a_script_a_button_shows_line_and_fields(self, app, draft):
        page = Desk(app, DRAFTER).send(f"{draft}/look", work_type="EXPENSE", outcome="submit", title="지출")

        assert 'name="amount"' in page
        assert 'value="지출"' in page

    def test_a_new_draft_has_no_title_yet(self, app, draft):
        page = Desk(app, DRAFTER).open(draft)

        assert re.search(r'<input[^>]*name="title"[^>]*>', page, re.S)
        assert 'value="(제목 없음)"' not in page

    def test_a_saved_draft_is_kept_and_still_to_be_done(self, app, draft):
        desk = Desk(app, DRAFTER)

        page = desk.send(f"{draft}/save", outcome="submit", title="반쯤 쓴 글", body="여기까지")

        assert "The draft is saved." in page
        assert "여기까지" in page
        assert "반쯤 쓴 글" in desk.open("/inbox")

    def test_only_a_document_can_be_saved_as_a_draft(self, app, practice):
        practice.start(
            "memo_report", {"kind": "단순보고", "recipients": [HEAD], "title": "a", "body": "b"}, by=DRAFTER
        )

        Desk(app, HEAD).send(f"/inbox/{practice.inbox(HEAD)[0].id}/save", 404, action="read")

    def test_what_the_rules_of_the_card_say_is_said_at_the_field(self, app, draft):
        page = Desk(app, DRAFTER).send(draft, 422, **{**DRAFT, "keywords": "가, 가"})

        assert "A word is named twice." in page
        assert 'href="#f-keywords"' in page


class TestOtherActs:
    def test_work_on_hold_says_since_when_and_why(self, app, review):
        page = words_of(
            Desk(app, OFFICER).send(f"{review}/hold", reason="자료 보완 대기", until="2026-12-24")
        )

        assert "On hold since 30 Nov 10:00" in page
        assert "자료 보완 대기" in page
        assert "until 24 Dec" in page

    @pytest.mark.parametrize(("reason", "until"), [("", "2026-12-24"), ("왜", "2026-11-29"), ("왜", "soon")])
    def test_a_hold_needs_a_reason_and_a_day_to_come(self, app, review, reason, until):
        page = Desk(app, OFFICER).send(f"{review}/hold", reason=reason, until=until)

        assert "On hold since" not in page
        assert "alert--error" in page

    def test_a_hold_can_be_taken_off(self, app, review):
        desk = Desk(app, OFFICER)
        desk.send(f"{review}/hold", reason="왜", until="2026-12-24")

        assert "On hold since" not in desk.send(f"{review}/resume")

    def test_an_approval_step_stays_with_whom_the_rule_gives_it_to(self, app, review):
        desk = Desk(app, OFFICER)

        assert "Hand to somebody else" not in desk.open(review)
        desk.send(f"{review}/assign", 403, person=STRANGER)

    def test_work_for_a_group_is_taken_given_back_and_handed_on(self, app, practice):
        Desk(app, COORDINATOR).send("/new/directive_follow_up", **DIRECTIVE)
        waiting = practice.inbox(COORDINATOR)
        assert waiting, "the directive waits to be assigned"
        address, desk = f"/inbox/{waiting[0].id}", Desk(app, COORDINATOR)

        assert "The work is yours now." in desk.send(f"{address}/claim")
        assert "Given back to the group." in desk.send(f"{address}/release")
        desk.send(f"{address}/claim")
        assert "Handed to" in desk.send(f"{address}/assign", person=STRANGER)
        assert [line.id for line in practice.inbox(STRANGER)] == [waiting[0].id]


class TestStarting:
    def test_what_can_be_started_is_listed(self, app):
        page = Desk(app, DRAFTER).open("/new")

        assert 'action="/new/internal_approval"' in page
        assert 'href="/new/memo_report"' in page

    def test_an_approval_begins_at_once_with_its_draft(self, app):
        assert "Save draft" in Desk(app, DRAFTER).send("/new/internal_approval")

    def test_a_form_that_is_not_complete_stays_with_what_was_typed(self, app):
        page = Desk(app, DRAFTER).send("/new/memo_report", 422, title="쉼터", kind="단순보고")

        assert 'value="쉼터"' in page
        assert 'href="#f-recipients"' in page

    def test_a_memo_is_sent_with_plain_fields(self, app, practice):
        page = Desk(app, DRAFTER).send(
            "/new/memo_report", title="쉼터", kind="단순보고", recipients=[HEAD], body="본문"
        )

        assert "Started." in page
        assert [line.title for line in practice.inbox(HEAD)] == ["쉼터"]
        assert "본문" in Desk(app, HEAD).open(f"/inbox/{practice.inbox(HEAD)[0].id}")

    def test_what_was_never_deployed_is_not_there(self, app):
        Desk(app, DRAFTER).open("/new/nothing", status=404)
