"""Directives: their lights, their life, and who is asked to do something."""

import pytest
from flask import Flask

from service.testing import Case
from tests.support.desk import Desk, application, finish, words_of
from tests.support.practice import Practice

ISSUER, COORDINATOR, LEAD = "P035", "P028", "P054"
TITLE = "겨울철 안전 점검"
ANSWERS = {
    "issuer": ISSUER,
    "issuer_kind": "실장",
    "title": TITLE,
    "text": "겨울이 오기 전에 점검하고 보고하라.",
    "due": "2026-12-10",
    "report_cycle": "P7D",
    "source": "간부회의",
    "disclosure": "공개",
}


@pytest.fixture
def practice() -> Practice:
    return Practice()


@pytest.fixture
def app(practice: Practice) -> Flask:
    return application(practice)


@pytest.fixture
def given(practice: Practice) -> Case:
    return practice.start("directive_follow_up", ANSWERS, by=COORDINATOR)


def page_of(desk: Desk) -> str:
    return desk.open(desk.follow(desk.open("/directives?show=all"), "directives", TITLE))


def carried_out(practice: Practice) -> None:
    """Let the directive be assigned, accepted and planned."""
    finish(practice, COORDINATOR, "assign", lead=LEAD)
    finish(practice, LEAD, "accept", accepted=True)
    finish(practice, LEAD, "plan", plan="첫째 주에 모두 점검", finish_on="2026-12-20")


def test_the_words_stand_as_they_were_given(app, given):
    page = words_of(page_of(Desk(app, LEAD)))

    assert "겨울이 오기 전에 점검하고 보고하라." in page
    assert "Deputy minister" in page
    assert "No light" in page


def test_a_light_says_its_reason_beside_its_colour(app, practice, given):
    carried_out(practice)

    assert "Green" in words_of(page_of(Desk(app, ISSUER)))
    practice.advance(days=20)

    page = words_of(page_of(Desk(app, ISSUER)))
    assert "Red overdue since 2026-12-10" in page
    assert "빨강 기한(2026-12-10) 지남" in words_of(page_of(Desk(app, ISSUER, "ko")))


def test_those_in_trouble_come_first(app, practice, given):
    practice.start(
        "directive_follow_up", {**ANSWERS, "title": "늦은 것", "due": "2026-12-01"}, by=COORDINATOR
    )
    practice.advance(days=3)

    page = words_of(Desk(app, ISSUER).open("/directives"))

    assert page.index("늦은 것") < page.index(TITLE)


def test_progress_is_a_number_and_a_bar(app, practice, given):
    carried_out(practice)
    practice.advance(days=7)
    finish(practice, LEAD, "report", progress=40, text="48개소 점검", finished=False)

    page = page_of(Desk(app, ISSUER))

    assert 'value="40"' in page
    assert "48개소 점검" in page
    assert "reported progress" in words_of(page)


def test_the_one_who_is_asked_is_led_to_the_work(app, practice, given):
    assert "주관 배정 봉미래" in words_of(page_of(Desk(app, LEAD)))
    assert 'href="/inbox/' in page_of(Desk(app, COORDINATOR))
    assert 'href="/inbox/' not in page_of(Desk(app, LEAD))


def test_a_finished_directive_is_only_among_all(app, practice, given):
    carried_out(practice)
    practice.advance(days=7)
    finish(practice, LEAD, "report", progress=100, text="끝", finished=True)
    finish(practice, ISSUER, "confirm", confirmed=True)
    desk = Desk(app, ISSUER)

    assert TITLE not in desk.open("/directives")
    assert TITLE in desk.open("/directives?show=all")
    assert "Green done" in words_of(page_of(desk))


def test_objecting_shows_in_its_life(app, practice, given):
    finish(practice, COORDINATOR, "assign", lead=LEAD)
    finish(practice, LEAD, "accept", accepted=False, reason="재난대응과 소관")

    page = words_of(page_of(Desk(app, COORDINATOR)))

    assert "objected to leading it" in page
    assert "재난대응과 소관" in page
