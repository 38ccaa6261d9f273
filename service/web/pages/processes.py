"""Process definitions: what is deployed, one version with its diagram, and deploying another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Final
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from service.commands import deployments
from service.commands.deployments import Deployed
from service.context import Context
from service.domain.errors import Refused
from service.domain.findings import Finding
from service.domain.permissions import Act, check_may, may
from service.persistence.models import ProcessDefinition
from service.queries import definitions, diagrams, instances
from service.web.current import reading, transaction
from service.web.pages.naming import Named, named
from service.web.pages.wording import ELEMENTS, say

XML: Final = "application/xml"
MODELS: Final = (".bpmn", ".bpmn20.xml", ".bpmn.xml")
LONGEST_NAME: Final = 120


@dataclass(frozen=True)
class Row:
    """The newest version of a process in the list."""

    id: UUID
    key: str
    name: str
    version: int
    description: str
    deployed_at: datetime
    owner: Named
    running: int


@dataclass(frozen=True)
class Version:
    id: UUID
    version: int
    tag: str
    deployed_at: datetime
    deployed_by: Named
    deployment: str


@dataclass(frozen=True)
class Step:
    """``ways`` are the flows with a name that lead on from here, each with where it leads."""

    name: str
    kind: str
    text: str
    ways: list[tuple[str, str]]


def processes() -> str:
    """Show the newest version of every process; whoever may deploy is given the form for it."""
    return _list()


def process(definition_id: UUID) -> str:
    """Show one version: what it is for, its diagram, its steps in words, its other versions."""
    with reading() as ctx:
        row = definitions.definition(ctx, definition_id)
        outline = diagrams.outline(ctx, definition_id)
        versions = [_version(ctx, each) for each in definitions.versions(ctx, row.key)]
        running = instances.count_running(ctx, row.key)
    return render_template(
        "processes/process.html",
        definition=row,
        outline=outline,
        steps=_steps(row, outline),
        versions=versions,
        newest=versions[0],
        running=running,
    )


def process_diagram(definition_id: UUID) -> Response:
    """Answer with the model; definitions are for everybody in the office to look at."""
    with reading() as ctx:
        return Response(definitions.definition(ctx, definition_id).xml, content_type=XML)


def deploy() -> ResponseReturnValue:
    """Deploy the files that were sent, all or none, or with ``act=check`` only say what is wrong."""
    name, files = request.form.get("name", "").strip()[:LONGEST_NAME], uploaded()
    if request.form.get("act") == "check":
        with reading() as ctx:
            check_may(Act.DEPLOY, ctx.directory.person(ctx.actor))
            findings = deployments.check(ctx, files)
        return _list(name, findings, checked=True)
    try:
        with transaction() as ctx:
            check_may(Act.DEPLOY, ctx.directory.person(ctx.actor))
            deployed = deployments.deploy(ctx, name or _("From the page"), files)
    except Refused as refusal:
        return _list(name, refusal.findings), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_outcome(deployed), "success")
    for finding in deployed.warnings:
        flash(str(finding), "warning")
    return redirect(url_for("cases.processes"))


def uploaded() -> Mapping[str, bytes]:
    """Return the files of this request by path.

    A form's key is its folder and stem. Forms that come without a folder are those of the one model
    that comes with them.
    """
    sent = [file for file in request.files.getlist("files") if file.filename]
    names = [str(file.filename).replace("\\", "/") for file in sent]
    models = [PurePosixPath(name).name.partition(".")[0] for name in names if name.endswith(MODELS)]
    folder = models[0] if len(models) == 1 else ""
    return {_placed(name, folder): file.read() for name, file in zip(names, sent, strict=True)}


def _placed(name: str, folder: str) -> str:
    is_bare_form = name.endswith(".form") and "/" not in name
    return f"{folder}/{name}" if is_bare_form and folder else name


def _list(
    name: str = "", findings: list[Finding] | tuple[Finding, ...] = (), *, checked: bool = False
) -> str:
    with reading() as ctx:
        rows = [_row(ctx, row) for row in definitions.latest_definitions(ctx)]
        may_deploy = may(Act.DEPLOY, ctx.directory.person(ctx.actor).roles)
    return render_template(
        "processes/processes.html",
        rows=rows,
        may_deploy=may_deploy,
        name=name,
        findings=findings,
        checked=checked,
    )


def _outcome(deployed: Deployed) -> str:
    added = [*deployed.processes.items(), *deployed.decisions.items(), *deployed.forms.items()]
    if not added:
        return str(_("Nothing has changed: all of it was deployed already."))
    words = ", ".join(f"{key} ({version})" for key, version in added)
    return str(_("Deployed with these versions: %(words)s", words=words))


def _row(ctx: Context, row: ProcessDefinition) -> Row:
    newest = _version(ctx, row)
    return Row(
        id=row.id,
        key=row.key,
        name=row.name,
        version=row.version,
        description=diagrams.outline(ctx, row.id).description,
        deployed_at=row.deployed_at,
        owner=newest.deployed_by,
        running=instances.count_running(ctx, row.key),
    )


def _version(ctx: Context, row: ProcessDefinition) -> Version:
    deployment = definitions.deployment(ctx, row.deployment_id)
    return Version(
        id=row.id,
        version=row.version,
        tag=row.version_tag or "",
        deployed_at=row.deployed_at,
        deployed_by=named(ctx.directory, deployment.deployed_by),
        deployment=deployment.name,
    )


def _steps(row: ProcessDefinition, outline: diagrams.Outline) -> list[Step]:
    """Return the named elements in the order in which a case meets them, to be read instead of the diagram."""
    names = {each: name for each, (_tag, name) in row.elements.items() if name and name != each}
    return [
        Step(
            name=names[element_id],
            kind=say(ELEMENTS, row.elements[element_id][0]),
            text=outline.documentation.get(element_id, ""),
            ways=[
                (flow.name, names.get(outline.next_of(flow, names), ""))
                for flow in outline.ways_from(element_id)
                if flow.name
            ],
        )
        for element_id in outline.in_order(row.elements)
        if element_id in names
    ]
