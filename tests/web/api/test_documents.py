"""P057 추아린 drafts; P055 and P054 review, P053 decides. P061 of another division reads what is open."""

import pytest

from tests.support.practice import DRAFT
from tests.web.api.conftest import ONE_DATABASE


@pytest.fixture
def document_id(acting):
    drafter = acting("P057")
    instance_id = drafter.post("/definitions/internal_approval/start", {}, 201)["id"]
    act(drafter, "draft", dict(DRAFT))
    return drafter.get(f"/instances/{instance_id}")["document_id"]


def act(client, element_id, answers):
    [task] = client.get("/tasks", process_key="internal_approval", element_id=element_id)["items"]
    client.post(f"/tasks/{task['id']}/complete", {"answers": answers})


def test_a_card_shows_versions_steps_with_their_reason_and_opinions(acting, document_id):
    act(acting("P055"), "review", {"outcome": "approve", "opinion": "이견 없음."})

    card = acting("P057").get(f"/documents/{document_id}")

    assert (card["title"], card["drafter_id"], card["rule_id"]) == (DRAFT["title"], "P057", "D04")
    assert card["versions"][0]["content"]["body"] == DRAFT["body"]
    assert [(step["kind"], step["person_id"], step["state"]) for step in card["steps"]] == [
        ("기안", "P057", "done"),
        ("검토", "P055", "done"),
        ("검토", "P054", "active"),
        ("결재", "P053", "planned"),
    ]
    assert all(step["reason"]["ko"] and step["reason"]["en"] for step in card["steps"])
    assert [(opinion["author_id"], opinion["text"]) for opinion in card["opinions"]] == [
        ("P055", "이견 없음.")
    ]


@ONE_DATABASE
def test_a_document_that_is_not_open_yet_is_for_those_it_concerns(acting, document_id):
    acting("P061").get(f"/documents/{document_id}", 403)


def test_a_decided_document_stands_in_the_register_of_its_unit(acting, document_id):
    for person, element in (("P055", "review"), ("P054", "review"), ("P053", "decide")):
        act(acting(person), element, {"outcome": "approve"})

    [line] = acting("P057").get("/documents")["items"]

    assert (line["id"], line["number"]) == (document_id, "안전정책총괄과-1181")
    assert acting("P061").get("/documents")["items"] == []
    assert acting("P061").get(f"/documents/{document_id}")["state"] == "결재완료"


@ONE_DATABASE
def test_an_approval_step_is_not_handed_on(acting, document_id):
    [task] = acting("P055").get("/tasks", element_id="review")["items"]

    acting("P055").post(f"/tasks/{task['id']}/assign", {"person": "P061"}, 403)


@ONE_DATABASE
def test_a_preview_tells_the_line_and_why(acting):
    matter = {"work_type": DRAFT["work_type"], "grade": DRAFT["grade"]}

    line = acting("P057").post("/documents/preview", matter)

    assert line["rule_id"] == "D04"
    assert [(step["kind"], step["person_id"]) for step in line["steps"]] == [
        ("기안", "P057"),
        ("검토", "P055"),
        ("검토", "P054"),
        ("결재", "P053"),
    ]
    assert "강단우" in line["steps"][-1]["person"]
    assert all(step["reason"]["ko"] for step in line["steps"])


@ONE_DATABASE
def test_a_matter_without_a_rule_names_the_field_to_look_at(acting):
    refused = acting("P057").post("/documents/preview", {"work_type": "NOTHING"}, 422)

    assert set(refused["errors"]) <= {"work_type", "amount", "grade"}
    assert refused["errors"]


@ONE_DATABASE
def test_a_decision_is_asked_without_a_process(acting):
    variables = {"work_type": DRAFT["work_type"], "grade": DRAFT["grade"], "amount": None}

    answer = acting("P057").post("/decisions/delegation/evaluate", {"variables": variables})

    assert answer["value"]["rule_id"] == "D04"
    assert [rule["outputs"]["rule_id"] for rule in answer["matched"]] == ["D04"]
    acting("P057").post("/decisions/nothing/evaluate", {}, 404)
    assert "delegation" in [each["key"] for each in acting("P057").get("/decisions")["items"]]


def test_a_memo_is_read_by_those_it_is_for(acting):
    memo = {"kind": "단순보고", "recipients": ["P059"], "title": "오전 상황 보고", "body": "특이사항 없음."}
    acting("P061").post("/definitions/memo_report/start", {"answers": memo}, 201)

    [line] = acting("P059").get("/memos")["items"]

    shown = acting("P061").get(f"/memos/{line['id']}")
    assert [receipt["person_id"] for receipt in shown["receipts"]] == ["P059"]
    assert shown["body"] == memo["body"]
    acting("P033").get(f"/memos/{line['id']}", 403)


def test_a_directive_is_given_by_process_and_read_by_everybody(acting):
    answers = {
        "issuer_kind": "장관",
        "issuer": "P001",
        "title": "점검 결과를 국민이 쉽게 찾게 할 것",
        "text": "한곳에서 찾을 수 있게 하고 매주 보고할 것.",
        "due": "2027-03-31",
        "report_cycle": "P7D",
        "disclosure": "공개",
    }
    acting("P004").post("/definitions/directive_follow_up/start", {"answers": answers}, 201)

    [line] = acting("P055").get("/directives")["items"]

    shown = acting("P055").get(f"/directives/{line['id']}")
    assert (shown["issuer_id"], shown["recorded_by"], shown["due_on"]) == ("P001", "P004", "2027-03-31")
    assert shown["original_text"] == answers["text"]
    acting("P055").get("/directives/0199aaaa-0000-7000-8000-000000000000", 404)
