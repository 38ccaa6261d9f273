"""The delegation rules in force leave no case without a row, and give none two."""

from copy import deepcopy
from pathlib import Path
from typing import Any, Final

import pytest
from lxml import etree

from service.decisions import DecisionModel, check_model, read_model
from service.decisions.source import Element
from service.domain.findings import Finding
from service.domain.xml import read_xml
from tests.decisions.test_delegation import CASES, RULES
from tests.decisions.writing import NOW

FILE: Final = Path(__file__).parents[2] / "processes" / "internal_approval" / "delegation.dmn"
CONTENT: Final = FILE.read_bytes()
IDS: Final = [rule["rule_id"] for rule in RULES]


@pytest.fixture(scope="module")
def delegation() -> DecisionModel:
    return read_model(CONTENT, FILE.name)


def table_of(root: Element, decision_id: str) -> Element:
    found = next(d for d in root.iter("{*}decision") if d.get("id") == decision_id)
    return next(found.iterfind("{*}decisionTable"))


def errors(root: Element) -> list[Finding]:
    return [f for f in check_model(etree.tostring(root), FILE.name) if f.is_error]


def matched(delegation: DecisionModel, **asked: Any) -> list[str]:
    result = delegation.decide("delegation", asked, now=NOW, strict=True)
    return [rule.rule_id for rule in result.matched]


def test_the_rules_in_force_have_no_findings() -> None:
    assert check_model(CONTENT, FILE.name) == []


@pytest.mark.parametrize("case", CASES, ids=[case["case_id"] for case in CASES])
def test_every_shared_case_finds_its_rule(delegation: DecisionModel, case: dict[str, str]) -> None:
    amount = int(case["amount"]) if case["amount"] else None

    found = matched(delegation, work_type=case["work_type"], grade=case["grade"] or None, amount=amount)

    assert found == [case["expected_rule"]]


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_a_row_that_is_deleted_is_refused_with_a_case_of_it(rule: dict[str, str]) -> None:
    root = read_xml(CONTENT, FILE.name)
    table = table_of(root, "delegation")
    table.remove(next(row for row in table.iterfind("{*}rule") if row.get("id") == rule["rule_id"]))

    (found,) = errors(root)

    assert (found.rule, found.file, found.element_id) == ("DMN-GAP", FILE.name, "dt_delegation")
    assert f'work_type = "{rule["work_type"]}"' in found.message
    if rule["grade"] != "-":
        assert f'grade = "{rule["grade"]}"' in found.message
    if rule["amount_min"]:
        assert f"amount = {rule['amount_min']}" in found.message


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_a_row_that_is_doubled_is_refused_with_a_case_of_both(rule: dict[str, str]) -> None:
    root = read_xml(CONTENT, FILE.name)
    table = table_of(root, "delegation")
    twin = deepcopy(next(row for row in table.iterfind("{*}rule") if row.get("id") == rule["rule_id"]))
    for element in twin.iter():
        if element.get("id"):
            element.set("id", f"twin_{element.get('id')}")
    table.append(twin)

    (found,) = errors(root)

    rows = f"row {IDS.index(rule['rule_id']) + 1} ({rule['rule_id']}) and row 53 (twin_{rule['rule_id']})"
    assert (found.rule, found.element_id) == ("DMN-OVERLAP", f"twin_{rule['rule_id']}")
    assert found.message.startswith(rows)
    assert f'work_type = "{rule["work_type"]}"' in found.message


def test_a_limit_moved_in_one_row_only_is_refused() -> None:
    for limit, rule in ((b"10000000", "DMN-GAP"), (b"30000000", "DMN-OVERLAP")):
        moved = CONTENT.replace(b"&lt; 20000000<", b"&lt; " + limit + b"<", 1)

        found = [f for f in check_model(moved, FILE.name) if f.is_error]

        assert [f.rule for f in found] == [rule]
        assert f"amount = {min(int(limit), 20_000_000)}" in found[0].message


def test_a_work_type_that_is_not_listed_is_told() -> None:
    found = check_model(CONTENT.replace(b"&quot;AUDIT&quot;", b"&quot;AUDITS&quot;", 1), FILE.name)

    assert {f.rule for f in found} == {"DMN-GAP", "DMN-UNREACHABLE"}


def test_spending_without_an_amount_finds_no_rule_when_it_is_asked(delegation: DecisionModel) -> None:
    result = delegation.decide("delegation", {"work_type": "EXPENSE", "grade": None, "amount": None}, now=NOW)

    assert (result.value, result.matched) == (None, ())
    assert result.cautions[-1].code == "no_rule"
