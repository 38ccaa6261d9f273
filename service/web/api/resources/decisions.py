"""Decisions: tables to be asked without a process."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from service import catalogue
from service.queries import definitions
from service.web.api.routes import Resource
from service.web.api.shapes import Answer, Words, list_of, listed, picked
from service.web.current import reading

resource = Resource("decisions", "Decision tables, to be asked without a process")


class DecisionSchema(Answer):
    id = fields.UUID()
    key = fields.String()
    version = fields.Integer()
    name = fields.String()
    file = fields.String()
    deployment_id = fields.UUID()
    deployed_at = fields.AwareDateTime()


class EvaluateSchema(Schema):
    variables = Words("The inputs of the decision, and what they refer to", load_default=dict)


class MatchedRuleSchema(Answer):
    rule_id = fields.String()
    index = fields.Integer()
    inputs = Words("What the rule was compared with")
    outputs = Words("What the rule says")


class CautionSchema(Answer):
    """Something that made a null, or may have."""

    code = fields.String()
    message = fields.String()
    position = fields.Integer(allow_none=True)


class EvaluatedSchema(Answer):
    value = fields.Raw(allow_none=True)
    matched = fields.List(fields.Nested(MatchedRuleSchema))
    cautions = fields.List(fields.Nested(CautionSchema))


_rule = picked(MatchedRuleSchema)
_caution = picked(CautionSchema)


@resource.get("/decisions", gives=list_of(DecisionSchema))
def find() -> Any:
    """Return every version of every decision, by key, the newest first."""
    with reading() as ctx:
        return listed(definitions.decisions(ctx), picked(DecisionSchema))


@resource.post("/decisions/<key>/evaluate", takes=EvaluateSchema, gives=EvaluatedSchema)
def evaluate(key: str, body: Mapping[str, Any]) -> Any:
    """Ask the newest version of a decision; nothing is stored."""
    with reading() as ctx:
        result = catalogue.decisions(ctx).decide(key, "latest", None, body["variables"], ctx.local_now)
    return {
        "value": result.value,
        "matched": [_rule(rule) for rule in result.matched],
        "cautions": [_caution(caution) for caution in result.cautions],
    }
