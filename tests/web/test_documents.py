"""Documents: the register, the card with everything that happened, the file to take away."""

import re
from uuid import UUID

import pytest

from service.web import pdf
from service.web.pages import diff
from service.web.pages.form_view import flat, localised
from tests.support.desk import Desk, words_of
from tests.support.practice import DRAFT, Practice

DRAFTER, OFFICER, HEAD, DECIDER, STRANGER = "P057", "P055", "P054", "P053", "P039"
TITLE = DRAFT["title"]
EDITED = "1. 추진 배경\n2. 고친 내용  끝."


def approve(practice: Practice, document: UUID) -> None:
    """Let the line approve: the officer edits, the head gives an opinion."""
    practice.act(OFFICER, document, "review", {"outcome": "approve", "edited_body": EDITED})
    practice.act(HEAD, document, "review", {"outcome": "approve", "opinion": "예산을 함께 볼 것"})
    practice.act(DECIDER, document, "decide", {"outcome": "approve"})


@pytest.fixture
def document(practice) -> UUID:
    return practice.draft(DRAFTER)


@pytest.fixture
def registered(practice, document) -> UUID:
    approve(practice, document)
    return document


class TestLists:
    def test_the_register_has_what_was_decided_with_its_number(self, app, practice, registered):
        page = words_of(Desk(app, DRAFTER).open("/documents"))

        assert TITLE in page
        assert practice.document(registered).number in page
        assert "Registered" in page

    def test_what_is_on_its_way_is_only_under_one_s_own(self, app, document):
        desk = Desk(app, DRAFTER)

        assert TITLE not in desk.open("/documents")
        assert TITLE in desk.open("/documents?tab=mine")
        assert TITLE not in Desk(app, STRANGER).open("/documents?tab=mine")

    @pytest.mark.parametrize("words", ["생활안전 시행계획", "추아린", "안전정책총괄과-"])
    def test_a_document_is_found_by_title_drafter_or_number(self, app, registered, words):
        assert TITLE in Desk(app, STRANGER).open(f"/documents?q={words}")

    def test_only_open_documents_are_found_by_others(self, app, document):
        assert TITLE in Desk(app, HEAD).open("/documents?q=시행계획")
        assert "Nothing found" in Desk(app, STRANGER).open("/documents?q=시행계획")

    def test_signs_of_a_search_pattern_are_plain_letters(self, app, registered):
        assert "Nothing found" in Desk(app, DRAFTER).open("/documents?q=%25")

    def test_a_place_that_is_none_is_refused(self, app):
        Desk(app, DRAFTER).open("/documents?before=x~y", status=422)


class TestCard:
    def test_it_tells_who_did_what_and_why_they(self, app, registered):
        page = words_of(Desk(app, DRAFTER).open(f"/documents/{registered}"))

        assert "예산을 함께 볼 것" in page
        assert "edited, version 2" in page
        assert "Delegated to the director-general, rule D04" in page
        assert "Annual" in page or "연간" in page
        assert "The record is whole" in page

    def test_two_versions_are_set_side_by_side(self, app, registered):
        page = Desk(app, DRAFTER).open(f"/documents/{registered}?from=1&to=2")

        assert "Version 1 · 추아린" in page
        assert "Version 2 · 빈서윤" in page
        assert re.search(r"<ins>.*?고친", page)
        assert re.search(r"<del>.*?주요", page)

    @pytest.mark.parametrize("asked", ["from=2&to=2", "from=0&to=9", "from=x&to=y"])
    def test_versions_that_there_are_not_are_not_compared(self, app, registered, asked):
        Desk(app, DRAFTER).open(f"/documents/{registered}?{asked}")

    def test_a_returned_document_keeps_the_rounds_before(self, app, practice, document):
        practice.act(OFFICER, document, "review", {"outcome": "return", "opinion": "근거가 없음"})
        practice.act(DRAFTER, document, "draft", {**DRAFT, "body": "근거를 적음"})

        page = words_of(Desk(app, DRAFTER).open(f"/documents/{document}"))

        assert "round 2" in page
        assert "round 1" in page
        assert "근거가 없음" in page

    def test_work_on_it_is_one_step_away(self, app, document):
        assert "To my work on it" in Desk(app, OFFICER).open(f"/documents/{document}")
        assert "To my work on it" not in Desk(app, DRAFTER).open(f"/documents/{document}")

    def test_a_draft_that_nobody_submitted_has_a_card(self, app, practice):
        assert "no number yet" in Desk(app, DRAFTER).open(f"/documents/{practice.begin(DRAFTER)}")

    def test_a_record_that_was_changed_shows_it(self, app, practice, registered):
        with practice.office.database.write() as session:
            connection = session.connection()
            connection.exec_driver_sql("DROP TRIGGER history_no_update")
            connection.exec_driver_sql("UPDATE history SET actor = 'P001' WHERE seq = 3")

        assert "The record was changed" in Desk(app, DRAFTER).open(f"/documents/{registered}")

    def test_it_is_not_for_everybody(self, app, document):
        Desk(app, STRANGER).open(f"/documents/{document}", status=403)


class TestPdf:
    def test_the_card_is_given_as_a_file(self, app, practice, registered):
        answer = Desk(app, DRAFTER).client.get(f"/documents/{registered}/pdf")

        assert answer.mimetype == "application/pdf"
        assert answer.data.startswith(b"%PDF-")
        assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]

    def test_a_missing_library_is_named(self, app, registered, monkeypatch):
        def missing(_name: str) -> None:
            raise OSError("cannot load library 'libpango-1.0-0'")

        monkeypatch.setattr(pdf, "import_module", missing)

        assert "libpango-1.0-0" in Desk(app, DRAFTER).open(f"/documents/{registered}/pdf", status=501)


class TestDifferences:
    def test_only_fields_that_differ_are_shown(self):
        before, after = {"title": "가", "body": "나\n다"}, {"title": "가", "body": "나\n라"}

        ((name, rows),) = diff.changes(before, after)

        assert name == "body"
        assert [row.kind for row in rows] == ["same", "changed"]

    def test_a_changed_line_shows_its_changed_words(self):
        (row,) = diff.rows("기간 3개월 이내", "기간 2개월 이내")

        assert ("removed", "3개월") in row.before
        assert ("added", "2개월") in row.after

    def test_lines_that_came_or_went_have_an_empty_side(self):
        assert [(row.kind, row.before, row.after) for row in diff.rows("가", "가\n나")][-1] == (
            "added",
            "",
            "나",
        )
        assert [(row.kind, row.before, row.after) for row in diff.rows("가\n나", "가")][-1] == (
            "removed",
            "나",
            "",
        )


class TestForms:
    def test_a_definition_is_read_in_the_reader_s_language(self):
        component = {
            "label": "결과",
            "properties": {"label.en": "Outcome"},
            "values": [{"label": "승인", "label.en": "Approve", "value": "approve"}],
        }

        said = localised({"components": [component]}, "en")["components"][0]

        assert said["label"] == "Outcome"
        assert said["values"] == [{"label": "Approve", "value": "approve"}]
        assert localised({"components": [component]}, "ko")["components"][0]["label"] == "결과"

    def test_messages_inside_lists_are_named_as_their_fields(self):
        nested = {"items": {0: {"name": ["needed"]}}, "title": "too long"}

        assert flat(nested) == {"items[0].name": ["needed"], "title": ["too long"]}
