"""Cases: which a person has a part in, where each stands, and what happened to it.

The addresses of process definitions are here as well: both blueprints would be one another's neighbours.
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from service.commands import incidents
from service.context import Context
from service.domain.directory import Directory
from service.domain.errors import NotFound
from service.domain.permissions import Act, check_may, may
from service.engine import WaitKind
from service.persistence.models import InstanceStatus, UserTask
from service.queries import cases as queries
from service.queries import definitions, diagrams, documents, instances
from service.queries.cases import CaseLine
from service.queries.instances import InstanceView
from service.web.current import reading, transaction
from service.web.json import encode
from service.web.pages import processes
from service.web.pages.asking import asked_uuid
from service.web.pages.history import Teller
from service.web.pages.marks import diagram_of
from service.web.pages.naming import Named, holders, named
from service.web.pages.wording import STATUSES

EVERY: Final = "every"
ANY: Final = "any"
XML: Final = "application/xml"

blueprint = Blueprint("cases", __name__)
blueprint.add_url_rule("/processes", view_func=processes.processes)
blueprint.add_url_rule("/processes", view_func=processes.deploy, methods=["POST"])
blueprint.add_url_rule("/processes/<uuid:definition_id>", view_func=processes.process)
blueprint.add_url_rule("/processes/<uuid:definition_id>/diagram.xml", view_func=processes.process_diagram)


@dataclass(frozen=True)
class Row:
    """A case in a list; ``at`` names the steps it is at, ``held_by`` the people who have it."""

    line: CaseLine
    starter: Named
    at: str
    held_by: str
    badge: tuple[str, str]


@dataclass(frozen=True)
class Station:
    """One thing that a case waits for. ``task_id`` is set where the actor may do it."""

    name: str
    who: str
    since: Any
    due: Any
    task_id: UUID | None


@blueprint.get("/cases")
def index() -> str:
    """Show cases: the actor's own, or every one to those who may see them."""
    key, asked = request.args.get("process") or None, request.args.get("status", "active")
    status = InstanceStatus(asked) if asked in set(InstanceStatus) else None
    before = asked_uuid("before")
    with reading() as ctx:
        may_see_every = queries.sees_every(ctx)
        every = may_see_every and request.args.get("whose") == EVERY
        lines = queries.lines(ctx, every=every, key=key, status=status, before=before)
        handles = may(Act.HANDLE_INCIDENTS, ctx.directory.person(ctx.actor).roles)
        stuck = queries.stuck(ctx) if handles else ()
        rows, choices = [_row(ctx, line) for line in lines], definitions.latest_definitions(ctx)
    asked_for = {"process": key, "status": status or ANY, "whose": EVERY if every else "own"}
    return render_template(
        "cases/cases.html",
        rows=rows,
        stuck=stuck,
        processes=choices,
        asked=asked_for,
        may_see_every=may_see_every,
        next=lines[-1].id if len(lines) == queries.PAGE else None,
    )


@blueprint.get("/cases/<uuid:instance_id>")
def case(instance_id: UUID) -> str:
    """Show one case: where it stands, who has it now, and what happened."""
    with reading() as ctx:
        page = _page(ctx, queries.case(ctx, instance_id))
    return render_template("cases/case.html", **page)


def _page(ctx: Context, view: InstanceView) -> dict[str, Any]:
    instance_id = view.instance.id
    history = instances.history(ctx, instance_id)
    outline = diagrams.outline(ctx, view.definition.id)
    roles = ctx.directory.person(ctx.actor).roles
    sees_data, handles = may(Act.READ_EVERY_INSTANCE, roles), may(Act.HANDLE_INCIDENTS, roles)
    return {
        "instance": view.instance,
        "definition": view.definition,
        "state": _badge(view.instance.status),
        "starter": named(ctx.directory, view.instance.started_by),
        "about": _about(ctx, view),
        "stations": _stations(ctx, view),
        "diagram": diagram_of(ctx, view, history),
        "history": list(reversed(Teller(view, outline, ctx.directory).tell(history))),
        "incidents": instances.incidents(ctx, instance_id=instance_id, is_open=None) if handles else (),
        "verdict": instances.verify(ctx, instance_id),
        "variables": _variables(ctx, view) if sees_data else None,
    }


@blueprint.get("/cases/<uuid:instance_id>/diagram.xml")
def diagram(instance_id: UUID) -> Response:
    """Answer with the model of a case, to those who may see the case."""
    with reading() as ctx:
        view = queries.case(ctx, instance_id)
        xml = definitions.definition(ctx, view.definition.id).xml
    return Response(xml, content_type=XML)


@blueprint.post("/cases/<uuid:instance_id>/incidents/<uuid:incident_id>/resolve")
def resolve_incident(instance_id: UUID, incident_id: UUID) -> ResponseReturnValue:
    """Close an incident of the case; a job behind it is tried again."""
    with transaction() as ctx:
        check_may(Act.HANDLE_INCIDENTS, ctx.directory.person(ctx.actor))
        if incident_id not in {row.id for row in instances.incidents(ctx, instance_id=instance_id)}:
            raise NotFound(f"no open incident {incident_id} of process instance {instance_id}")
        incidents.resolve(ctx, incident_id)
    flash(_("The incident is closed. What had stopped is tried again."), "success")
    return redirect(url_for("cases.case", instance_id=instance_id))


def _row(ctx: Context, line: CaseLine) -> Row:
    directory = ctx.directory
    return Row(
        line=line,
        starter=named(directory, line.started_by),
        at=", ".join(dict.fromkeys(task.name for task in line.tasks)) or _what_waits(line),
        held_by=", ".join(dict.fromkeys(_held_by(directory, task) for task in line.tasks)),
        badge=_badge(line.status),
    )


def _badge(status: InstanceStatus) -> tuple[str, str]:
    kind, word = STATUSES[status]
    return kind, str(word)


def _held_by(directory: Directory, task: UserTask) -> str:
    return holders(directory, task.assignee, task.candidate_users, task.candidate_groups)


def _stations(ctx: Context, view: InstanceView) -> list[Station]:
    directory = ctx.directory
    own = {task.id for task in queries.own_tasks(ctx, view.instance.id)}
    found = [
        Station(
            name=task.name,
            who=_held_by(directory, task),
            since=task.created_at,
            due=task.due_at,
            task_id=task.id if task.id in own else None,
        )
        for task in queries.open_tasks(ctx, view.instance.id)
    ]
    waits = (wait for wait in view.waits if wait.kind is not WaitKind.USER_TASK)
    return found + [
        Station(wait.name or wait.element_id, _awaited(wait.kind), None, wait.due, None) for wait in waits
    ]


def _what_waits(line: CaseLine) -> str:
    """Return in words what a case waits for that nobody has to do anything about."""
    return ", ".join(dict.fromkeys(_awaited(WaitKind(kind)) for kind in line.open_tokens.values()))


def _awaited(kind: WaitKind) -> str:
    words = {
        WaitKind.TIMER: _("Waits for a moment"),
        WaitKind.SERVICE_CALL: _("Waits for a neighbouring system"),
        WaitKind.MESSAGE: _("Waits for a message"),
        WaitKind.SIGNAL: _("Waits for a signal"),
    }
    return str(words.get(kind, _("Waits for a condition")))


def _about(ctx: Context, view: InstanceView) -> tuple[str, str] | None:
    """Return the address of what the case is about, and the words of the link to it."""
    kind, _colon, number = (view.instance.business_key or "").partition(":")
    document_id = documents.of_instance(ctx, view.instance.id)
    if document_id is not None:
        return url_for("documents.document", document_id=document_id), _("Open the document")
    if kind == "memo":
        return url_for("office.memo", memo_id=UUID(number)), _("Open the memo")
    if kind == "directive":
        return url_for("office.directive", directive_id=UUID(number)), _("Open the directive")
    return None


def _variables(ctx: Context, view: InstanceView) -> list[tuple[str, str]]:
    """Return the data of the case as JSON by name, for those who look after cases."""
    found = instances.variables(ctx, view)
    return [
        (name, orjson.dumps(orjson.loads(encode(found[name])), option=orjson.OPT_INDENT_2).decode())
        for name in sorted(found)
    ]
