"""What people of the practice ministry write."""

from datetime import date
from random import Random

import pytest

from service.practice.words import Words, remark

DAY = date(2026, 3, 9)


def words(seed=1, unit="9990301"):
    return Words(Random(seed), unit, "안전정책총괄과", DAY)


@pytest.mark.parametrize("seed", range(40))
def test_every_gap_is_filled_and_every_particle_chosen(seed):
    about = words(seed)
    texts = [
        about.title("CONSULT"),
        about.say("summaries"),
        about.body("PETITION", None),
        *about.several("memos"),
        *about.several("directives"),
    ]

    assert not any(mark in text for text in texts for mark in ("{", "}", "을(를)", "이(가)", "(으)로"))


def test_a_text_about_money_names_the_amount():
    assert "48,000,000원" in words().body("EXPENSE", 48_000_000)


def test_the_topic_belongs_to_the_unit():
    assert words(unit="9990212").topic in {
        "긴급돌봄 시범사업",
        "야간 돌봄 지원",
        "돌봄 종사자 교육",
        "돌봄시설 안전",
        "돌봄 수요 조사",
    }


def test_keywords_are_not_repeated():
    found = words().keywords().split(", ")

    assert len(found) == len(set(found)) == 3


def test_remarks_come_from_chance_alone():
    assert remark(Random(5), "holds") == remark(Random(5), "holds")
