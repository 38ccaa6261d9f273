"""Signing in and out. In the practice ministry one chooses who one is."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from service.context import SYSTEM, Context
from service.domain.errors import NotFound
from service.web.current import PERSON, office, parts
from service.web.i18n import LANGUAGE

blueprint = Blueprint("auth", __name__)


@dataclass(frozen=True)
class Choice:
    id: str
    name: str
    post: str


@dataclass(frozen=True)
class UnitChoices:
    name: str
    people: tuple[Choice, ...]


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Show who there is, by unit; ``q`` narrows the list down."""
    words = request.args.get("q", "").strip()
    units: tuple[UnitChoices, ...] = ()
    if parts().settings.demo:
        with office().reading(SYSTEM) as ctx:
            units = _people_by_unit(ctx, words)
    page = "auth/sign_in.html" if parts().settings.demo else "auth/closed.html"
    return render_template(page, units=units, words=words, next=_inside(request.args.get("next")))


@blueprint.post("/sign-in")
def enter() -> ResponseReturnValue:
    """Begin a new session as the chosen person; nothing of an earlier session stays but the language."""
    if not parts().settings.demo:
        raise NotFound("people cannot choose who they are here")
    with office().reading(SYSTEM) as ctx:
        person = ctx.directory.person(request.form.get("person", ""))
    _begin_session(person.id)
    return redirect(_inside(request.form.get("next")) or url_for("inbox.index"))


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    _begin_session(None)
    return redirect(url_for("auth.sign_in"))


def _begin_session(person_id: str | None) -> None:
    language = session.get(LANGUAGE)
    session.clear()
    if language:
        session[LANGUAGE] = language
    if person_id:
        session[PERSON] = person_id


def _inside(address: str | None) -> str:
    """Return the address if it is a page of ours: a link must not lead people elsewhere after signing in."""
    split = urlsplit(address or "")
    is_ours = not split.scheme and not split.netloc and split.path.startswith("/")
    return address if address and is_ours and "\\" not in address else ""


def _people_by_unit(ctx: Context, words: str) -> tuple[UnitChoices, ...]:
    found = []
    for unit in sorted(ctx.directory.units, key=lambda unit: unit.order):
        people = tuple(
            Choice(person.id, person.name, person.title)
            for person in ctx.directory.members(unit.code)
            if not words or words in f"{unit.name} {person.title} {person.name}"
        )
        if people:
            found.append(UnitChoices(unit.name, people))
    return tuple(found)
