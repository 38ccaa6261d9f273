"""Nine days of the practice ministry, played small on both databases."""

from collections import defaultdict
from datetime import date
from itertools import pairwise

from sqlalchemy import select

from service.context import SYSTEM
from service.persistence.models import (
    AbsenceRow,
    ApprovalStep,
    DecisionDefinition,
    Directive,
    Document,
    Memo,
    MemoReceipt,
    Opinion,
    ProcessInstance,
    UserTask,
)
from service.practice import ministry, year
from service.queries import instances
from tests.practice.conftest import MONDAY, open_office, set_up


def story(office):
    """Return everything that was played, without the ids."""
    with office.reading(SYSTEM) as ctx:
        rows = ctx.session.execute
        documents = rows(
            select(
                Document.title, Document.number, Document.state, Document.rule_id, Document.registered_at
            ).order_by(Document.id)
        )
        steps = rows(
            select(
                ApprovalStep.post, ApprovalStep.acted_by, ApprovalStep.outcome, ApprovalStep.ended_at
            ).order_by(ApprovalStep.id)
        )
        opinions = rows(select(Opinion.kind, Opinion.text, Opinion.author_id).order_by(Opinion.id))
        memos = rows(select(Memo.title, Memo.reporter_id, Memo.sent_at).order_by(Memo.id))
        answers = rows(
            select(MemoReceipt.person_id, MemoReceipt.action, MemoReceipt.text).order_by(
                MemoReceipt.memo_id, MemoReceipt.person_id
            )
        )
        directives = rows(select(Directive.title, Directive.lead_id, Directive.state).order_by(Directive.id))
        lengths = rows(select(ProcessInstance.title, ProcessInstance.seq).order_by(ProcessInstance.id))
        found = (documents, steps, opinions, memos, answers, directives, lengths)
        return [[tuple(row) for row in rows] for rows in found]


def all_of(office, query):
    with office.reading(SYSTEM) as ctx:
        return ctx.session.scalars(query).all()


def test_documents_are_decided_memos_answered_directives_begun(played):
    counts = played.summary.counts

    assert counts["decided"] > 20
    assert counts["memos"] > 10
    assert counts["directives"] >= 1
    assert counts["absences"] > 5
    assert counts["rule_changes"] == 1


def test_progress_is_told_up_to_the_end(played):
    done, total = zip(*played.progress, strict=True)

    assert list(done) == list(range(1, total[0] + 1))
    assert set(total) == {total[0]}


def test_the_same_seed_plays_the_same_on_another_database(play):
    one, other = play("sqlite"), play("postgresql")

    assert one.summary == other.summary
    assert story(one.office) == story(other.office)


def test_no_history_was_tampered_with_and_no_incident_is_open(played):
    with played.office.reading(SYSTEM) as ctx:
        broken = [each for each in instances.all_ids(ctx) if not instances.verify(ctx, each).intact]
        assert broken == []
        assert instances.incidents(ctx) == []


def test_register_numbers_have_neither_gaps_nor_doubles(played):
    series = defaultdict(list)
    for document in all_of(played.office, select(Document).where(Document.number.is_not(None))):
        series[document.register_unit, document.register_year].append(document)

    for documents in series.values():
        in_order = sorted(documents, key=lambda document: document.register_serial)
        first = in_order[0].register_serial
        assert [d.register_serial for d in in_order] == list(range(first, first + len(in_order)))
        assert all(a.registered_at <= b.registered_at for a, b in pairwise(in_order))


def test_every_decided_document_was_decided_by_somebody_lawful(played):
    steps = all_of(
        played.office,
        select(ApprovalStep)
        .join(Document, Document.id == ApprovalStep.document_id)
        .where(Document.number.is_not(None), ApprovalStep.round == Document.round),
    )
    deputies = defaultdict(set)
    for absence in all_of(played.office, select(AbsenceRow).where(AbsenceRow.deputy_id.is_not(None))):
        deputies[absence.person_id].add(absence.deputy_id)
    decisions = [step for step in steps if step.kind == "결재"]

    assert len(decisions) == played.summary["decided"]
    for step in decisions:
        assert (step.state, step.outcome) == ("done", "approve")
        assert step.acted_by in {step.person_id, step.holder_id} | deputies[step.person_id]
    assert {step.state for step in steps} <= {"done", "skipped", "left_out"}


def test_work_is_done_in_office_hours_of_working_days(played):
    zone = played.office.zone
    begun = [
        moment.astimezone(zone)
        for moment in all_of(played.office, select(Document.created_at).where(Document.memo_id.is_(None)))
    ]

    assert all(moment.weekday() < 5 and 9 <= moment.hour < 18 for moment in begun)
    assert all(moment.date() >= MONDAY for moment in begun)


def test_tasks_were_opened_before_they_were_completed(played):
    done = all_of(played.office, select(UserTask).where(UserTask.ended_at.is_not(None)))

    assert all(task.created_at <= task.read_at <= task.ended_at for task in done)


def test_afterwards_people_and_rules_are_as_before(played):
    with played.office.transaction(SYSTEM) as ctx:
        assert ministry.load(ctx).counts == {}
    with played.office.reading(SYSTEM) as ctx:
        versions = ctx.session.execute(
            select(DecisionDefinition.version, DecisionDefinition.digest)
            .where(DecisionDefinition.key == "delegation")
            .order_by(DecisionDefinition.version)
        ).all()
    assert [version for version, _ in versions] == [1, 2, 3]
    assert versions[0].digest == versions[2].digest != versions[1].digest


def test_a_play_of_months_ends_on_the_day_asked_for():
    assert year.first_day(date(2026, 11, 30), 12) == date(2025, 11, 30)
    assert year.first_day(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert year.first_day(date(2026, 1, 15), 1) == date(2025, 12, 15)


def test_without_a_start_the_play_ends_with_yesterday(sqlite_database, clock):
    with open_office(sqlite_database, clock) as office:
        set_up(office)
        summary = year.simulate(office, months=1, scale=0.003)

    assert (summary.start, summary.end) == (date(2026, 10, 30), date(2026, 11, 30))
    assert str(summary).startswith("2026-10-30 to 2026-11-30: ")


def test_the_same_days_may_be_played_again_with_another_seed(sqlite_database, clock):
    with open_office(sqlite_database, clock) as office:
        set_up(office)
        first = year.simulate(office, MONDAY, scale=0.02, seed=1, days=3)
        second = year.simulate(office, MONDAY, scale=0.02, seed=2, days=3)

        documents = all_of(office, select(Document.title))
    assert len(documents) == first["documents"] + second["documents"]


def test_a_year_that_begins_begins_its_register_with_one(sqlite_database, clock):
    with open_office(sqlite_database, clock) as office:
        set_up(office)
        year.simulate(office, date(2025, 12, 29), scale=0.04, days=9)

        firsts = {}
        for document in all_of(office, select(Document).where(Document.number.is_not(None))):
            key = document.register_unit, document.register_year
            firsts[key] = min(document.register_serial, firsts.get(key, document.register_serial))
    assert {opened for _, opened in firsts} == {2025, 2026}
    assert set(firsts.values()) == {1}
