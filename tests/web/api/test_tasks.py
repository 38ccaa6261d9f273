"""P028 봉미래 coordinates directives, as nobody else does; P055 빈서윤 does not."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest


@pytest.fixture
def task_id(acting):
    """The id of a task for whoever coordinates directives."""
    acting("P055").post("/definitions/errand/start", {"variables": {"number": "E-1"}}, 201)
    [line] = acting("P028").get("/tasks")["items"]
    return line["id"]


def test_a_candidate_finds_a_task_and_others_do_not(acting, task_id):
    assert acting("P055").get("/tasks")["items"] == []
    assert acting("P028").get(f"/tasks/{task_id}")["may_claim"] is True
    assert acting("P055").get(f"/tasks/{task_id}", 403)["type"] == "urn:dure:problem:not-permitted"


def test_a_task_is_claimed_released_and_handed_on(acting, task_id):
    coordinator = acting("P028")

    coordinator.post(f"/tasks/{task_id}/claim", status=204)
    assert coordinator.get(f"/tasks/{task_id}")["assignee"] == "P028"
    coordinator.post(f"/tasks/{task_id}/release", status=204)
    assert coordinator.get(f"/tasks/{task_id}")["assignee"] is None
    coordinator.post(f"/tasks/{task_id}/claim", status=204)
    coordinator.post(f"/tasks/{task_id}/assign", {"person": "P055"}, 204)

    assert [line["id"] for line in acting("P055").get("/tasks")["items"]] == [task_id]
    acting("P028").post(f"/tasks/{task_id}/claim", status=409)


def test_a_task_is_held_and_resumed(acting, task_id, clock):
    coordinator = acting("P028")

    until = "2026-12-02T09:00:00+09:00"
    coordinator.post(f"/tasks/{task_id}/hold", {"reason": "자료 대기", "until": until}, 204)

    held = coordinator.get(f"/tasks/{task_id}")
    assert (held["held_reason"], held["held_until"]) == ("자료 대기", "2026-12-02T00:00:00+00:00")
    coordinator.post(f"/tasks/{task_id}/resume", status=204)
    assert coordinator.get(f"/tasks/{task_id}")["held_until"] is None


def test_a_hold_needs_a_reason_and_a_moment_to_come(acting, task_id):
    coordinator = acting("P028")

    empty = coordinator.post(f"/tasks/{task_id}/hold", {"reason": " ", "until": "2026-12-02"}, 422)
    past = coordinator.post(
        f"/tasks/{task_id}/hold", {"reason": "자료 대기", "until": "2026-11-01T00:00:00Z"}, 422
    )

    assert set(empty["errors"]) == {"reason", "until"}
    assert set(past["errors"]) == {"until"}


def test_completing_a_task_lets_the_process_go_on(acting, task_id):
    done = acting("P028").post(f"/tasks/{task_id}/complete", {"answers": {"seen": True}})

    instance = acting("P055").get(f"/instances/{done['instance_id']}")
    assert instance["active_elements"] == ["wait"]
    assert acting("P028").get("/tasks")["items"] == []


def test_who_completes_a_task_second_is_told_by_whom_and_when(acting, task_id, clock):
    acting("P028").post(f"/tasks/{task_id}/complete", {"answers": {}})
    first = clock.now
    clock.advance(minutes=5)

    conflict = acting("P028").post(f"/tasks/{task_id}/complete", {"answers": {}}, 409)

    assert (conflict["by"], conflict["at"], conflict["state"]) == ("P028", first.isoformat(), "completed")
    assert "P028" in conflict["detail"]


def test_of_two_who_complete_a_task_at_once_one_is_told_who_was_faster(acting, app, office, task_id):
    coordinator, deputy = acting("P028"), acting("P028")
    together = Barrier(2)

    def complete(client):
        together.wait()
        return client.response("POST", f"/tasks/{task_id}/complete", json={"answers": {}})

    with ThreadPoolExecutor() as threads:
        answers = sorted(threads.map(complete, [coordinator, deputy]), key=lambda answer: answer.status_code)

    assert [answer.status_code for answer in answers] == [200, 409]
    assert (answers[1].json["by"], answers[1].json["at"]) == ("P028", "2026-11-30T01:00:00+00:00")


def test_the_inbox_comes_in_pages_that_neither_miss_nor_repeat(acting):
    starter, coordinator = acting("P055"), acting("P028")
    for number in range(5):
        starter.post("/definitions/errand/start", {"variables": {"number": f"E-{number}"}}, 201)

    pages, cursor = [], {}
    while cursor is not None:
        page = coordinator.get("/tasks", limit=2, **cursor)
        pages.append([line["id"] for line in page["items"]])
        cursor = page["next"] and {"cursor": page["next"]}

    assert [len(page) for page in pages] == [2, 2, 1]
    assert len({task for page in pages for task in page}) == 5


def test_the_inbox_is_filtered(acting):
    starter, coordinator = acting("P055"), acting("P028")
    ids = [
        starter.post(
            "/definitions/errand/start", {"variables": {"number": n}, "business_key": f"K-{n}"}, 201
        )["id"]
        for n in ("1", "2", "3")
    ]

    assert [line["instance_id"] for line in coordinator.get("/tasks", business_key="K-2")["items"]] == [
        ids[1]
    ]
    first = coordinator.get("/tasks", process_key="errand", limit=2)
    assert len(first["items"]) == 2
    rest = coordinator.get("/tasks", process_key="errand", limit=2, cursor=first["next"])
    assert [line["instance_id"] for line in rest["items"]] == ids[2:]
    assert rest["next"] is None
    assert coordinator.get("/tasks", process_key="memo_report")["items"] == []


def test_a_form_comes_with_its_task_and_refuses_wrong_answers_by_field(acting):
    memo = {
        "kind": "단순보고",
        "recipients": ["P059"],
        "title": "오전 상황 보고",
        "body": "특이사항 없음.",
    }
    acting("P061").post("/definitions/memo_report/start", {"answers": memo}, 201)
    reader = acting("P059")
    [task] = reader.get("/tasks", element_id="read")["items"]

    shown = reader.get(f"/tasks/{task['id']}")
    refused = reader.post(
        f"/tasks/{task['id']}/complete", {"answers": {}}, 422, headers={"Accept-Language": "en"}
    )

    assert shown["form"]["key"] == "memo_report/read"
    assert shown["form"]["schema"]["id"] == "memo_report_read"
    assert set(refused["errors"]) == {"action"}
    assert refused["errors"]["action"][0].isascii()


def test_an_unknown_task_is_not_found(acting):
    unknown = "0199aaaa-0000-7000-8000-000000000000"

    for method, act in (("GET", ""), ("POST", "/claim"), ("POST", "/release"), ("POST", "/resume")):
        assert acting("P028").ask(method, f"/tasks/{unknown}{act}", 404)["status"] == 404
