"""Who is who, who is away, and under which names work waits for a person."""

from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.directory import Absence, Directory, Person, Unit
from service.domain.errors import Invalid, NotFound
from tests.domain.ministry import SEOUL, ministry, moment

OFFICE = moment("2026-11-30T10:00")
TRIP = moment("2026-12-01T10:00")

moments = st.datetimes(
    moment("2026-11-01T00:00").replace(tzinfo=None),
    moment("2026-12-31T00:00").replace(tzinfo=None),
    timezones=st.sampled_from([SEOUL, UTC]),
)
people = st.sampled_from([person.id for person in ministry().people])


def test_units_upward_end_with_the_ministry():
    assert [unit.head_role for unit in ministry().upward("9990301")] == ["과장", "국장", "차관", "장관"]


def test_unit_above_itself_is_refused():
    directory = Directory(SEOUL, units=(Unit("1", "가", parent_code="2"), Unit("2", "나", parent_code="1")))

    with pytest.raises(Invalid):
        directory.upward("1")


def test_unknown_person_is_not_found():
    with pytest.raises(NotFound):
        ministry().person("P999")


def test_homonyms_are_shown_with_their_units():
    assert ministry().display("P021") == "기획재정담당관 사무관 김민서"
    assert ministry().display("P049") == "지역협력과 주무관 김민서"
    assert ministry().display("P054") == "안전정책총괄과장 노해인"


def test_acting_head_holds_the_vacant_post_from_the_first_day():
    assert ministry().holder_of("9990212", moment("2026-11-15T23:59")) is None
    holder = ministry().holder_of("9990212", moment("2026-11-16T00:00"))

    assert holder is not None
    assert (holder.person.id, holder.is_acting) == ("P043", True)


def test_acting_head_owns_the_inbox_of_the_post():
    assert "post:9990212" in ministry().principals_of("P043", OFFICE)


def test_head_keeps_the_post_also_while_away():
    assert "post:9990300" in ministry().principals_of("P053", TRIP)


def test_designated_deputy_has_the_names_of_the_absent_person():
    present, away = (ministry().principals_of("P054", at) for at in (OFFICE, TRIP))

    assert away - present == {"user:P053", "post:9990300"}


def test_deputy_by_standing_order_has_the_post_and_not_the_letters():
    principals = ministry().principals_of("P048", TRIP)

    assert "post:9990221" in principals
    assert "user:P047" not in principals


def test_personal_powers_are_not_lent():
    absence = Absence("P027", "연가", OFFICE, TRIP, deputy_id="P028")
    directory = Directory(SEOUL, ministry().units, ministry().people, (absence,))

    assert "user:P027" in directory.principals_of("P028", OFFICE)
    assert "group:tenant_admin" not in directory.principals_of("P028", OFFICE)


def test_standing_in_does_not_cascade():
    first = Absence("P053", "출장", OFFICE, TRIP, deputy_id="P054")
    second = Absence("P054", "연가", OFFICE, TRIP, deputy_id="P055")
    directory = Directory(SEOUL, ministry().units, ministry().people, (first, second))

    assert "user:P054" in directory.principals_of("P055", OFFICE)
    assert "user:P053" not in directory.principals_of("P055", OFFICE)


def test_absent_deputy_is_replaced_by_the_next_in_the_standing_order():
    first = Absence("P053", "출장", OFFICE, TRIP, deputy_id="P054")
    second = Absence("P054", "연가", OFFICE, TRIP)
    directory = Directory(
        SEOUL,
        ministry().units,
        ministry().people,
        (first, second),
        deputy_orders=ministry().deputy_orders,
    )

    substitute = directory.substitute_for("P053", OFFICE)

    assert substitute is not None
    assert (substitute.person.id, substitute.is_designated) == ("P059", False)


def test_absence_ends_at_its_end():
    end = moment("2026-12-01T18:00")

    assert ministry().absent("P053", end - timedelta(minutes=1)) is not None
    assert ministry().absent("P053", end) is None


def test_person_on_long_leave_is_absent_without_a_row():
    person = Person("P1", "허윤", "9990212", status="육아휴직")
    directory = Directory(SEOUL, people=(person,))

    absence = directory.absent("P1", OFFICE)

    assert absence is not None
    assert absence.kind == "육아휴직"
    assert absence.is_endless


def test_absence_is_the_same_moment_in_every_zone():
    assert ministry().absent("P053", TRIP.astimezone(UTC)) == ministry().absent("P053", TRIP)


@given(people, moments)
def test_everyone_has_their_own_name(person, at):
    assert f"user:{person}" in ministry().principals_of(person, at)


@given(people, moments)
def test_substitute_is_present_and_another_person(person, at):
    substitute = ministry().substitute_for(person, at)

    if substitute is not None:
        assert ministry().absent(person, at) is not None
        assert ministry().is_available(substitute.person.id, at)
        assert substitute.person.id != person


@given(people, moments)
def test_substitutes_mirror_substitute_for(person, at):
    for absentee in ministry().substitutes(person, at):
        substitute = ministry().substitute_for(absentee.id, at)

        assert substitute is not None
        assert substitute.person.id == person


@given(moments)
def test_a_post_has_at_most_one_holder(at):
    for unit in ministry().units:
        holders = [p.id for p in ministry().people if unit in ministry().posts_held_by(p.id, at)]

        assert len(holders) <= 1


def test_unknown_unit_and_post_are_not_found():
    with pytest.raises(NotFound):
        ministry().unit("1")
    with pytest.raises(NotFound):
        ministry().unit_with_head_post("없는과장")
