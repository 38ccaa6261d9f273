"""Directives: their way, who goes it, and the light of each one in the ministry's list."""

import json
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.calendar import WorkingCalendar
from service.domain.directive_signals import Light, elapsed_percent, last_period, signal
from service.domain.directives import (
    Directive,
    DirectiveAct,
    DirectiveState,
    ReportCycle,
    acts_in,
    check_extension,
    check_may,
    check_reason,
    may,
    state_after,
)
from service.domain.errors import Conflict, Invalid, NotPermitted
from tests.domain.ministry import DATA, SEOUL, ministry, moment

CALENDAR = WorkingCalendar(SEOUL)
NOW = moment("2026-12-01T17:00")
LISTED = json.loads((DATA / "directives.json").read_text(encoding="utf-8"))
# The list shows these two as yellow. By the rules DIR-06 is 14 points behind (40 % of 55 %) and green,
# and DIR-12 is six days past its due date without an extension and red.
DIFFERENT = {"DIR-06": Light.GREEN, "DIR-12": Light.RED}
DERIVED = {"지연": "추진중", "기한경과": "추진중"}

DIRECTIVE = Directive(
    DirectiveState.IN_PROGRESS,
    issued_on=date(2026, 11, 1),
    issuer_id="P001",
    lead_id="P055",
    due=date(2026, 12, 31),
    assigned_on=date(2026, 11, 2),
    planned_on=date(2026, 11, 5),
    progress=60,
)


def day(text):
    return date.fromisoformat(text[:10]) if text and text != "상시" else None


def listed(row):
    """A row of the list as facts. Where it tells no assignment, it was assigned the day it was issued."""
    reports = [r for r in row["reports"] if r["at"]]
    extension = row["extension"]
    state = DirectiveState(DERIVED.get(row["status"], row["status"]))
    is_assigned = state is not DirectiveState.AWAITING_ASSIGNMENT
    return Directive(
        state,
        issued_on=date.fromisoformat(row["issued_at"][:10]),
        due=day(row["due"]),
        cycle=ReportCycle(row["report_cycle"]),
        assigned_on=day(row["issued_at"]) if is_assigned else None,
        planned_on=day(row["plan"].get("approved")),
        reports=tuple(day(r["at"]) for r in reports),
        progress=reports[-1]["progress"] if reports else 0,
        extended_to=day(extension.get("new_due")),
        extension_approved_at=NOW if extension.get("approved_by") else None,
    )


@pytest.mark.parametrize("row", LISTED, ids=[row["directive_id"] for row in LISTED])
def test_light_of_the_listed_directive(row):
    expected = DIFFERENT.get(row["directive_id"], Light(row["signal"]))

    assert signal(listed(row), NOW, CALENDAR).light is expected


def test_missing_monthly_report_is_named():
    row = next(row for row in LISTED if row["directive_id"] == "DIR-04")

    found = signal(listed(row), NOW, CALENDAR)

    assert (found.light, found.code, found.ko) == (Light.RED, "UNREPORTED", "11월 미보고")


def test_extension_counts_only_once_it_is_approved():
    late = replace(DIRECTIVE, due=date(2026, 11, 27), extended_to=date(2026, 12, 8), progress=80)

    waiting = signal(late, NOW, CALENDAR)
    approved = signal(replace(late, extension_approved_at=NOW), NOW, CALENDAR)

    assert (waiting.light, waiting.code) == (Light.RED, "OVERDUE")
    assert "연장 승인 전" in waiting.ko
    assert approved.light is Light.GREEN


def test_progress_far_behind_is_yellow():
    found = signal(replace(DIRECTIVE, progress=10), NOW, CALENDAR)

    assert (found.light, found.code) == (Light.YELLOW, "BEHIND")


def test_no_plan_after_five_working_days_is_yellow():
    unplanned = replace(DIRECTIVE, planned_on=None, assigned_on=date(2026, 11, 23))

    assert signal(unplanned, moment("2026-11-30T17:00"), CALENDAR).light is Light.GREEN
    assert signal(unplanned, NOW, CALENDAR).code == "UNPLANNED"


def test_due_day_itself_is_not_late():
    due_today = replace(DIRECTIVE, due=date(2026, 12, 1), progress=95)

    assert signal(due_today, NOW, CALENDAR).light is Light.GREEN


@given(st.sampled_from([s for s in DirectiveState if s.is_final]), st.datetimes(timezones=st.just(SEOUL)))
def test_finished_directive_is_never_red(state, at):
    finished = replace(DIRECTIVE, state=state, due=date(2026, 1, 1))

    assert signal(finished, at, CALENDAR).light in (Light.GREEN, Light.NONE)


@given(st.dates(), st.dates(), st.dates())
def test_elapsed_share_stays_between_nothing_and_all(start, due, on):
    assert 0 <= elapsed_percent(start, due, on) <= 100


@given(
    st.sampled_from([ReportCycle.WEEK, ReportCycle.MONTH, ReportCycle.QUARTER]),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)
def test_last_period_ended_before_the_day_and_the_next_one_did_not(cycle, on):
    period = last_period(cycle, on)

    assert period.first <= period.last < on
    assert (on - period.last).days <= {"주": 7, "월": 31, "분기": 92}[cycle]


@pytest.mark.parametrize("cycle", ReportCycle)
def test_cycle_is_read_from_the_duration_of_its_timer(cycle):
    assert ReportCycle.from_iso(cycle.iso) is cycle


def test_other_duration_is_no_cycle():
    with pytest.raises(Invalid):
        ReportCycle.from_iso("P2D")


def test_directive_goes_its_way():
    way = ["ASSIGN", "OBJECT", "ASSIGN", "ACCEPT", "PLAN", "REPORT", "REPORT_DONE", "ASK_SUPPLEMENT"]
    way += ["REPORT_DONE", "CONFIRM"]
    state = DirectiveState.AWAITING_ASSIGNMENT

    for act in way:
        state = state_after(state, DirectiveAct[act])

    assert state is DirectiveState.DONE


@given(st.sampled_from(DirectiveState), st.sampled_from(DirectiveAct))
def test_state_allows_exactly_the_acts_it_names(state, act):
    if act in acts_in(state):
        assert state_after(state, act) in DirectiveState
        return
    with pytest.raises(Conflict):
        state_after(state, act)


def test_finished_directive_allows_nothing():
    assert all(not acts_in(state) for state in DirectiveState if state.is_final)


def test_lead_reports_issuer_confirms_coordinator_assigns():
    names = {person: ministry().principals_of(person, NOW) for person in ("P055", "P001", "P028", "P057")}

    assert may(DirectiveAct.REPORT_DONE, DIRECTIVE, names["P055"])
    assert may(DirectiveAct.CONFIRM, DIRECTIVE, names["P001"])
    assert may(DirectiveAct.ASSIGN, DIRECTIVE, names["P028"])
    assert not any(may(act, DIRECTIVE, names["P057"]) for act in DirectiveAct)


def test_directive_from_outside_is_confirmed_by_its_coordinator():
    outside = replace(DIRECTIVE, issuer_id=None, state=DirectiveState.AWAITING_CONFIRMATION)

    check_may(DirectiveAct.CONFIRM, outside, ministry().principals_of("P028", NOW))


def test_wrong_person_is_refused_before_the_wrong_moment():
    lead = ministry().principals_of("P055", NOW)

    with pytest.raises(NotPermitted):
        check_may(DirectiveAct.CONFIRM, DIRECTIVE, lead)
    with pytest.raises(Conflict):
        check_may(DirectiveAct.ACCEPT, DIRECTIVE, lead)


def test_supplement_needs_a_reason():
    check_reason(DirectiveAct.REPORT, "")
    with pytest.raises(Invalid):
        check_reason(DirectiveAct.ASK_SUPPLEMENT, "")


@pytest.mark.parametrize(
    ("due", "new_due", "on"),
    [
        (None, date(2027, 1, 1), date(2026, 12, 1)),
        (date(2026, 11, 27), date(2026, 12, 8), date(2026, 11, 28)),
        (date(2026, 12, 31), date(2026, 12, 31), date(2026, 12, 1)),
    ],
    ids=["standing", "too late", "not later"],
)
def test_extension_that_is_none_is_refused(due, new_due, on):
    with pytest.raises(Invalid):
        check_extension(replace(DIRECTIVE, due=due), new_due, on)


def test_extension_in_time_is_accepted():
    check_extension(DIRECTIVE, date(2027, 1, 31), datetime.fromisoformat("2026-12-31").date())


def test_directive_without_end_is_never_late():
    assert signal(replace(DIRECTIVE, due=None, progress=0), NOW, CALENDAR).light is Light.GREEN


def test_plan_is_awaited_for_five_working_days():
    fresh = replace(DIRECTIVE, planned_on=None, assigned_on=date(2026, 11, 30))

    assert signal(fresh, NOW, CALENDAR).light is Light.GREEN


def test_period_that_began_before_the_plan_needs_no_report():
    fresh = replace(DIRECTIVE, cycle=ReportCycle.MONTH, planned_on=date(2026, 11, 5))

    assert signal(fresh, NOW, CALENDAR).light is Light.GREEN
    assert signal(replace(fresh, planned_on=date(2026, 11, 1)), NOW, CALENDAR).code == "UNREPORTED"


def test_missing_report_is_marked_on_the_first_working_day():
    monthly = replace(
        DIRECTIVE, cycle=ReportCycle.MONTH, issued_on=date(2026, 9, 1), planned_on=date(2026, 9, 1)
    )

    assert signal(monthly, moment("2026-11-01T10:00"), CALENDAR).light is Light.GREEN
    assert signal(monthly, moment("2026-11-02T10:00"), CALENDAR).ko == "10월 미보고"
