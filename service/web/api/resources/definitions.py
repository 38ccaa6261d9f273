"""Process definitions and starting instances of them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, url_for
from marshmallow import Schema, ValidationError, fields, validates_schema

from service import catalogue
from service.commands import instances
from service.context import Context
from service.queries import definitions, forms
from service.web.api.routes import XML, Created, Resource
from service.web.api.shapes import SMALL_TEXT, Answer, Words, list_of, listed, picked
from service.web.current import reading, transaction

resource = Resource("definitions", "Processes as they were deployed, and starting them")


class DefinitionSchema(Answer):
    id = fields.UUID()
    key = fields.String()
    version = fields.Integer()
    name = fields.String()
    version_tag = fields.String(allow_none=True)
    file = fields.String()
    deployment_id = fields.UUID()
    deployed_at = fields.AwareDateTime()


class FormSchema(Answer):
    key = fields.String()
    schema = Words("The form as form-js definition")


class StartEventSchema(Answer):
    element_id = fields.String()
    kind = fields.String(metadata={"description": "none, message, signal or timer"})
    name = fields.String(allow_none=True)


class DefinitionDetailSchema(DefinitionSchema):
    starts = fields.List(fields.Nested(StartEventSchema))
    start_form = fields.Nested(FormSchema, allow_none=True)
    known = Words("What the start form begins with, such as the people to choose from")


class StartSchema(Schema):
    """A start event with a form checks `answers`; without one, `variables` become the process's own."""

    answers = Words("What was filled into the start form")
    variables = Words("The same under the name that fits a process without a start form")
    business_key = fields.String(load_default=None, allow_none=True, validate=SMALL_TEXT)

    @validates_schema
    def check_one_of_them(self, data: Mapping[str, Any], **_more: Any) -> None:
        if "answers" in data and "variables" in data:
            raise ValidationError("Must not be given together with answers.", "variables")


class StartedSchema(Answer):
    id = fields.UUID()
    key = fields.String()


_line = picked(DefinitionSchema)
_start_event = ("element_id", "kind", "name")


@resource.get("/definitions", gives=list_of(DefinitionSchema))
def find() -> Any:
    """Return the newest version of every process."""
    with reading() as ctx:
        return listed(definitions.latest_definitions(ctx), _line)


@resource.get("/definitions/<uuid:definition_id>", gives=DefinitionDetailSchema)
def show(definition_id: UUID) -> Any:
    """Return one version of a process with its start form."""
    with reading() as ctx:
        row = definitions.definition(ctx, definition_id)
        starts = [{name: start[name] for name in _start_event} for start in row.starts]
        return {
            **_line(row),
            "starts": starts,
            "start_form": _start_form(ctx, definition_id),
            "known": catalogue.known_answers(ctx, {}),
        }


@resource.get("/definitions/<uuid:definition_id>/xml", answers_in=XML)
def xml(definition_id: UUID) -> Response:
    """Return the diagram as it was deployed, byte for byte."""
    with reading() as ctx:
        content = definitions.definition(ctx, definition_id).xml
    return Response(content, content_type=XML)


@resource.get("/definitions/<key>/versions", gives=list_of(DefinitionSchema))
def versions(key: str) -> Any:
    """Return every version of a process, the newest first."""
    with reading() as ctx:
        return listed(definitions.versions(ctx, key), _line)


@resource.post(
    "/definitions/<key>/start", takes=StartSchema, gives=StartedSchema, status=201, errors=(403, 409)
)
def start(key: str, body: Mapping[str, Any]) -> Created:
    """Start an instance of the newest version; `Location` says where it is."""
    answers = body.get("answers", body.get("variables", {}))
    with transaction() as ctx:
        instance_id = instances.start(ctx, key, answers, body["business_key"])
    return Created({"id": instance_id, "key": key}, url_for("api.instances_show", instance_id=instance_id))


def _start_form(ctx: Context, definition_id: UUID) -> Mapping[str, Any] | None:
    of = catalogue.definition(ctx, definition_id)
    form_key = of.start_attributes().get("form_key")
    return {"key": form_key, "schema": forms.schema(ctx, of, form_key)} if form_key else None
