"""Small DMN files, written for one test each."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from service.decisions import DecisionModel, DecisionResult, read_model

NOW: Final = datetime(2026, 11, 30, 10, tzinfo=ZoneInfo("Asia/Seoul"))
DMN: Final = "https://www.omg.org/spec/DMN/20191111/MODEL/"

Rule = tuple[Sequence[str], Sequence[str]]


def definitions(*parts: str, namespace: str = "urn:test") -> bytes:
    body = "\n".join(parts)
    return f'<definitions xmlns="{DMN}" namespace="{namespace}" name="test">\n{body}\n</definitions>'.encode()


def inputs(*names: str) -> str:
    return "\n".join(f'<inputData id="in_{n}" name="{n}"><variable name="{n}"/></inputData>' for n in names)


def requires(*ids: str) -> str:
    """Write requirements: of an input by ``in_NAME``, of a function by ``fn_NAME``, else of a decision."""
    return "".join(_requirement(id_) for id_ in ids)


def _requirement(id_: str) -> str:
    if id_.startswith("fn_"):
        return f'<knowledgeRequirement><requiredKnowledge href="#{id_}"/></knowledgeRequirement>'
    kind = "requiredInput" if id_.startswith("in_") else "requiredDecision"
    return f'<informationRequirement><{kind} href="#{id_}"/></informationRequirement>'


def decision(id_: str, logic: str, *required: str, type_: str | None = None) -> str:
    variable = f'<variable name="{id_}"' + (f' typeRef="{type_}"/>' if type_ else "/>")
    return f'<decision id="{id_}" name="{id_}">{variable}{requires(*required)}{logic}</decision>'


def literal(text: str) -> str:
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def table(
    columns: Mapping[str, str | None],
    outputs: Sequence[str],
    rules: Sequence[Rule],
    policy: str = "",
    ids: str = "r",
    **more: str,
) -> str:
    """Write a table; ``columns`` are input expressions with types, ``more`` the values of each output."""
    attributes = f" {policy}" if policy else ""
    heads = "".join(
        f"<input><inputExpression{f' typeRef={quoteattr(t)}' if t else ''}><text>{escape(x)}</text></inputExpression></input>"
        for x, t in columns.items()
    )
    tails = "".join(f'<output name="{name}">{more.get(name, "")}</output>' for name in outputs)
    rows = "".join(_rule(f"{ids}{i}", *rule) for i, rule in enumerate(rules, 1))
    return f"<decisionTable{attributes}>{heads}{tails}{rows}</decisionTable>"


def _rule(id_: str, cells: Sequence[str], results: Sequence[str]) -> str:
    tests = "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells)
    values = "".join(f"<outputEntry><text>{escape(value)}</text></outputEntry>" for value in results)
    return f'<rule id="{id_}">{tests}{values}</rule>'


def model(*parts: str) -> DecisionModel:
    return read_model(definitions(*parts), "test.dmn")


def decided(read: DecisionModel, id_: str, **variables: Any) -> DecisionResult:
    return read.decide(id_, variables, now=NOW)
