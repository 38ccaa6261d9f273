"""P055 빈서윤 starts errands, P028 봉미래 works on them, P033 설아준 runs the system, P061 has no part in it."""

import pytest

from tests.engine import bpmn
from tests.web.api.conftest import ONE_DATABASE


def start(client, number="E-1", **more):
    return client.post("/definitions/errand/start", {"variables": {"number": number}, **more}, 201)["id"]


def finish_first_task(client):
    [task] = client.get("/tasks")["items"]
    client.post(f"/tasks/{task['id']}/complete", {"answers": {"seen": True}})


def test_starting_says_where_the_instance_is(acting):
    starter = acting("P055")

    response = starter.response(
        "POST", "/definitions/errand/start", json={"variables": {"number": "E-1"}, "business_key": "K-1"}
    )

    assert response.headers["Location"] == f"/api/v1/instances/{response.json['id']}"
    shown = starter.get(f"/instances/{response.json['id']}")
    assert (shown["key"], shown["version"], shown["status"], shown["business_key"]) == (
        "errand",
        1,
        "active",
        "K-1",
    )
    assert [(wait["kind"], wait["element_id"]) for wait in shown["waits"]] == [("user_task", "look")]


@ONE_DATABASE
def test_what_is_started_is_either_answered_or_given_variables(acting):
    both = acting("P055").post("/definitions/errand/start", {"answers": {}, "variables": {}}, 422)

    assert set(both["errors"]) == {"variables"}
    acting("P055").post("/definitions/nothing/start", {}, 404)


def test_an_instance_is_seen_by_starter_participants_and_operators_only(acting):
    starter, worker, operator, other = map(acting, ("P055", "P028", "P033", "P061"))
    instance_id = start(starter)

    worker.get(f"/instances/{instance_id}")
    finish_first_task(worker)

    for reader in (starter, worker, operator):
        assert reader.get(f"/instances/{instance_id}")["active_elements"] == ["wait"]
    for part in ("", "/history", "/verify"):
        other.get(f"/instances/{instance_id}{part}", 403)


def test_people_list_what_they_started_and_operators_list_all(acting):
    first, second = start(acting("P055"), "1"), start(acting("P061"), "2")

    assert [line["id"] for line in acting("P055").get("/instances")["items"]] == [first]
    assert [line["id"] for line in acting("P033").get("/instances", key="errand")["items"]] == [second, first]
    acting("P055").get("/instances", 403, started_by="P061")


def test_instances_come_in_pages_and_are_filtered(acting):
    starter = acting("P055")
    ids = [start(starter, str(n), business_key=f"K-{n}") for n in range(3)]

    page = starter.get("/instances", limit=2)
    rest = starter.get("/instances", limit=2, cursor=page["next"])

    assert [line["id"] for line in page["items"] + rest["items"]] == ids[::-1]
    assert rest["next"] is None
    assert [line["id"] for line in starter.get("/instances", business_key="K-1")["items"]] == [ids[1]]
    assert starter.get("/instances", status="ended")["items"] == []
    assert set(starter.get("/instances", 422, status="lost")["errors"]) == {"status"}


def test_history_is_read_on_from_a_cursor_and_verified(acting):
    starter, worker = acting("P055"), acting("P028")
    instance_id = start(starter)
    finish_first_task(worker)

    page = starter.get(f"/instances/{instance_id}/history", limit=2)
    rest = starter.get(f"/instances/{instance_id}/history", cursor=page["next"])

    lines = page["items"] + rest["items"]
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    assert lines[0]["kind"] == "instance.started"
    assert {"task.completed"} <= {line["kind"] for line in lines}
    assert starter.get(f"/instances/{instance_id}/verify") == {
        "entries": len(lines),
        "intact": True,
        "broken_at": None,
    }


def test_who_started_an_instance_cancels_it_once(acting):
    starter = acting("P055")
    instance_id = start(starter)

    acting("P061").post(f"/instances/{instance_id}/cancel", {"reason": "잘못 시작함"}, 403)
    starter.post(f"/instances/{instance_id}/cancel", {"reason": "잘못 시작함"}, 204)

    assert starter.get(f"/instances/{instance_id}")["status"] == "cancelled"
    assert starter.post(f"/instances/{instance_id}/cancel", {"reason": "again"}, 409)["state"] == "cancelled"


@ONE_DATABASE
@pytest.mark.parametrize("person", ["P026", "P027", "P033"])
def test_operators_cancel_what_others_started(acting, person):
    instance_id = start(acting("P055"))

    acting(person).post(f"/instances/{instance_id}/cancel", {"reason": "중복"}, 204)

    assert acting("P055").get(f"/instances/{instance_id}")["waits"] == []


def test_only_operators_set_variables(acting):
    instance_id = start(acting("P055"))
    body = {"variables": {"amount": 12.5}}

    acting("P055").ask("PATCH", f"/instances/{instance_id}/variables", 403, json=body)
    acting("P033").ask("PATCH", f"/instances/{instance_id}/variables", 204, json=body)

    [task] = acting("P028").get("/tasks")["items"]
    assert acting("P028").get(f"/tasks/{task['id']}")["known"]["amount"] == 12.5


def test_a_message_reaches_the_instance_that_waits_for_it_once(acting):
    instance_id = start(acting("P055"), "E-7")
    finish_first_task(acting("P028"))
    message = {"name": "answer", "correlation_key": "E-7", "payload": {"said": "yes"}, "message_id": "m-1"}

    first = acting("P034").post("/messages", message)
    again = acting("P034").post("/messages", message)

    assert first == {"instance_id": instance_id, "started": False, "repeated": False}
    assert again == {"instance_id": instance_id, "started": False, "repeated": True}
    assert acting("P055").get(f"/instances/{instance_id}")["status"] == "ended"


@ONE_DATABASE
def test_a_message_for_nobody_is_not_found_and_not_everybody_sends_one(acting):
    acting("P034").post("/messages", {"name": "answer", "correlation_key": "none"}, 404)
    acting("P055").post("/messages", {"name": "answer"}, 403)
    acting("P055").post("/signals", {"name": "alarm"}, 403)


@ONE_DATABASE
def test_a_signal_says_how_many_will_get_it(acting):
    assert acting("P034").post("/signals", {"name": "alarm"}, 202) == {"receivers": 0}


def test_a_process_that_cannot_go_on_keeps_the_task_open_and_leaves_an_incident(acting):
    stuck = bpmn.doc(
        bpmn.start()
        + bpmn.user("look", attributes='camunda:assignee="P055"')
        + bpmn.xor("seen")
        + bpmn.end()
        + bpmn.end("other"),
        "s>look; look>seen; seen>e[=seen = true]; seen>other[=seen = false]",
        process_id="stuck",
    )
    acting("P026").upload("/deployments", {"stuck.bpmn": stuck}, name="stuck")
    worker = acting("P055")
    instance_id = worker.post("/definitions/stuck/start", {}, 201)["id"]
    [task] = worker.get("/tasks")["items"]

    refused = worker.post(f"/tasks/{task['id']}/complete", {"answers": {"seen": "maybe"}}, 422)

    assert refused["element_id"] == "seen"
    assert [line["id"] for line in worker.get("/tasks")["items"]] == [task["id"]]
    [incident] = acting("P033").get("/incidents", instance_id=instance_id)["items"]
    assert incident["element_id"] == "seen"
