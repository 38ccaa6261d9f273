"""Models that import models, to any depth (DMN 1.5 §6.3.3)."""

import pytest

from service.decisions import DecisionModel, read_model
from tests.decisions.writing import decided, definitions, literal

IMPORT = (
    '<import name="{name}" namespace="urn:{name}" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
)
INPUT = (
    '<inputData id="person" name="Person name"><variable name="Person name" typeRef="string"/></inputData>'
)


def written(id_: str, href: str, kind: str, text: str) -> str:
    requirement = f'<informationRequirement><{kind} href="{href}"/></informationRequirement>'
    return (
        f'<decision id="{id_}" name="{id_}"><variable name="{id_}"/>{requirement}{literal(text)}</decision>'
    )


@pytest.fixture
def outer() -> DecisionModel:
    greet = written("greeting", "#person", "requiredInput", '"Hello, " + Person name')
    bottom = read_model(definitions(INPUT, greet, namespace="urn:bottom"), "bottom.dmn")
    ask = written("question", "urn:bottom#greeting", "requiredDecision", 'bottom.greeting + "?"')
    middle = read_model(
        definitions(IMPORT.format(name="bottom"), ask, namespace="urn:middle"), "middle.dmn", [bottom]
    )
    answer = written("answer", "urn:middle#question", "requiredDecision", 'middle.question + "!"')
    return read_model(definitions(IMPORT.format(name="middle"), answer), "outer.dmn", [middle])


def test_an_input_of_an_import_of_an_import_is_found(outer: DecisionModel) -> None:
    assert decided(outer, "answer", **{"Person name": "Kim"}).value == "Hello, Kim?!"


def test_the_nearest_input_of_that_name_is_taken(outer: DecisionModel) -> None:
    given = {"Person name": "far", "middle": {"Person name": "near"}}

    assert decided(outer, "answer", **given).value == "Hello, near?!"


def test_an_input_may_be_placed_under_the_names_of_the_imports(outer: DecisionModel) -> None:
    given = {"middle": {"bottom": {"Person name": "Lee"}}}

    assert decided(outer, "answer", **given).value == "Hello, Lee?!"
