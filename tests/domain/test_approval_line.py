"""The line beyond the ministry's cases: late binding, laws, refusals, and the way to JSON and back."""

import json
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.approval_data import line_as_data, line_from_data, stage_as_data
from service.domain.approval_line import (
    Capacity,
    LineError,
    Rule,
    StepKind,
    acted,
    bind,
    check_submittable,
    compute_line,
    next_stage,
    render_route,
    rule_of,
)
from service.domain.approval_reasons import particle
from service.domain.approval_steps import RANKS
from service.domain.directory import Absence
from service.domain.errors import NotFound
from tests.domain.ministry import ministry, moment, rows

RULES = {
    row["rule_id"]: rule_of(row, work_type=row["work_type"], grade=row["grade"])
    for row in rows("delegation_rules")
}
BEFORE = moment("2026-11-30T09:20")
ON_THE_DAY = moment("2026-12-01T10:00")
AFTERNOON = moment("2026-12-01T15:00")
EVENING = moment("2026-12-01T18:30")

rules = st.sampled_from(sorted(RULES))
drafters = st.sampled_from([p.id for p in ministry().people if p.is_active])
moments = st.datetimes(
    moment("2026-11-20T00:00").replace(tzinfo=None),
    moment("2026-12-10T00:00").replace(tzinfo=None),
    timezones=st.just(BEFORE.tzinfo),
)


class Unable(Exception):
    """Nobody is left to act, or the one who is must not: the line says so and stops."""


def walk(line, at):
    """The persons who act when every stage is opened at the same moment."""
    persons, done = [], 0
    while True:
        try:
            line, stage = next_stage(ministry(), line, done, at)
        except LineError as error:
            if error.code in ("NOBODY", "SELF_APPROVAL"):
                raise Unable from error
            raise
        if stage is None:
            return persons, line
        persons.append([step.person_id for step in stage.steps])
        done = stage.index


def test_stages_are_those_the_process_asks_for():
    line = compute_line(ministry(), RULES["D05"], "P038", BEFORE)

    kinds = [stage.kind for stage in line.stages()]

    assert kinds == [
        "draft",
        "review",
        "cooperation",
        "cooperation",
        "review",
        "review",
        "review",
        "decision",
    ]
    assert [len(stage.steps) for stage in line.stages()] == [1, 1, 2, 1, 1, 1, 1, 1]


def test_cooperation_goes_to_the_one_who_stands_in_when_its_turn_comes():
    preview = compute_line(ministry(), RULES["D01"], "P056", BEFORE)
    cooperation = next(stage for stage in preview.stages() if stage.kind == "cooperation")

    line, stage = next_stage(ministry(), preview, cooperation.index - 1, ON_THE_DAY)

    assert [step.person_id for step in cooperation.steps] == ["P020", "P006"]
    assert [step.person_id for step in stage.steps] == ["P021", "P006"]
    assert line.step(stage.steps[0].id).capacity is Capacity.PROXY


def test_stage_is_a_small_variable_of_the_process():
    line = compute_line(ministry(), RULES["D04"], "P057", ON_THE_DAY)

    assert stage_as_data(line.stages()[-1], ministry()) == {
        "kind": "decision",
        "index": 3,
        "steps": [{"id": "s3", "person": "P054", "post": "안전정책국장", "name": "노해인"}],
    }


def test_reviewer_who_left_meanwhile_is_skipped():
    preview = compute_line(ministry(), RULES["D01"], "P056", BEFORE)

    line, stage = next_stage(ministry(), preview, 2, ON_THE_DAY)

    assert stage.kind == "review"
    assert stage.steps[0].person_id == "P002"
    assert "P053:검토생략(출장)" in render_route(line)


def test_earlier_steps_stay_as_they_were_acted():
    preview = compute_line(ministry(), RULES["D04"], "P057", BEFORE)

    line, stage = next_stage(ministry(), preview, 2, ON_THE_DAY)

    assert stage.steps[0].person_id == "P054"
    assert stage.kind == "decision"
    assert render_route(line) == "P057:기안 > P055:검토 > P054:검토 > P054:결재(전결·대결)"


def test_review_left_out_for_a_deputy_is_made_up_when_the_decider_is_back():
    preview = compute_line(ministry(), RULES["D04"], "P057", ON_THE_DAY)
    done = preview.stages()[1].index

    persons, _ = walk(preview, EVENING)
    line, stage = next_stage(ministry(), preview, preview.decision.stage - 1, EVENING)

    assert done == 1
    assert persons == [["P055"], ["P054"], ["P053"]]
    assert (stage.kind, stage.steps[0].person_id) == ("review", "P054")
    assert next_stage(ministry(), line, stage.index, EVENING)[1].steps[0].person_id == "P053"


def test_absent_decider_may_decide_from_afar():
    line = compute_line(ministry(), RULES["D09"], "P060", AFTERNOON)
    assert line.post_reports == ("P002", "P001")

    line = acted(ministry(), line, line.decision.id, "P002", AFTERNOON)

    assert line.decision.marks == ("전결",)
    assert line.decision.capacity is Capacity.INCUMBENT
    assert line.post_reports == ("P001",)


def test_another_deputy_may_take_over_and_the_line_says_so():
    line = compute_line(ministry(), RULES["D09"], "P060", AFTERNOON)

    line = acted(ministry(), line, line.decision.id, "P035", AFTERNOON)

    assert line.decision.marks == ("전결", "대결")
    assert line.decision.reason.code == "TOOK_OVER"
    assert line.post_reports == ("P002", "P001")


def test_reason_names_rule_post_person_and_absence():
    line = compute_line(ministry(), RULES["D04"], "P057", ON_THE_DAY)

    reason = line.decision.reason

    for words in ("위임전결 규정 D04", "안전정책국장 강단우", "출장", "2026-12-01 18:00", "노해인이 대결"):
        assert words in reason.ko
    assert reason.code == "DESIGNATED_DEPUTY"
    assert "rule D04" in reason.en


def test_reason_explains_a_rank_that_is_missing():
    line = compute_line(ministry(), RULES["D18"], "P057", BEFORE)

    assert "실을 두지 않는 국" in line.decision.reason.ko


def test_cooperation_of_the_own_unit_is_left_out_with_its_reason():
    line = compute_line(ministry(), RULES["D08"], "P031", BEFORE)

    assert [step.reason.code for step in line.left_out] == ["OWN_UNIT"]


def test_designer_of_a_process_change_may_not_decide_on_it():
    line = compute_line(ministry(), RULES["D51"], "P025", BEFORE)

    with pytest.raises(LineError) as submitted:
        check_submittable(line)
    with pytest.raises(LineError) as opened:
        next_stage(ministry(), line, 0, BEFORE)

    assert submitted.value.code == opened.value.code == "SELF_APPROVAL"


def test_process_change_of_a_colleague_may_be_submitted():
    line = compute_line(ministry(), RULES["D51"], "P026", BEFORE)

    check_submittable(line)

    assert line.decision.person_id == "P025"


def test_several_rules_are_an_error():
    with pytest.raises(LineError) as raised:
        rule_of([{"rule_id": "D1"}, {"rule_id": "D2"}])

    assert raised.value.code == "SEVERAL_RULES"
    assert "D1, D2" in str(raised.value)


def test_rule_with_an_unknown_post_is_an_error():
    rule = replace(RULES["D10"], coop_posts="없는과장")

    with pytest.raises(LineError) as raised:
        compute_line(ministry(), rule, "P060", BEFORE)

    assert raised.value.code == "UNKNOWN_POST"


def test_rule_with_an_unknown_rank_is_an_error():
    with pytest.raises(LineError) as raised:
        compute_line(ministry(), Rule("X1", "대리"), "P060", BEFORE)

    assert raised.value.code == "UNKNOWN_ROLE"


def test_decision_without_anybody_left_cannot_be_submitted():
    away = tuple(Absence(p, "연가", BEFORE, EVENING) for p in ("P065", "P066"))
    directory = replace(ministry(), absences=away)
    line = compute_line(directory, RULES["D04"], "P067", BEFORE)

    with pytest.raises(LineError) as raised:
        check_submittable(line)

    assert raised.value.code == "NOBODY"
    assert [notice.code for notice in line.warnings] == ["NOBODY"]


def test_desk_officer_decides_own_certificate_with_a_warning():
    line = compute_line(ministry(), RULES["D33"], "P063", BEFORE)

    assert render_route(line) == "P063:기안·결재(전결)"
    assert [notice.code for notice in line.warnings] == ["SELF_APPROVAL"]


def test_unknown_step_is_not_found():
    with pytest.raises(NotFound):
        compute_line(ministry(), RULES["D04"], "P057", BEFORE).step("s99")


def test_bind_answers_for_the_moment_asked():
    step = compute_line(ministry(), RULES["D04"], "P057", BEFORE).decision

    assert bind(ministry(), step, BEFORE).person_id == "P053"
    away = bind(ministry(), step, ON_THE_DAY)
    assert (away.person_id, away.holder_id, away.capacity) == ("P054", "P053", Capacity.DEPUTY)


@pytest.mark.parametrize(("word", "expected"), [("노해인", "노해인이"), ("윤서호", "윤서호가"), ("", "가")])
def test_particle_follows_the_last_syllable(word, expected):
    assert particle(word, "이", "가") == expected


@given(rules, drafters, moments)
def test_line_begins_with_the_draft_and_ends_with_the_decision(rule, drafter, at):
    line = compute_line(ministry(), RULES[rule], drafter, at)

    assert line.steps[0].kind is StepKind.DRAFT
    assert line.steps[-1].kind is StepKind.DECISION
    assert [step.kind for step in line.steps].count(StepKind.DECISION) == 1
    assert RANKS[line.final_role] >= RANKS["담당"]


@given(rules, drafters, moments)
def test_nobody_reviews_twice_in_a_row_nor_what_they_decide(rule, drafter, at):
    line = compute_line(ministry(), RULES[rule], drafter, at)
    walked = [step for step in line.steps if step.is_walked]

    reviewers = [step.person_id for step in walked if step.kind is StepKind.REVIEW]

    assert line.decision.person_id not in reviewers
    for lower, higher in pairwise(walked):
        if higher.kind is StepKind.REVIEW and not lower.kind.is_cooperation:
            assert lower.person_id != higher.person_id


@given(rules, drafters, moments)
def test_absent_people_act_on_nothing(rule, drafter, at):
    line = compute_line(ministry(), RULES[rule], drafter, at)

    for step in line.steps[1:]:
        if step.is_walked and step.person_id is not None:
            assert ministry().is_available(step.person_id, at)


@given(rules, drafters, moments)
def test_every_step_says_why_in_both_languages(rule, drafter, at):
    line = compute_line(ministry(), RULES[rule], drafter, at)

    assert all(step.reason.ko and step.reason.en and step.reason.code != "UNBOUND" for step in line.plan)


@given(rules, drafters, moments)
def test_walking_the_line_at_once_is_walking_the_preview(rule, drafter, at):
    line = compute_line(ministry(), RULES[rule], drafter, at)
    expected = [[step.person_id for step in stage.steps] for stage in line.stages()[1:]]

    with suppress(Unable):
        persons, last = walk(line, at)
        assert persons == expected
        assert render_route(last) == render_route(line)


@given(rules, drafters, moments, moments)
def test_line_reaches_a_decision_however_people_come_and_go(rule, drafter, planned, acted_at):
    line = compute_line(ministry(), RULES[rule], drafter, planned)

    with suppress(Unable):
        persons, last = walk(line, acted_at)
        assert persons[-1] == [last.decision.person_id]


@given(rules, drafters, moments)
def test_line_survives_the_way_to_json_and_back(rule, drafter, at):
    line = compute_line(ministry(), RULES[rule], drafter, at)

    assert line_from_data(json.loads(json.dumps(line_as_data(line)))) == line


def without_acting_head():
    return replace(ministry(), acting_heads=())


def test_vacant_reviewer_is_skipped():
    line = compute_line(without_acting_head(), RULES["D04"], "P044", BEFORE)

    assert render_route(line) == "P044:기안 > P043:검토 > ?:검토생략(공석) > P036:결재(전결)"


def test_vacant_decider_is_stood_in_for_by_the_standing_order():
    line = compute_line(without_acting_head(), RULES["D24"], "P044", BEFORE)

    assert render_route(line) == "P044:기안 > P043:결재(전결·대결)"
    assert "공석" in line.decision.reason.ko


def test_absent_designated_deputy_is_told():
    away = (
        Absence("P053", "출장", BEFORE, EVENING, deputy_id="P054"),
        Absence("P054", "연가", BEFORE, EVENING),
    )
    line = compute_line(replace(ministry(), absences=away), RULES["D04"], "P057", BEFORE)

    assert render_route(line) == "P057:기안 > P055:검토 > P054:검토생략(연가) > P059:결재(전결·대결)"
    assert [notice.code for notice in line.warnings] == ["DEPUTY_ABSENT"]


def test_stage_that_nobody_can_act_on_is_not_opened():
    away = tuple(Absence(p, "연가", BEFORE, EVENING) for p in ("P065", "P066"))
    line = compute_line(ministry(), RULES["D04"], "P067", BEFORE)

    with pytest.raises(LineError) as raised:
        next_stage(replace(ministry(), absences=away), line, 0, BEFORE)

    assert raised.value.code == "NOBODY"


def test_secretariat_of_the_minister_reports_to_the_minister():
    line = compute_line(ministry(), RULES["D01"], "P004", BEFORE)

    assert render_route(line).endswith("P003:검토 > {P020:병렬협조|P006:병렬협조} > P001:결재")


def test_house_without_the_deciding_rank_has_no_line():
    units = tuple(unit for unit in ministry().units if unit.head_role not in ("차관", "장관"))
    units = tuple(
        replace(u, parent_code=None) if u.parent_code in ("9990009", "9990000") else u for u in units
    )

    with pytest.raises(LineError) as raised:
        compute_line(replace(ministry(), units=units), RULES["D22"], "P057", BEFORE)

    assert raised.value.code == "NO_DECIDER"


def test_acting_is_confirmed_by_the_planned_person():
    line = compute_line(ministry(), RULES["D04"], "P057", ON_THE_DAY)

    assert acted(ministry(), line, line.decision.id, "P054", ON_THE_DAY) == line


def test_head_who_reviews_anyway_is_not_asked_to_cooperate():
    rule = replace(RULES["D08"], coop_posts="정책기획관")

    line = compute_line(ministry(), rule, "P025", BEFORE)

    assert [step.reason.code for step in line.left_out if step.kind.is_cooperation] == ["HEAD_ON_LINE"]
    assert render_route(line) == "P025:기안 > P019:검토 > P018:결재(전결)"


def test_head_of_no_rank_is_passed_by():
    units = tuple(replace(u, head_role="") if u.code == "9990210" else u for u in ministry().units)

    line = compute_line(replace(ministry(), units=units), RULES["D02"], "P037", BEFORE)

    assert render_route(line) == "P037:기안 > P020:병렬협조 > P035:결재(전결)"


def test_decision_that_was_taken_is_not_bound_again():
    line = compute_line(ministry(), RULES["D04"], "P057", ON_THE_DAY)

    after, stage = next_stage(ministry(), line, line.decision.stage, EVENING)

    assert stage is None
    assert after == line
