"""Who asks: bearer tokens, sessions, and what is refused."""

import dataclasses
from datetime import timedelta

import flask
import pytest
from flask_wtf.csrf import generate_csrf

from service.commands import tokens
from service.context import SYSTEM
from tests.web.api.conftest import ONE_DATABASE, Client

pytestmark = ONE_DATABASE


def issue(office, person_id, **more):
    with office.transaction(SYSTEM) as ctx:
        return tokens.issue(ctx, person_id, "test", **more)


def bearer(app, token):
    return Client(app, {"Authorization": f"Bearer {token}"})


def test_without_a_token_nothing_is_answered(app):
    response = Client(app, {}).response("GET", "/tasks")

    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert response.json["type"] == "urn:dure:problem:not-signed-in"


@pytest.mark.parametrize(
    "header", ["Bearer dure_wrong", "Bearer", "Basic bTAwNTQ6eA==", "dure_x", "Bearer 한"]
)
def test_a_wrong_token_is_refused_even_with_a_session(signed_in, header):
    browser = signed_in("P055")

    assert browser.get("/api/v1/tasks", headers={"Authorization": header}).status_code == 401
    assert browser.get("/api/v1/tasks").status_code == 200


def test_a_token_ends_when_it_expires(app, office, clock):
    _, token = issue(office, "P055", expires_at=clock.now + timedelta(hours=1))

    bearer(app, token).get("/tasks")
    clock.advance(hours=1)

    bearer(app, token).get("/tasks", 401)


def test_answers_stay_out_of_caches(acting):
    assert acting("P055").response("GET", "/tasks").headers["Cache-Control"] == "no-store"


def test_only_the_digest_of_a_token_is_kept(office):
    row, token = issue(office, "P055")

    assert token.startswith("dure_")
    assert token not in {str(value) for value in vars(row).values()}


def test_people_give_out_tokens_and_take_them_back(app, acting):
    mine, other = acting("P055"), acting("P061")

    issued = mine.post("/tokens", {"name": "report", "expires_at": "2027-01-01T00:00:00+09:00"}, 201)
    bearer(app, issued["token"]).get("/tasks")
    other.ask("DELETE", f"/tokens/{issued['id']}", 404)
    mine.ask("DELETE", f"/tokens/{issued['id']}", 204)

    bearer(app, issued["token"]).get("/tasks", 401)
    assert [line["name"] for line in mine.get("/tokens")["items"]] == ["test"]


def test_a_token_that_has_expired_is_not_given_out(acting):
    refused = acting("P055").post("/tokens", {"name": "old", "expires_at": "2026-01-01T00:00:00Z"}, 422)

    assert set(refused["errors"]) == {"expires_at"}


def csrf_token(app, browser):
    """Return the token that a page would carry, with its secret in the browser's session."""
    with app.test_request_context():
        token, secret = generate_csrf(), flask.session["csrf_token"]
    with browser.session_transaction() as session:
        session["csrf_token"] = secret
    return token


def test_a_session_reads_and_needs_its_csrf_token_to_change(app, signed_in):
    browser, body = signed_in("P055"), {"variables": {"number": "E-1"}}

    without = browser.post("/api/v1/definitions/errand/start", json=body)
    token = csrf_token(app, browser)
    with_token = browser.post("/api/v1/definitions/errand/start", json=body, headers={"X-CSRFToken": token})

    assert (without.status_code, without.mimetype) == (400, "application/problem+json")
    assert "CSRF" in without.json["detail"]
    assert with_token.status_code == 201


def test_the_demo_hands_out_tokens_by_login(app):
    visitor = Client(app, {})

    issued = visitor.post("/demo/token", {"login": "m0054"}, 201)

    assert issued["person_id"] == "P054"
    bearer(app, issued["token"]).get("/tasks")
    visitor.post("/demo/token", {"login": "nobody"}, 404)
    assert set(visitor.post("/demo/token", {}, 422)["errors"]) == {"login"}


def test_outside_the_demo_there_are_no_demo_tokens(make_app, settings):
    app = make_app(dataclasses.replace(settings, demo=False))

    Client(app, {}).post("/demo/token", {"login": "m0054"}, 404)
