"""Every row of the ministry's delegation cases gives the expected line, reports, warnings and errors."""

from decimal import Decimal

import pytest

from service.domain.approval_line import LineError, Rule, compute_line, render_route, rule_of
from tests.domain.ministry import ministry, moment, rows

CASES = list(rows("delegation_cases"))
LINES = [case for case in CASES if not case["expected_error"]]
ERRORS = [case for case in CASES if case["expected_error"]]


def matching(case: dict[str, str]) -> list[dict[str, str]]:
    """The rows of the regulation that match, read straight from its table."""
    amount = Decimal(case["amount"]) if case["amount"] else None
    return [row for row in rows("delegation_rules") if matches(row, case, amount)]


def matches(row: dict[str, str], case: dict[str, str], amount: Decimal | None) -> bool:
    if row["work_type"] != case["work_type"] or row["grade"] not in ("-", case["grade"]):
        return False
    low, high = row["amount_min"], row["amount_max_excl"]
    if not low and not high:
        return True
    return amount is not None and Decimal(low) <= amount and (not high or amount < Decimal(high))


def rule_for(case: dict[str, str]) -> Rule:
    return rule_of(
        matching(case), work_type=case["work_type"], grade=case["grade"], amount=case["amount"] or None
    )


@pytest.mark.parametrize("case", LINES, ids=[case["case_id"] for case in LINES])
def test_case_gives_the_expected_line(case):
    directory = ministry()
    names = {person.id: person.name for person in directory.people}

    line = compute_line(directory, rule_for(case), case["drafter_id"], moment(case["at"]))

    assert line.rule_id == case["expected_rule"]
    assert line.decision.person_id == case["expected_final_person"]
    assert line.final_role == case["expected_final_role"]
    assert render_route(line) == case["expected_route"]
    assert render_route(line, names) == case["expected_route_names"]
    assert ";".join(line.post_reports) == case["expected_post_report"]
    assert ";".join(notice.code for notice in line.warnings) == case["expected_warnings"]
    assert all(step.reason.ko and step.reason.en for step in line.plan)


@pytest.mark.parametrize("case", ERRORS, ids=[case["case_id"] for case in ERRORS])
def test_case_gives_the_expected_error(case):
    with pytest.raises(LineError) as raised:
        rule_for(case)

    assert raised.value.code == case["expected_error"]


def test_missing_amount_is_reported_at_the_amount_field():
    with pytest.raises(LineError) as raised:
        rule_of([], work_type="EXPENSE")

    assert list(raised.value.messages) == ["amount"]
