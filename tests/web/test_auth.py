"""Signing in and out, and the language of the pages."""

import pytest

from service.config import Settings
from service.web.application import make_application
from tests.support.desk import SETTINGS, Desk

DRAFTER = "P057"


@pytest.fixture
def client(app):
    return app.test_client()


def session_of(client) -> dict[str, object]:
    with client.session_transaction() as session:
        return dict(session)


class TestSigningIn:
    def test_people_are_listed_by_unit_with_their_post(self, client):
        page = client.get("/sign-in").text

        assert "안전정책총괄과" in page
        assert "추아린" in page

    def test_a_search_leaves_those_whose_name_post_or_unit_has_the_word(self, client):
        page = client.get("/sign-in?q=추아린").text

        assert "추아린" in page
        assert "노해인" not in page
        assert "Nobody found" in client.get("/sign-in?q=nobody", headers={"Accept-Language": "en"}).text

    def test_choosing_a_person_begins_a_session_as_them(self, client):
        answer = client.post("/sign-in", data={"person": DRAFTER})

        assert answer.location == "/inbox"
        assert session_of(client)["person"] == DRAFTER

    def test_nothing_of_an_earlier_session_stays_but_the_language(self, client):
        with client.session_transaction() as session:
            session.update({"person": "P001", "csrf_token": "planted", "language": "en"})

        client.post("/sign-in", data={"person": DRAFTER})

        assert session_of(client) == {"person": DRAFTER, "language": "en"}

    def test_somebody_who_is_not_in_the_directory_is_nobody(self, client):
        assert client.post("/sign-in", data={"person": "P999"}).status_code == 404
        assert "person" not in session_of(client)

    @pytest.mark.parametrize(
        ("wanted", "reached"),
        [
            ("/documents?tab=mine", "/documents?tab=mine"),
            ("https://elsewhere.example/", "/inbox"),
            ("//elsewhere.example/", "/inbox"),
            ("/\\elsewhere.example", "/inbox"),
            ("", "/inbox"),
        ],
    )
    def test_afterwards_one_goes_where_one_wanted_but_never_elsewhere(self, client, wanted, reached):
        answer = client.post("/sign-in", data={"person": DRAFTER, "next": wanted})

        assert answer.location == reached

    def test_who_is_not_signed_in_is_asked_to_and_comes_back(self, client):
        answer = client.get("/documents?tab=mine")

        assert answer.location == "/sign-in?next=/documents?tab%3Dmine"

    def test_signing_out_ends_the_session(self, app):
        desk = Desk(app, DRAFTER)

        desk.send("/sign-out")

        assert "person" not in session_of(desk.client)

    def test_a_form_without_its_token_is_refused(self, app, client):
        app.config["WTF_CSRF_ENABLED"] = True

        assert client.post("/sign-in", data={"person": DRAFTER}).status_code == 400


class TestOfficeOfItsOwn:
    """Where it is no practice, nobody chooses who they are."""

    @pytest.fixture
    def client(self, practice):
        app = make_application(Settings.from_environment({**SETTINGS, "DURE_DEMO": "0"}), practice.office)
        app.config["WTF_CSRF_ENABLED"] = False
        return app.test_client()

    def test_the_page_says_so_and_names_nobody(self, client):
        page = client.get("/sign-in").text

        assert "DURE_DEMO=1" in page
        assert "추아린" not in page

    def test_a_name_that_is_sent_all_the_same_is_not_taken(self, client):
        assert client.post("/sign-in", data={"person": DRAFTER}).status_code == 404
        assert "person" not in session_of(client)


class TestLanguage:
    def test_the_browser_is_asked_first(self, client):
        assert '<html lang="en">' in client.get("/sign-in", headers={"Accept-Language": "en-GB"}).text
        assert (
            '<html lang="ko">' in client.get("/sign-in", headers={"Accept-Language": "ko-KR,en;q=0.5"}).text
        )

    def test_else_the_office_decides(self, client):
        assert '<html lang="ko">' in client.get("/sign-in", headers={"Accept-Language": "fr"}).text

    def test_a_choice_stays_and_leads_back(self, client):
        answer = client.post(
            "/language", data={"language": "en"}, headers={"Referer": "http://localhost/sign-in?q=a"}
        )

        assert answer.location == "/sign-in?q=a"
        assert '<html lang="en">' in client.get("/sign-in", headers={"Accept-Language": "ko"}).text

    @pytest.mark.parametrize(
        "referrer", ["http://elsewhere.example/x", "", "http://localhost//elsewhere.example"]
    )
    def test_a_choice_never_leads_elsewhere(self, client, referrer):
        answer = client.post("/language", data={"language": "ko"}, headers={"Referer": referrer})

        assert answer.location in ("/", "/elsewhere.example")

    def test_a_language_that_is_not_spoken_changes_nothing(self, client):
        client.post("/language", data={"language": "xx"})

        assert "language" not in session_of(client)
