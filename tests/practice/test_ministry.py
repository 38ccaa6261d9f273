"""The practice ministry in an office."""

from datetime import UTC, datetime

import pytest

from service.context import SYSTEM
from service.domain.errors import NotFound
from service.persistence.directory import load_revision
from service.persistence.models import Holiday, PersonRow, RegisterSeries, Tenant, UnitTask
from service.practice import ministry
from tests.practice.conftest import ROOT


def load(office):
    with office.transaction(SYSTEM) as ctx:
        return ministry.load(ctx).counts


def revision(office):
    with office.reading(SYSTEM) as ctx:
        return load_revision(ctx.session, ctx.tenant)


def test_the_ministry_has_its_people_and_units(office):
    counts = load(office)

    with office.reading(SYSTEM) as ctx:
        directory = ctx.directory
    assert (len(directory.people), len(directory.units)) == (66, 27)
    assert directory.display("P054") == "안전정책총괄과장 노해인"
    assert directory.person("P028").roles == {"directive_coordinator", "task_classifier"}
    assert directory.absent("P053", datetime(2026, 12, 1, 0, tzinfo=UTC)) is not None
    assert counts["people"] == 66


def test_an_office_may_open_without_people(office):
    for name in ("시험청", "다른 이름"):
        with office.transaction(SYSTEM) as ctx:
            ministry.open_office(ctx, name)

    with office.reading(SYSTEM) as ctx:
        assert ctx.directory.people == ()
        assert ctx.session.get_one(Tenant, ctx.tenant).name == "시험청"


def test_loading_again_changes_nothing(office):
    load(office)
    before = revision(office)

    assert load(office) == {}
    assert revision(office) == before


def test_what_differs_is_put_right_and_shows_in_the_revision(office):
    load(office)
    before = revision(office)
    with office.transaction(SYSTEM) as ctx:
        ctx.session.get_one(PersonRow, (ctx.tenant, "P054")).unit_code = "9990302"

    assert load(office) == {"people": 1}
    assert revision(office) == before + 1


def test_books_that_were_opened_stay_as_they_are(office):
    load(office)
    with office.transaction(SYSTEM) as ctx:
        ctx.session.get_one(RegisterSeries, (ctx.tenant, "9990301", 2026)).next_serial = 1300

    load(office)

    with office.reading(SYSTEM) as ctx:
        assert ctx.session.get_one(RegisterSeries, (ctx.tenant, "9990301", 2026)).next_serial == 1300


def test_days_off_and_unit_tasks_come_along(office):
    load(office)

    with office.reading(SYSTEM) as ctx:
        day_off = ctx.session.get_one(Holiday, (ctx.tenant, datetime(2026, 12, 28, tzinfo=UTC).date()))
        task = ctx.session.get_one(UnitTask, (ctx.tenant, "UT-1001"))
    assert not day_off.is_working_day
    assert task.path.startswith("공공질서·안전 > 생활안전관리")


def test_the_library_is_deployed_once(office):
    load(office)
    with office.transaction(SYSTEM) as ctx:
        first = ministry.deploy_library(ctx, ROOT / "processes", ROOT / "forms")
    with office.transaction(SYSTEM) as ctx:
        second = ministry.deploy_library(ctx, ROOT / "processes", ROOT / "forms")

    assert set(first.processes) == {"internal_approval", "memo_report", "directive_follow_up"}
    assert first.decisions == {"delegation": 1, "work_types": 1}
    assert second.id is None


def test_an_empty_library_is_an_error(office, tmp_path):
    with office.reading(SYSTEM) as ctx, pytest.raises(NotFound, match="no models"):
        ministry.deploy_library(ctx, tmp_path, tmp_path)
