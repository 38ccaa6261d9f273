"""Beginning something: what can be started, the form it asks for, and the first piece of work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from service import catalogue
from service.catalogue import Definition
from service.commands import instances
from service.context import Context
from service.domain.errors import Invalid, NotFound
from service.forms import Form
from service.queries import cases, definitions, diagrams, forms
from service.web.current import reading, transaction
from service.web.i18n import gettext as _
from service.web.i18n import language
from service.web.pages import document_words as words
from service.web.pages.form_view import FormView, form_view, typed_answers

blueprint = Blueprint("starting", __name__)

PLAIN = "none"  # a start event that waits for nothing but somebody's wish


@dataclass(frozen=True)
class Startable:
    key: str
    name: str
    description: str
    has_form: bool


@dataclass(frozen=True)
class StartPage:
    key: str
    name: str
    description: str
    form: FormView


@blueprint.get("/new")
def index() -> ResponseReturnValue:
    """Show what people can start."""
    with reading() as ctx:
        found = _startable(ctx)
    return render_template("starting/index.html", processes=found)


@blueprint.get("/new/<key>")
def ask(key: str) -> ResponseReturnValue:
    """Show the form with which a process starts."""
    with reading() as ctx:
        page = _start_page(ctx, key)
    return render_template("starting/form.html", start=page)


@blueprint.post("/new/<key>")
def start(key: str) -> ResponseReturnValue:
    """Start the process; whoever has its first piece of work goes on with it at once."""
    with reading() as ctx:
        answers = typed_answers(_form(ctx, catalogue.latest(ctx, key)))
    try:
        with transaction() as ctx:
            instance_id = instances.start(ctx, key, answers, language=language())
    except Invalid as error:
        with reading() as ctx:
            page = _start_page(ctx, key, answers, words.problems(error) or {"": [str(error)]})
        return render_template("starting/form.html", start=page), 422
    return redirect(_first_work(instance_id))


def _first_work(instance_id: UUID) -> str:
    with reading() as ctx:
        own = cases.own_tasks(ctx, instance_id)
    if own:
        return url_for("inbox.task", task_id=own[0].id)
    flash(_("Started. It is with the others now."), "success")
    return url_for("inbox.index")


def _startable(ctx: Context) -> Sequence[Startable]:
    return [
        Startable(
            row.key,
            row.name,
            diagrams.outline(ctx, row.id).description,
            any(start["kind"] == PLAIN and start["attributes"].get("form_key") for start in row.starts),
        )
        for row in definitions.latest_definitions(ctx)
        if any(start["kind"] == PLAIN for start in row.starts)
    ]


def _form(ctx: Context, of: Definition) -> Form | None:
    form_key = of.start_attributes().get("form_key")
    return catalogue.form(ctx, of, form_key) if form_key else None


def _start_page(
    ctx: Context,
    key: str,
    answers: Mapping[str, Any] | None = None,
    errors: Mapping[str, Any] | None = None,
) -> StartPage:
    of = catalogue.latest(ctx, key)
    form = _form(ctx, of)
    if form is None:
        raise NotFound(f"{key} starts without a form")
    schema = forms.schema(ctx, of, str(of.start_attributes()["form_key"]))
    known = catalogue.known_answers(ctx, {})
    view = form_view(ctx, form, schema, known, answers, errors)
    return StartPage(key, of.name, diagrams.outline(ctx, of.id).description, view)
