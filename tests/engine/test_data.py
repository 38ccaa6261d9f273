"""Data objects, associations and correlation keys of the standard."""

import pytest

from service.engine.engine import Engine
from tests.engine.bpmn import Walk, catch, definition, doc, end, script, start, sub, throw, user

DATA = (
    '<dataObject id="DO1" name="order"/><dataObjectReference id="R1" name="The order" dataObjectRef="DO1"/>'
    '<dataObject id="DO2" name="bill"/><dataObjectReference id="R2" dataObjectRef="DO2"/>'
)
SPECIFICATION = (
    '<ioSpecification><dataInput id="in1" name="wanted"/><dataOutput id="out1" name="made"/>'
    "<inputSet/><outputSet/></ioSpecification>"
)


def gives(source: str, target: str, inner: str = "") -> str:
    return f"<dataInputAssociation><sourceRef>{source}</sourceRef><targetRef>{target}</targetRef>{inner}</dataInputAssociation>"


def takes(source: str, target: str, inner: str = "") -> str:
    return f"<dataOutputAssociation><sourceRef>{source}</sourceRef><targetRef>{target}</targetRef>{inner}</dataOutputAssociation>"


def test_a_data_object_goes_into_an_input_and_an_output_into_a_data_object() -> None:
    task = user("t", SPECIFICATION + gives("R1", "in1") + takes("out1", "R2"))
    walk = Walk(doc(DATA + start() + task + user("after"), "s>t; t>after"), {"order": {"id": 7}})
    assert walk.wait("t").variables == {"order": {"id": 7}, "wanted": {"id": 7}}
    walk.complete("t", made=12, note="n")
    assert walk.variables == {"order": {"id": 7}, "bill": 12, "made": 12, "note": "n"}


def test_assignments_and_transformations_are_expressions() -> None:
    assignment = "<assignment><from>order.id + 1</from><to>in1</to></assignment>"
    transformation = "<transformation>made * 2</transformation>"
    task = user("t", SPECIFICATION + gives("R1", "in1", assignment) + takes("out1", "R2", transformation))
    walk = Walk(doc(DATA + start() + task + user("after"), "s>t; t>after"), {"order": {"id": 7}})
    assert walk.wait("t").variables["wanted"] == 8
    assert walk.complete("t", made=12).variables["bill"] == 24


def test_what_modellers_write_for_a_bare_line_changes_nothing() -> None:
    task = user("t", '<property id="P1" name="__targetRef_placeholder"/>' + gives("R1", "P1"))
    walk = Walk(doc(DATA + start() + task + end(), "s>t; t>e"), {"order": 1})
    assert walk.wait("t").variables == {"order": 1}


def test_a_sub_process_keeps_its_inputs_to_itself() -> None:
    box = sub(
        "t", SPECIFICATION + gives("R1", "in1") + takes("out1", "R2") + script("x", "made = wanted + 1"), ""
    )
    walk = Walk(doc(DATA + start() + box + user("after"), "s>t; t>after"), {"order": 1})
    assert walk.variables == {"order": 1, "made": 2, "bill": 2}


@pytest.mark.parametrize(
    "inner",
    ["<assignment><from>order</from><to>a + b</to></assignment>", "<assignment><to>in1</to></assignment>"],
)
def test_an_assignment_that_cannot_be_read_is_refused(inner: str) -> None:
    xml = doc(DATA + start() + user("t", SPECIFICATION + gives("R1", "in1", inner)), "s>t")
    assert "DATA-ASSIGN" in {found.rule for found in Engine().check(xml, "f.bpmn")}


def correlated(*properties: str, subscription: str = "") -> bytes:
    keys = "".join(f"<correlationPropertyRef>cp_{name}</correlationPropertyRef>" for name in properties)
    retrievals = "".join(
        f'<correlationProperty id="cp_{name}" name="{name}"><correlationPropertyRetrievalExpression messageRef="m">'
        f"<messagePath>{name}</messagePath></correlationPropertyRetrievalExpression></correlationProperty>"
        for name in properties
    )
    message = definition("message", "m")
    extra = (
        f'<message id="m" name="answer"/>{retrievals}<collaboration id="co"><participant id="pp" processRef="p"/>'
        f'<messageFlow id="mf" sourceRef="pp" targetRef="k"/><correlationKey id="ck">{keys}</correlationKey></collaboration>'
    )
    inside = sub("box", start("is") + catch("k", message), "is>k")
    return doc(
        subscription + start() + throw("tell", message) + inside + end(), "s>tell; tell>box; box>e", extra
    )


def test_one_property_is_the_key_itself_also_within_a_sub_process() -> None:
    walk = Walk(correlated("number"), {"number": 99})
    assert walk.wait("k").attributes["correlation_key"] == "99"
    assert walk.last.thrown[0].correlation_key == "99"


def test_of_several_properties_all_must_match() -> None:
    walk = Walk(correlated("number", "city"), {"number": 99, "city": "서울"})
    assert walk.wait("k").attributes["correlation_key"] == '{"city":"서울","number":"99"}'


def test_a_subscription_binds_properties_to_variables_of_its_own() -> None:
    binding = (
        '<correlationSubscription correlationKeyRef="ck"><correlationPropertyBinding correlationPropertyRef="cp_number">'
        "<dataPath>case.id</dataPath></correlationPropertyBinding></correlationSubscription>"
    )
    walk = Walk(correlated("number", subscription=binding), {"number": 1, "case": {"id": "A-7"}})
    assert walk.wait("k").attributes["correlation_key"] == "A-7"
    assert walk.last.thrown[0].correlation_key == "1"


@pytest.mark.parametrize("city", [{}, {"city": None}])
def test_a_part_without_a_value_is_trouble_since_any_message_would_match(city: dict[str, None]) -> None:
    trouble = Walk(correlated("number", "city"), {"number": 99, **city}).last.trouble
    assert trouble is not None
    assert (trouble.kind, trouble.element_id) == ("expression", "tell")
    assert "city" in trouble.message
