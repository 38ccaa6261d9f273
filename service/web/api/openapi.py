"""The OpenAPI document, made from the table of routes."""

import inspect
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema, fields

from service.web.api.resources.deployments import FindingSchema
from service.web.api.routes import Resource, Route
from service.web.api.shapes import Words

PREFIX: Final = "/api/v1"
VERSION: Final = "1.0.0"
INTRODUCTION: Final = """\
Everything that the pages do can be done here. Requests carry `Authorization: Bearer dure_…`; the session of \
the pages works as well, and then a changing request needs its CSRF token in `X-CSRFToken`.

Lists give `items`, and pages of lists `next`: the `cursor` of the page that follows, or null. Moments are ISO \
8601 with a zone. People are named by id. Errors are problem details (RFC 9457, `application/problem+json`).
"""

_PART: Final = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
_MEANINGS: Final[Mapping[int, str]] = {
    400: "The body is no JSON, or the CSRF token of the session is missing",
    401: "Nobody is signed in, or the token is unknown or has expired",
    403: "The actor may not do this",
    404: "It does not exist",
    409: "It is no longer in a state that allows this; `by` and `at` say who changed it and when",
    413: "The body is too large",
    415: "The body has another media type",
    422: "The request breaks a rule; `errors` names the fields, `findings` file, line and element",
    503: "The database does not answer; the same may succeed later",
}


class ProblemSchema(Schema):
    """Problem details (RFC 9457); a field that does not apply is left out."""

    type = fields.String(
        required=True, metadata={"description": "What kind of error, as urn:dure:problem:KIND"}
    )
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True, metadata={"description": "What is wrong, naming the thing"})
    instance = fields.String(required=True, metadata={"description": "The path that was asked for"})
    errors = Words("Field to reasons, nested as the request was")
    findings = fields.List(fields.Nested(FindingSchema))
    by = fields.String(metadata={"description": "Id of the person who came first"})
    at = fields.AwareDateTime(metadata={"description": "When that was"})
    state = fields.String(metadata={"description": "The state the thing is in now"})
    element_id = fields.String(metadata={"description": "Where the process cannot go on"})
    code = fields.String(allow_none=True, metadata={"description": "BPMN error code, if it was one"})


def document(resources: Iterable[Resource]) -> dict[str, Any]:
    """Return the document as JSON values."""
    resources = list(resources)
    marshmallow = MarshmallowPlugin()
    spec = APISpec(
        title="Dure",
        version=VERSION,
        openapi_version="3.1.0",
        plugins=[marshmallow],
        info={"description": INTRODUCTION},
        servers=[{"url": PREFIX}],
        tags=[{"name": resource.name, "description": resource.summary} for resource in resources],
        security=[{"bearer": []}, {"session": []}],
    )
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    spec.components.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": "dure"})
    for route in (route for resource in resources for route in resource.routes):
        spec.path(path_of(route), operations={route.method.lower(): _operation(route)})
    made: dict[str, Any] = spec.to_dict()
    _describe_schemas(made, marshmallow)
    _let_absent_be_absent(made)
    return made


def _describe_schemas(made: dict[str, Any], marshmallow: MarshmallowPlugin) -> None:
    """Give each schema its class's own docstring, which apispec leaves out."""
    refs = marshmallow.converter.refs if marshmallow.converter else {}
    for (shape, *_), name in refs.items():
        if shape.__dict__.get("__doc__"):
            made["components"]["schemas"][name]["description"] = inspect.getdoc(shape)


def _let_absent_be_absent(made: dict[str, Any]) -> None:
    """Take null out of query parameters: in an address there is none, a parameter is left out."""
    operations = [each for methods in made["paths"].values() for each in methods.values()]
    for schema in (part["schema"] for each in operations for part in each["parameters"]):
        if "default" in schema and schema["default"] is None:
            del schema["default"]
            schema["type"] = next(kind for kind in schema["type"] if kind != "null")
            if "enum" in schema:
                schema["enum"] = [value for value in schema["enum"] if value is not None]


def path_of(route: Route) -> str:
    """Return the path as OpenAPI writes it: /tasks/{task_id}."""
    return _PART.sub(r"{\g<name>}", route.path)


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "tags": [route.resource],
        "summary": route.summary,
        "parameters": [*_path_parameters(route), *_query_parameters(route)],
        "responses": {route.status: _answer(route)} | {code: _problem(code) for code in route.all_errors},
    }
    if route.description:
        operation["description"] = route.description
    if route.takes:
        operation["requestBody"] = {"required": True, "content": {route.media: {"schema": route.takes}}}
    if route.is_public:
        operation["security"] = []
    return operation


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {
            "in": "path",
            "name": part["name"],
            "required": True,
            "schema": {"type": "string", "format": "uuid"} if part["kind"] else {"type": "string"},
        }
        for part in _PART.finditer(route.path)
    ]


def _query_parameters(route: Route) -> list[dict[str, Any]]:
    return [{"in": "query", "schema": route.query}] if route.query else []


def _answer(route: Route) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": HTTPStatus(route.status).phrase}
    if route.gives:
        answer["content"] = {route.answers_in: {"schema": route.gives}}
    elif route.status != HTTPStatus.NO_CONTENT:
        schema = {"type": "object"} if route.answers_in.endswith("json") else {"type": "string"}
        answer["content"] = {route.answers_in: {"schema": schema}}
    return answer


def _problem(code: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": ProblemSchema}}
    return {"description": _MEANINGS[code], "content": content}
