"""The delegation rules of a ministry, as a table of 52 rows."""

import csv
from pathlib import Path
from typing import Any

import pytest

from service.decisions import DecisionModel, InputInfo, check_model, read_model
from service.domain.errors import Invalid
from tests.decisions.writing import NOW

HERE = Path(__file__).parent
MODEL = HERE / "models" / "delegation.dmn"


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


RULES = rows("delegation_rules.csv")
CASES = [case for case in rows("delegation_cases.csv") if case["expected_rule"]]


@pytest.fixture(scope="module")
def delegation() -> DecisionModel:
    return read_model(MODEL.read_bytes(), MODEL.name)


def amounts(rule: dict[str, str]) -> list[int | None]:
    """Return amounts at and just inside the borders of a rule; None for a rule without an amount."""
    low, high = rule["amount_min"], rule["amount_max_excl"]
    if not low and not high:
        return [None]
    lowest = int(low or 0)
    return [lowest, int(high) - 1 if high else lowest * 10 + 1]


@pytest.mark.parametrize("rule", RULES, ids=[rule["rule_id"] for rule in RULES])
def test_each_row_is_found_at_its_borders(delegation: DecisionModel, rule: dict[str, str]) -> None:
    for amount in amounts(rule):
        asked = {"work_type": rule["work_type"], "grade": rule["grade"], "amount": amount}

        result = delegation.decide("delegation", asked, now=NOW, strict=True)

        (matched,) = result.matched
        assert (matched.rule_id, matched.index) == (rule["rule_id"], RULES.index(rule) + 1)
        assert {key: result.value[key] for key in ("final_role", "coop_posts", "flow_id")} == {
            key: rule[key] for key in ("final_role", "coop_posts", "flow_id")
        }
        assert matched.inputs == asked
        assert matched.outputs == result.value


@pytest.mark.parametrize("case", CASES, ids=[case["case_id"] for case in CASES])
def test_the_cases_of_the_office_find_their_rule(delegation: DecisionModel, case: dict[str, str]) -> None:
    amount = int(case["amount"]) if case["amount"] else None
    asked = {"work_type": case["work_type"], "grade": case["grade"], "amount": amount}

    result = delegation.decide("delegation", asked, now=NOW)

    assert result.value["rule_id"] == case["expected_rule"]
    assert result.cautions == ()


def test_the_model_says_what_it_needs_and_gives(delegation: DecisionModel) -> None:
    info = delegation.decisions["delegation"]

    assert info.name == "위임전결 규정"
    assert info.inputs == (
        InputInfo("work_type", "string"),
        InputInfo("grade", "string"),
        InputInfo("amount", "number"),
    )
    assert info.outputs[:2] == ("rule_id", "final_role")


def test_without_a_list_of_cases_gaps_are_warnings() -> None:
    found = check_model(MODEL.read_bytes(), MODEL.name)

    assert {(finding.rule, finding.is_error) for finding in found} == {("DMN-GAP", False)}


def test_what_no_row_covers_is_null_with_a_caution(delegation: DecisionModel) -> None:
    asked: dict[str, Any] = {"work_type": "UNHEARD_OF", "grade": "일반", "amount": None}

    result = delegation.decide("delegation", asked, now=NOW)

    assert (result.value, result.matched) == (None, ())
    assert [caution.code for caution in result.cautions] == ["no_rule"]


def test_a_missing_variable_is_refused_where_it_matters(delegation: DecisionModel) -> None:
    asked = {"work_type": "BASIC_PLAN", "grade": "중요"}

    assert "unknown_variable" in [c.code for c in delegation.decide("delegation", asked, now=NOW).cautions]
    with pytest.raises(Invalid, match="amount"):
        delegation.decide("delegation", asked, now=NOW, strict=True)
