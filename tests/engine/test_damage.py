"""Damaged files: whatever is left of a model either is refused or runs; nothing else ever happens."""

import random

import pytest
from lxml import etree

from service.engine import Engine, Limits, WaitKind
from service.engine.engine import CompiledProcess
from tests.engine.bpmn import NOW
from tests.engine.test_state import LIBRARY, MODELS

TEXTS = ["", "=", "x", "${x}", "P1D", "R/PT1S", "1/0", "-5", "=[1, 2]", "null", "true"]
TAGS = [
    "userTask",
    "scriptTask",
    "parallelGateway",
    "inclusiveGateway",
    "endEvent",
    "subProcess",
    "startEvent",
    "transaction",
    "adHocSubProcess",
    "callActivity",
    "complexGateway",
    "eventBasedGateway",
    "intermediateThrowEvent",
    "compensateEventDefinition",
    "cancelEventDefinition",
]


def damaged(xml: bytes, choice: random.Random) -> bytes:
    root = etree.fromstring(xml)
    for _ in range(choice.randrange(1, 4)):
        elements = [element for element in root.iter() if element is not root] or [root]
        element = choice.choice(elements)
        kind = choice.randrange(5)
        if kind == 0 and element is not root:
            element.getparent().remove(element)
        elif kind == 1 and element.attrib:
            del element.attrib[choice.choice(sorted(map(str, element.attrib)))]
        elif kind == 2 and element.attrib:
            element.set(
                choice.choice(sorted(map(str, element.attrib))), choice.choice([*TEXTS, "a", "g", "j", "m"])
            )
        elif kind == 3:
            element.text = choice.choice(TEXTS)
        else:
            element.tag = element.tag.rpartition("}")[0] + "}" + choice.choice(TAGS)
    return etree.tostring(root)


def drive(engine: Engine, process: CompiledProcess, choice: random.Random) -> None:
    begin = choice.choice([None] if process.spec.none_starts else [*process.spec.starts])
    outcome = engine.start(process, {"x": 1, "xs": [1, 2], "again": False}, NOW, LIBRARY, start_element=begin)
    for _ in range(12):
        if outcome.trouble is not None or not outcome.waits:
            break
        wait = choice.choice(outcome.waits)
        given = {"x": choice.choice([1, 6, "a", None]), "again": choice.random() < 0.5}
        if wait.kind in (WaitKind.USER_TASK, WaitKind.SERVICE_CALL):
            outcome = engine.complete(process, outcome.state, wait.token, given, NOW, LIBRARY)
        elif wait.kind is WaitKind.TIMER:
            outcome = engine.fire(process, outcome.state, wait.token, NOW, LIBRARY)
        elif wait.kind is WaitKind.CONDITION:
            outcome = engine.set_variables(process, outcome.state, given, NOW, LIBRARY)
        else:
            outcome = engine.deliver(process, outcome.state, wait.token, given, NOW, LIBRARY)
    assert outcome.ended or outcome.waits or outcome.trouble is not None


@pytest.mark.parametrize("name", MODELS)
def test_a_damaged_model_is_refused_or_runs(name: str) -> None:
    engine = Engine(Limits(steps=300, tokens=100))
    for seed in range(150):
        choice = random.Random(seed)
        xml = damaged(MODELS[name], choice)
        findings = engine.check(xml, "damaged.bpmn")
        if any(finding.is_error for finding in findings):
            assert all(finding.line and finding.file for finding in findings)
            continue
        process = engine.compile(xml, "damaged.bpmn", engine.inspect(xml, "damaged.bpmn")[0].id)
        drive(engine, process, choice)
