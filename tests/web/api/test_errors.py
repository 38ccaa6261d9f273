"""What is wrong with a request is told by status, field and thing; nothing that comes in is a fault of ours."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.api.conftest import ONE_DATABASE

pytestmark = ONE_DATABASE

START = "/definitions/errand/start"

NAMES = st.text(max_size=8) | st.sampled_from(
    ["number", "title", "kind", "recipients", "work_type", "amount"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def client(acting):
    return acting("P055")


def test_a_body_that_is_no_json_is_refused(client):
    client.ask("POST", START, 400, data="{", content_type="application/json")
    client.ask("POST", START, 400, data='{"variables": {"x": NaN}}', content_type="application/json")
    client.ask("POST", START, 400, data="[" * 100_000, content_type="application/json")
    client.ask("POST", START, 400, data=b'{"a": "\xff"}', content_type="application/json")
    client.ask("POST", START, 415, data="{}", content_type="text/plain")
    client.ask("POST", START, 413, data='{"a": "' + "x" * 1_100_000 + '"}', content_type="application/json")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ([], {"_schema"}),
        (None, {"_schema"}),
        ("text", {"_schema"}),
        ({"answers": []}, {"answers"}),
        ({"unknown": 1}, {"unknown"}),
        ({"business_key": 7}, {"business_key"}),
        ({"business_key": "x" * 300}, {"business_key"}),
    ],
)
def test_a_wrong_field_is_named(client, body, fields):
    refused = client.ask("POST", START, 422, data=json.dumps(body), content_type="application/json")

    assert set(refused["errors"]) == fields
    assert refused["title"] == "Unprocessable Entity"


@pytest.mark.parametrize(
    "value",
    [
        '"a\\u0000b"',
        '"\\ud800"',
        "1e99999",
        "1e-99999",
        "[" * 40 + "]" * 40,
        "9" * 60,
        "1e20",
        str(-(2**63)),
        '{"\\u0000": 1}',
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_place(client, value):
    body = f'{{"variables": {{"x": {value}}}}}'

    refused = client.ask("POST", START, 422, data=body, content_type="application/json")

    assert "x" in refused["errors"]["variables"]


def test_numbers_keep_their_digits(client, acting):
    body = '{"variables": {"number": "E-1", "amount": 0.1234567890123456789}}'
    client.ask("POST", START, 201, data=body, content_type="application/json")

    [task] = acting("P028").get("/tasks")["items"]

    history = client.get(f"/instances/{task['instance_id']}/history")["items"]
    assert history[0]["payload"]["variables"]["amount"] == "0.1234567890123456789"


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("/tasks", {"limit": 0}, "limit"),
        ("/tasks", {"limit": "many"}, "limit"),
        ("/tasks", {"cursor": "nonsense"}, "cursor"),
        ("/tasks", {"cursor": "한"}, "cursor"),
        ("/tasks", {"colour": "red"}, "colour"),
        ("/tasks", {"process_key": "a\0b"}, "process_key"),
        ("/instances", {"cursor": "MjAyNg=="}, "cursor"),
        ("/documents", {"cursor": "MjAyNi0xMS0zMFQwMTowMDowMH4w"}, "cursor"),
    ],
)
def test_a_wrong_parameter_is_named(client, path, query, field):
    assert set(client.get(path, 422, **query)["errors"]) == {field}


def test_a_path_that_does_not_exist_and_a_method_that_is_not_offered_are_problems_too(app, client):
    asked = app.test_client()
    for path, method, status in (
        ("/api/v1/nothing", "GET", 404),
        ("/api/v1/tasks/not-an-id", "GET", 404),
        ("/api/v1/tasks", "DELETE", 405),
    ):
        response = asked.open(path, method=method, headers=client.headers)
        assert (response.status_code, response.mimetype) == (status, "application/problem+json")
        assert response.json["instance"] == path


def test_a_key_that_is_no_text_is_refused(client):
    response = client.app.test_client().get("/api/v1/definitions/a%00b/versions", headers=client.headers)

    assert response.status_code == 422


def test_whatever_is_sent_is_no_fault_of_ours(client):
    paths = {
        START: "variables",
        "/definitions/memo_report/start": "answers",
        "/decisions/delegation/evaluate": "variables",
    }

    @settings(
        max_examples=50,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(sorted(paths)), st.dictionaries(NAMES, VALUES, max_size=4) | VALUES)
    def send(path, value):
        body = json.dumps({paths[path]: value})
        response = client.response("POST", path, data=body, content_type="application/json")
        assert response.status_code < 500

    send()
