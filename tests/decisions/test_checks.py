"""What is wrong with a file is found before it runs."""

import pytest

from service.decisions import check_model, read_model
from service.domain.errors import Refused
from service.domain.findings import Severity
from tests.decisions.writing import decision, definitions, inputs, literal, table

TWO = (["1"], ["1"])


@pytest.mark.parametrize(
    ("parts", "rule", "words"),
    [
        ([decision("d", literal("1 +"))], "DMN-EXPRESSION", "expected an expression"),
        ([decision("d", table({"1": None}, ["o"], [(["> "], ["1"])]))], "DMN-EXPRESSION", "'>'"),
        ([decision("d", literal("amount"))], "DMN-NAME", "'amount'"),
        ([decision("d", literal("f(1)"))], "DMN-FUNCTION", "'f'"),
        (
            [inputs("n"), decision("d", table({"n": None}, ["o"], [TWO], 'hitPolicy="BEST"'), "in_n")],
            "DMN-HIT-POLICY",
            "BEST",
        ),
        (
            [decision("d", table({"1": None}, ["o"], [TWO], 'hitPolicy="COLLECT" aggregation="AVG"'))],
            "DMN-HIT-POLICY",
            "AVG",
        ),
        ([decision("d", table({"1": None}, [], []))], "DMN-OUTPUT", "no output"),
        ([decision("d", table({"1": None}, ["a", "a"], []))], "DMN-OUTPUT", "one name"),
        (
            [decision("d", table({"1": None}, ["o"], [(["1", "2"], ["1"])]))],
            "DMN-CELLS",
            "2 inputs and 1 outputs",
        ),
        ([decision("d", table({"": None}, ["o"], [TWO]))], "DMN-INPUT", "no expression"),
        ([decision("d", "")], "DMN-LOGIC", "no logic"),
        ([decision("d", literal(""))], "DMN-LOGIC", "empty"),
        ([decision("d", literal("1")), decision("d", literal("2"))], "DMN-ID", "2 times"),
        (
            [decision("a", literal("b"), "b"), decision("b", literal("a"), "a")],
            "DMN-CIRCLE",
            "requires itself",
        ),
        ([decision("d", literal("1"), "gone")], "DMN-REQUIREMENT", "gone"),
        (
            [
                decision(
                    "d", '<literalExpression expressionLanguage="groovy"><text>x</text></literalExpression>'
                )
            ],
            "DMN-EXPRESSION",
            "groovy",
        ),
    ],
)
def test_a_fault_is_found_and_refused(parts: list[str], rule: str, words: str) -> None:
    xml = definitions(*parts)

    found = [finding for finding in check_model(xml, "f.dmn") if finding.rule == rule]

    assert found
    assert words in found[0].message
    assert (found[0].file, found[0].severity) == ("f.dmn", Severity.ERROR)
    with pytest.raises(Refused):
        read_model(xml, "f.dmn")


def test_a_finding_tells_line_and_element() -> None:
    written = table({"1": None}, ["o"], [TWO, (["<"], ["1"])]).replace("<rule", "\n<rule")

    (found,) = check_model(definitions(decision("d", written)), "f.dmn")

    assert (found.line, found.element_id) == (4, "r2")


def test_a_file_of_types_and_inputs_only_may_be_imported() -> None:
    assert [(f.rule, f.severity) for f in check_model(definitions(inputs("n")), "f.dmn")] == [
        ("DMN-ROOT", Severity.WARNING)
    ]


def test_an_empty_output_is_a_warning() -> None:
    xml = definitions(decision("d", table({"1": None}, ["o"], [(["-"], [""])])))

    assert [(f.rule, f.severity) for f in check_model(xml, "f.dmn")] == [("DMN-OUTPUT", Severity.WARNING)]
    assert read_model(xml, "f.dmn").decisions


@pytest.mark.parametrize(
    "xml",
    [
        b"no xml",
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b"<html/>",
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
    ],
)
def test_what_is_no_dmn_is_refused(xml: bytes) -> None:
    assert any(finding.is_error for finding in check_model(xml, "f.dmn"))
    with pytest.raises(Refused):
        read_model(xml, "f.dmn")
