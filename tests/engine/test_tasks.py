"""What tasks ask for and what they give back."""

from decimal import Decimal

import pytest

from service.decisions import DecisionResult, MatchedRule
from service.engine.engine import Engine
from service.engine.outcome import WaitKind
from tests.engine.bpmn import NOW, OneDecision, Walk, doc, end, properties, script, service, start, user


def one(body: str, **variables: object) -> Walk:
    """Run a process of a single element called ``t``."""
    return Walk(doc(start() + body + end(), "s>t; t>e"), variables)


def test_a_user_task_carries_its_attributes_with_expressions_evaluated() -> None:
    attributes = (
        'camunda:assignee="=drafter" camunda:candidateGroups="clerks, ${unit}_heads" camunda:candidateUsers="P001"'
        ' camunda:formKey="leave/sign" camunda:dueDate="=due" camunda:priority="50" dure:verb="document.draft"'
    )
    walk = one(
        user("t", properties(hint="=drafter", colour="red"), attributes),
        drafter="P054",
        unit="legal",
        due="2026-04-01",
    )
    wait = walk.wait("t")
    assert wait.kind is WaitKind.USER_TASK
    assert wait.attributes == {
        "assignee": "P054",
        "candidate_groups": ["clerks", "legal_heads"],
        "candidate_users": ["P001"],
        "form_key": "leave/sign",
        "due_date": "2026-04-01",
        "priority": "50",
        "dure.verb": "document.draft",
        "dure.hint": "P054",
        "dure.colour": "red",
    }


def test_attributes_hold_from_the_arrival_of_the_token() -> None:
    walk = one(user("t", "", 'camunda:assignee="=who"'), who="P1").set(who="P2")
    assert walk.wait("t").attributes["assignee"] == "P1"
    assert walk.wait("t").variables["who"] == "P2"


def test_an_attribute_that_names_no_variable_is_trouble() -> None:
    walk = one(user("t", "", 'camunda:assignee="=nobody"'))
    assert walk.last.trouble is not None
    assert walk.last.trouble.element_id == "t"


def test_zeebe_extensions_mean_the_same() -> None:
    inner = (
        '<extensionElements><zeebe:assignmentDefinition assignee="=who" candidateGroups="a,b"/>'
        '<zeebe:formDefinition formKey="f/g"/></extensionElements>'
    )
    assert one(user("t", inner), who="P1").wait("t").attributes == {
        "assignee": "P1",
        "candidate_groups": ["a", "b"],
        "form_key": "f/g",
    }


def test_the_standards_performers_are_candidates() -> None:
    inner = "".join(
        f"<{tag}><resourceAssignmentExpression><formalExpression>{text}</formalExpression>"
        f"</resourceAssignmentExpression></{tag}>"
        for tag, text in (("potentialOwner", "user(P1), group(clerks)"),)
    )
    assert one(user("t", inner)).wait("t").attributes == {
        "candidate_users": ["P1"],
        "candidate_groups": ["clerks"],
    }


def test_a_service_task_waits_with_its_topic_and_only_its_mapped_inputs() -> None:
    inner = (
        "<extensionElements><camunda:inputOutput>"
        '<camunda:inputParameter name="number">=document.number</camunda:inputParameter>'
        '<camunda:inputParameter name="kind">letter</camunda:inputParameter>'
        '<camunda:outputParameter name="receipt">=id</camunda:outputParameter>'
        "</camunda:inputOutput></extensionElements>"
    )
    walk = one(service("t", "records.register", inner), document={"number": "A-1"}, other="s")
    wait = walk.wait("t")
    assert wait.kind is WaitKind.SERVICE_CALL
    assert wait.attributes["topic"] == "records.register"
    assert wait.variables == {"number": "A-1", "kind": "letter"}
    walk.complete("t", id="R-7", noise=1)
    assert walk.variables == {"document": {"number": "A-1"}, "other": "s", "receipt": "R-7"}


def test_the_result_variable_takes_the_whole_answer() -> None:
    xml = service("t").replace("camunda:type", 'camunda:resultVariable="stage" camunda:type')
    assert one(xml).complete("t", kind="review", place=1).variables == {
        "stage": {"kind": "review", "place": 1}
    }


def test_a_script_is_a_list_of_assignments_each_seeing_the_last() -> None:
    walk = one(
        script("t", 'a = 1\n# a remark\nb = a + 1\nmemo.title = "x"\nlist = [\n  a,\n  b\n]'),
        memo={"by": "P1"},
    )
    assert walk.variables == {"a": 1, "b": 2, "memo": {"by": "P1", "title": "x"}, "list": [1, 2]}


def test_a_script_never_changes_a_value_that_another_branch_holds() -> None:
    given = {"memo": {"title": "old"}}
    one(script("t", 'memo.title = "new"'), **given)
    assert given == {"memo": {"title": "old"}}


def test_zeebe_scripts_set_their_result_variable() -> None:
    inner = '<extensionElements><zeebe:script expression="=a + 1" resultVariable="b"/></extensionElements>'
    assert one(f'<scriptTask id="t">{inner}</scriptTask>', a=1).variables["b"] == 2


MATCHED = (MatchedRule("rule_3", 2, {"amount": 10}, {"grade": "A"}),)
RULE = '<businessRuleTask id="t" camunda:decisionRef="delegation" camunda:resultVariable="r" {}/>'


@pytest.mark.parametrize(
    ("mapping", "value", "expected"),
    [
        ("singleEntry", "A", "A"),
        ("singleResult", "A", {"grade": "A"}),
        ("singleResult", {"grade": "A", "by": "B"}, {"grade": "A", "by": "B"}),
        ("resultList", ["A"], [{"grade": "A"}]),
        ("collectEntries", ["A", "B"], ["A", "B"]),
        ("collectEntries", None, []),
        ("singleEntry", None, None),
    ],
)
def test_a_decision_is_mapped_as_asked(mapping: str, value: object, expected: object) -> None:
    library = OneDecision(DecisionResult(value, MATCHED))
    xml = doc(start() + RULE.format(f'camunda:mapDecisionResult="{mapping}"') + end(), "s>t; t>e")
    walk = Walk(xml, {"amount": 10}, library=library)
    assert walk.variables["r"] == expected


def test_a_decision_is_asked_by_binding_and_leaves_its_rules_in_the_history() -> None:
    library = OneDecision(DecisionResult("A", MATCHED))
    attributes = 'camunda:decisionRefBinding="version" camunda:decisionRefVersion="3"'
    walk = Walk(doc(start() + RULE.format(attributes) + end(), "s>t; t>e"), {"amount": 10}, library=library)
    assert library.asked == [("delegation", "version", 3, {"amount": 10})]
    facts = next(entry.facts for entry in walk.last.passed if entry.element_id == "t")
    assert facts["matched"][0]["rule"] == "rule_3"


def test_a_decision_that_fails_is_trouble_of_kind_decision() -> None:
    walk = Walk(doc(start() + RULE.format("") + end(), "s>t; t>e"))
    assert walk.last.trouble is not None
    assert (walk.last.trouble.kind, walk.last.trouble.element_id) == ("decision", "t")


def test_two_rows_for_a_single_result_are_trouble() -> None:
    library = OneDecision(DecisionResult(["A", "B"]))
    xml = doc(start() + RULE.format('camunda:mapDecisionResult="singleEntry"') + end(), "s>t; t>e")
    assert Walk(xml, library=library).last.trouble is not None


def test_values_survive_the_state_with_their_types() -> None:
    given = {
        "amount": Decimal("10.50"),
        "on": NOW.date(),
        "at": NOW,
        "big": 2**70,
        "none": None,
        "l": [1, {"d": NOW}],
    }
    walk = one(user("t"), **given)
    waits = Engine().waits(walk.process, walk.last.state)
    assert waits[0].variables == {**given, "big": Decimal(2**70)}
    assert waits == walk.last.waits


def test_history_says_when_a_token_arrived_and_left() -> None:
    walk = one(user("t"))
    later = NOW.replace(hour=15)
    outcome = walk.engine.complete(walk.process, walk.last.state, walk.wait("t").token, {}, later)
    entry = outcome.passed[0]
    assert (entry.element_id, entry.kind, entry.started_at, entry.ended_at) == ("t", "userTask", NOW, later)


def test_a_script_cannot_build_a_value_too_deep_to_be_stored() -> None:
    body = start() + '<exclusiveGateway id="m"/>' + script("t", "x = {inner: x}\nn = n + 1")
    xml = doc(body + '<exclusiveGateway id="g" default="d"/>' + end(), "s>m; m>t; t>g; g>m[n < 300]; g>e#d")
    walk = Walk(xml, {"x": None, "n": 0})
    assert walk.last.trouble is not None
    assert (walk.last.trouble.kind, walk.last.trouble.element_id) == ("expression", "t")
