"""The description of the API as a page: a view of the OpenAPI document, made once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any, Final

from flask import render_template, request
from markupsafe import Markup, escape

Json = Mapping[str, Any]

_REF: Final = "#/components/schemas/"


@dataclass(frozen=True)
class Field:
    """One row of a table: of parameters, or of a schema. ``ref`` names the schema to look at, if any."""

    name: str
    kind: str
    ref: str | None
    is_required: bool
    place: str = ""
    description: str = ""


@dataclass(frozen=True)
class Reply:
    status: str
    description: str
    ref: str | None


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: Sequence[Field]
    media: str
    body: str | None
    answers: Sequence[Reply]
    errors: Sequence[Reply]
    is_public: bool


@dataclass(frozen=True)
class Group:
    name: str
    summary: str
    operations: Sequence[Operation]


@dataclass(frozen=True)
class SchemaTable:
    name: str
    description: str
    fields: Sequence[Field]


def page(document: Json, demo: bool) -> str:
    """Return the page for the running request; with ``demo`` it tells how to get a demo token."""
    return render_template(
        "api/docs.html",
        info=document["info"],
        server=request.host_url.rstrip("/") + document["servers"][0]["url"],
        groups=list(groups(document)),
        schemas=list(schemas(document)),
        demo=demo,
        marked=marked,
    )


def marked(text: str) -> Markup:
    """Return text in which what stands between backticks is code."""
    parts = text.split("`")
    return Markup().join(
        Markup("<code>{}</code>").format(part) if is_code else escape(part)
        for part, is_code in zip(parts, cycle((False, True)), strict=False)
    )


def groups(document: Json) -> Iterator[Group]:
    """Return the operations by tag, in the order of the document."""
    found = [
        (operation["tags"][0], _operation(path, method, operation))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    for tag in document["tags"]:
        yield Group(tag["name"], tag["description"], [each for name, each in found if name == tag["name"]])


def schemas(document: Json) -> Iterator[SchemaTable]:
    """Return the schemas by name."""
    for name, schema in sorted(document["components"]["schemas"].items()):
        required = schema.get("required", ())
        rows = [
            Field(each, *_kind(inner), each in required, description=inner.get("description", ""))
            for each, inner in schema.get("properties", {}).items()
        ]
        yield SchemaTable(name, schema.get("description", ""), rows)


def _operation(path: str, method: str, operation: Json) -> Operation:
    replies = [_reply(status, reply) for status, reply in operation["responses"].items()]
    media, body = _body(operation.get("requestBody"))
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        parameters=[_parameter(parameter) for parameter in operation["parameters"]],
        media=media,
        body=body,
        answers=[reply for reply in replies if reply.status.startswith("2")],
        errors=[reply for reply in replies if not reply.status.startswith("2")],
        is_public=operation.get("security") == [],
    )


def _body(body: Json | None) -> tuple[str, str | None]:
    """Return media type and schema of a body."""
    if body is None:
        return "", None
    media, content = next(iter(body["content"].items()))
    return media, _kind(content["schema"])[1]


def _parameter(parameter: Json) -> Field:
    return Field(
        parameter["name"],
        *_kind(parameter["schema"]),
        parameter.get("required", False),
        parameter["in"],
        parameter.get("description", ""),
    )


def _reply(status: str, reply: Json) -> Reply:
    return Reply(status, reply["description"], _body(reply if "content" in reply else None)[1])


def _kind(schema: Json) -> tuple[str, str | None]:
    """Return a type in words, and the schema it points to."""
    if "$ref" in schema:
        return "", schema["$ref"].removeprefix(_REF)
    for combined in ("anyOf", "allOf", "oneOf"):
        if combined in schema:
            kinds = [_kind(each) for each in schema[combined]]
            words = " or ".join(word for word, _ in kinds if word)
            ref = next((ref for _, ref in kinds if ref), None)
            return f"{words} or" if ref and words else words, ref
    if schema.get("type") == "array":
        words, ref = _kind(schema.get("items", {}))
        return f"list of {words}".rstrip(), ref
    return _plain_kind(schema), None


def _plain_kind(schema: Json) -> str:
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"] if value is not None)
    kinds = schema.get("type", "any")
    words = " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
    return f"{words} ({schema['format']})" if "format" in schema else words
