"""The preview of a route, by the deployed decision table, for every case of the practice ministry."""

from decimal import Decimal

import pytest

from service.domain.approval_line import Line, LineError, render_route
from service.queries import documents
from tests.domain.ministry import moment, rows
from tests.support.practice import Practice

CASES = list(rows("delegation_cases"))


@pytest.fixture(scope="module")
def office():
    made = Practice()
    yield made
    made.close()


def preview(office: Practice, case: dict[str, str]) -> Line:
    amount = Decimal(case["amount"]) if case["amount"] else None
    with office.office.reading(case["drafter_id"]) as ctx:
        return documents.preview_line(
            ctx, case["drafter_id"], case["work_type"], case["grade"] or None, amount, moment(case["at"])
        )


@pytest.mark.parametrize("case", CASES, ids=[case["case_id"] for case in CASES])
def test_the_preview_gives_the_expected_route(office: Practice, case: dict[str, str]) -> None:
    if case["expected_error"]:
        with pytest.raises(LineError) as raised:
            preview(office, case)
        assert raised.value.code == case["expected_error"]
        return

    line = preview(office, case)

    assert line.rule_id == case["expected_rule"]
    assert render_route(line) == case["expected_route"]
    assert ";".join(line.post_reports) == case["expected_post_report"]
    assert ";".join(notice.code for notice in line.warnings) == case["expected_warnings"]


def test_every_step_says_why_in_both_languages(office: Practice) -> None:
    for case in CASES:
        if not case["expected_error"]:
            assert all(step.reason.ko and step.reason.en for step in preview(office, case).plan)
