"""Deployments: models, decisions and forms put in together."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import Any, Final

from marshmallow import Schema, fields, validate
from werkzeug.datastructures import FileStorage

from service.commands import deployments
from service.domain.errors import Invalid
from service.domain.permissions import Act
from service.queries import definitions
from service.web.api.access import check_may
from service.web.api.routes import MULTIPART, Resource
from service.web.api.shapes import SMALL_TEXT, Answer, ListQuery, list_of, listed, picked
from service.web.current import reading, transaction

MAX_FILES: Final = 200

resource = Resource("deployments", "Models, decisions and forms put in together")


class Upload(fields.Raw):
    """A file of a multipart body."""

    def __init__(self) -> None:
        super().__init__(metadata={"type": "string", "format": "binary"})

    default_error_messages = {"file": "Must be a file with a name."}

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> FileStorage:
        if not isinstance(value, FileStorage) or not value.filename:
            raise self.make_error("file")
        return value


class FilesSchema(Schema):
    """`files` may carry folders in their names: forms/PROCESS/NAME.form has the form key PROCESS/NAME."""

    files = fields.List(Upload(), required=True, validate=validate.Length(1, MAX_FILES))
    topics = fields.List(
        fields.String(validate=SMALL_TEXT),
        load_default=(),
        metadata={"description": "External topics that the models may use beside those of the connectors"},
    )


class NewDeploymentSchema(FilesSchema):
    name = fields.String(required=True, validate=SMALL_TEXT)


class FindingSchema(Answer):
    rule = fields.String()
    message = fields.String()
    file = fields.String()
    line = fields.Integer(allow_none=True)
    element_id = fields.String(allow_none=True)
    severity = fields.String(validate=validate.OneOf(["error", "warning"]))


class FindingsSchema(Answer):
    findings = fields.List(fields.Nested(FindingSchema))


class DeployedSchema(Answer):
    """What was added, as key to version; without an id nothing was, since all of it was there already."""

    id = fields.UUID(allow_none=True)
    processes = fields.Dict(keys=fields.String(), values=fields.Integer())
    decisions = fields.Dict(keys=fields.String(), values=fields.Integer())
    forms = fields.Dict(keys=fields.String(), values=fields.Integer())
    unchanged = fields.List(fields.String())
    warnings = fields.List(fields.Nested(FindingSchema))


class DeploymentSchema(Answer):
    id = fields.UUID()
    name = fields.String()
    digest = fields.String()
    deployed_at = fields.AwareDateTime()
    deployed_by = fields.String()


@resource.get("/deployments", query=ListQuery, gives=list_of(DeploymentSchema), errors=(403,))
def find(query: Mapping[str, Any]) -> Any:
    """Return the deployments, the newest first."""
    with reading() as ctx:
        check_may(ctx, Act.DEPLOY)
        return listed(definitions.deployments(ctx, query["limit"]), picked(DeploymentSchema))


@resource.post(
    "/deployments",
    takes=NewDeploymentSchema,
    media=MULTIPART,
    gives=DeployedSchema,
    status=201,
    errors=(403, 409),
)
def deploy(body: Mapping[str, Any]) -> Any:
    """Add a version of everything that differs from what is there.

    Files that break a rule are refused all together (422) with every finding: rule, file, line and element.
    """
    files = _contents(body["files"])
    with transaction() as ctx:
        check_may(ctx, Act.DEPLOY)
        return asdict(deployments.deploy(ctx, body["name"], files, body["topics"]))


@resource.post("/deployments/check", takes=FilesSchema, media=MULTIPART, gives=FindingsSchema, errors=(403,))
def check(body: Mapping[str, Any]) -> Any:
    """Return what a deployment of these files would find; nothing is stored."""
    files = _contents(body["files"])
    with reading() as ctx:
        check_may(ctx, Act.DEPLOY)
        return {"findings": deployments.check(ctx, files, body["topics"])}


def _contents(uploads: list[FileStorage]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for upload in uploads:
        path = _path(upload.filename or "")
        if path in files:
            raise Invalid(f"{path} was sent twice", {"files": [f"{path} was sent twice"]})
        files[path] = upload.read()
    return files


def _path(name: str) -> str:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or not path.name:
        raise Invalid(f"{name} is no name of a file", {"files": [f"{name} is no name of a file"]})
    return str(path)
