"""Boxed expressions, and the graph of requirements."""

from typing import Any

import pytest

from service.decisions import DecisionModel, InputInfo, read_model
from service.domain.errors import NotFound, Refused
from service.expressions import Budget, BudgetExceeded
from tests.decisions.writing import (
    NOW,
    decided,
    decision,
    definitions,
    inputs,
    literal,
    model,
    requires,
    table,
)


def entry(name: str, text: str) -> str:
    return f'<contextEntry><variable name="{name}"/>{literal(text)}</contextEntry>'


def part(tag: str, logic: str) -> str:
    return f"<{tag}>{logic}</{tag}>"


BOXED: dict[str, tuple[str, Any]] = {
    "literal": (literal("n + 1"), 4),
    "context": (f"<context>{entry('a', 'n')}{entry('b', 'a * 2')}</context>", {"a": 3, "b": 6}),
    "context with result": (
        f"<context>{entry('a', 'n')}<contextEntry>{literal('a * 3')}</contextEntry></context>",
        9,
    ),
    "list": (f"<list>{literal('n')}{literal('n + 1')}</list>", [3, 4]),
    "relation": (
        '<relation><column name="x"/><column name="y"/>'
        f"<row>{literal('1')}{literal('n')}</row><row>{literal('2')}{literal('0')}</row></relation>",
        [{"x": 1, "y": 3}, {"x": 2, "y": 0}],
    ),
    "conditional": (
        f"<conditional>{part('if', literal('n > 2'))}{part('then', literal('1'))}{part('else', literal('2'))}</conditional>",
        1,
    ),
    "filter": (f"<filter>{part('in', literal('[1, 5]'))}{part('match', literal('item > n'))}</filter>", [5]),
    "for": (
        f'<for iteratorVariable="i">{part("in", literal("1..3"))}{part("return", literal("i * n"))}</for>',
        None,
    ),
    "for over a list": (
        f'<for iteratorVariable="i">{part("in", literal("[1, 2]"))}{part("return", literal("i * n"))}</for>',
        [3, 6],
    ),
    "some": (
        f'<some iteratorVariable="i">{part("in", literal("[1, 3]"))}{part("satisfies", literal("i = n"))}</some>',
        True,
    ),
    "every": (
        f'<every iteratorVariable="i">{part("in", literal("[1, 3]"))}{part("satisfies", literal("i = n"))}</every>',
        False,
    ),
    "invocation": (
        f'<invocation>{literal("function(a) a + 1")}<binding><parameter name="a"/>{literal("n")}</binding></invocation>',
        4,
    ),
    "function": (
        '<context><contextEntry><variable name="f"/><functionDefinition><formalParameter name="x"/>'
        f"{literal('x + n')}</functionDefinition></contextEntry>"
        f"<contextEntry>{literal('f(1)')}</contextEntry></context>",
        4,
    ),
}
BOXED["for"] = (BOXED["for"][0].replace("1..3", "[1..3]"), [3, 6, 9])


@pytest.mark.parametrize(("logic", "expected"), BOXED.values(), ids=BOXED)
def test_a_boxed_expression_has_its_value(logic: str, expected: Any) -> None:
    read = model(inputs("n"), decision("d", logic, "in_n"))

    assert decided(read, "d", n=3).value == expected


def test_a_decision_takes_what_it_requires() -> None:
    read = model(
        inputs("n"), decision("a", literal("n + 1"), "in_n"), decision("b", literal("a * 10"), "a", "in_n")
    )

    assert decided(read, "b", n=1).value == 20
    assert read.decisions["b"].inputs == (InputInfo("n", None),)


def test_the_result_of_an_earlier_round_is_not_taken() -> None:
    read = model(inputs("n"), decision("a", literal("n + 1"), "in_n"), decision("b", literal("a * 10"), "a"))

    assert decided(read, "b", n=1, a=7).value == 20


def test_a_knowledge_model_is_called_and_may_call_itself() -> None:
    knowledge = (
        '<businessKnowledgeModel id="fn_fact" name="fact"><variable name="fact"/>'
        '<encapsulatedLogic><formalParameter name="k" typeRef="number"/>'
        f"{literal('if k < 2 then 1 else k * fact(k - 1)')}</encapsulatedLogic></businessKnowledgeModel>"
    )
    read = model(inputs("n"), knowledge, decision("d", literal("fact(n)"), "in_n", "fn_fact"))

    assert decided(read, "d", n=5).value == 120


def test_item_definitions_give_types_and_bounds() -> None:
    item = (
        '<itemDefinition name="Grade"><typeRef>string</typeRef><allowedValues><text>"A", "B"</text>'
        "</allowedValues></itemDefinition>"
    )
    data = '<inputData id="in_g" name="g"><variable name="g" typeRef="Grade"/></inputData>'
    read = model(item, data, decision("d", literal("g"), "in_g"))

    assert decided(read, "d", g="A").value == "A"
    assert decided(read, "d", g="C").value is None
    assert [c.code for c in decided(read, "d", g="C").cautions] == ["wrong_type"]


def test_structured_types_are_fitted_part_by_part() -> None:
    item = (
        '<itemDefinition name="Line"><itemComponent name="sum"><typeRef>number</typeRef></itemComponent>'
        '</itemDefinition><itemDefinition name="Lines" isCollection="true"><typeRef>Line</typeRef></itemDefinition>'
    )
    data = '<inputData id="in_lines" name="lines"><variable name="lines" typeRef="Lines"/></inputData>'
    read = model(item, data, decision("d", literal("sum(lines.sum)"), "in_lines", type_="number"))

    assert decided(read, "d", lines=[{"sum": 1}, {"sum": [2]}]).value == 3
    assert decided(read, "d", lines={"sum": 5}).value == 5
    assert decided(read, "d", lines=[{"sum": "x"}]).value is None


def test_a_service_is_called_with_inputs_and_decisions() -> None:
    service = (
        '<decisionService id="fn_service" name="service"><variable name="service"/>'
        '<outputDecision href="#twice"/><encapsulatedDecision href="#base"/>'
        '<inputData href="#in_n"/></decisionService>'
        '<decisionService id="fn_short" name="short"><variable name="short"/>'
        '<outputDecision href="#twice"/><outputDecision href="#base"/><inputDecision href="#base"/></decisionService>'
    )
    read = model(
        inputs("n"),
        decision("base", literal("n + 1"), "in_n"),
        decision("twice", literal("base * 2"), "base"),
        service,
        decision("d", literal("service(4)"), "fn_service"),
        decision("named", literal("service(n: 5)"), "fn_service"),
        decision("short_cut", literal("short(10).twice"), "fn_short"),
    )

    assert [decided(read, name).value for name in ("d", "named", "short_cut")] == [10, 12, 20]


def test_functions_in_java_are_refused() -> None:
    external = '<functionDefinition kind="Java"><context/></functionDefinition>'

    with pytest.raises(Refused, match="Java"):
        model(decision("d", external))


def test_an_imported_model_is_known_by_its_import() -> None:
    base = read_model(definitions(decision("rate", literal("3")), namespace="urn:base"), "base.dmn")
    required = '<informationRequirement><requiredDecision href="urn:base#rate"/></informationRequirement>'
    using = (
        '<import name="base" namespace="urn:base" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'
        f'<decision id="d" name="d"><variable name="d"/>{required}{literal("base.rate * 2")}</decision>'
    )

    read = read_model(definitions(using), "using.dmn", [base])

    assert decided(read, "d").value == 6


class TestCamundasDialect:
    """Tables read process variables, and decisions go by id and output name."""

    @pytest.fixture
    def read(self) -> DecisionModel:
        grade = table(
            {"amount": "number"},
            ["grade_name"],
            [(["> 100"], ['"big"']), (["-"], ['"small"'])],
            'hitPolicy="FIRST"',
        )
        first = f'<decision id="grade" name="Which grade?">{grade}</decision>'
        rules = [(['"big"'], ['"head"']), (["-"], ["drafter"])]
        who = table({"grade_name": None}, ["out"], rules, 'hitPolicy="FIRST"', ids="w")
        second = f'<decision id="who" name="Who?">{requires("grade")}{who}</decision>'
        xml = definitions(first, second, namespace="http://camunda.org/schema/1.0/dmn")
        return read_model(xml, "camunda.dmn")

    def test_variables_need_no_requirement(self, read: DecisionModel) -> None:
        assert decided(read, "who", amount=500).value == "head"
        assert decided(read, "who", amount=5, drafter="P054").value == "P054"

    def test_the_inputs_are_found_in_the_tables(self, read: DecisionModel) -> None:
        assert set(read.decisions["who"].inputs) == {
            InputInfo("amount", "number"),
            InputInfo("drafter", None),
        }


def test_an_unknown_decision_is_not_found() -> None:
    with pytest.raises(NotFound):
        decided(model(decision("d", literal("1"))), "other")


def test_a_decision_has_a_budget() -> None:
    read = model(decision("d", literal("for i in 1..1000000 return i")))

    with pytest.raises(BudgetExceeded):
        read.decide("d", {}, now=NOW, budget=Budget(steps=1_000, seconds=1))
