"""What the running request uses: its transaction, and who is asking. The only reader of Flask's globals."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from flask import current_app, g, session

from service.commands import incidents
from service.commands.trouble import InstanceTrouble
from service.config import Settings
from service.context import Context, Office
from service.domain.errors import ServiceError

EXTENSION: Final = "dure"
PERSON: Final = "person"


class NotSignedIn(ServiceError):
    """Nobody is signed in (HTTP 401)."""


@dataclass(frozen=True)
class WebParts:
    """What the web is given once, when the application is put together."""

    office: Office
    settings: Settings


def parts() -> WebParts:
    found: WebParts = current_app.extensions[EXTENSION]
    return found


def office() -> Office:
    return parts().office


def actor() -> str:
    """Return the id of who is asking, by session or bearer token; raise ``NotSignedIn``."""
    person: str | None = g.get(PERSON) or session.get(PERSON)
    if not person:
        raise NotSignedIn("please sign in")
    return person


def is_signed_in() -> bool:
    return bool(g.get(PERSON) or session.get(PERSON))


def act_as(person_id: str) -> None:
    """Let the rest of this request act as the owner of a bearer token."""
    g.person = person_id


@contextmanager
def transaction() -> Iterator[Context]:
    """Open the writing transaction of this request.

    An instance that cannot go on rolls everything back; its incident is kept in a transaction of its own.
    """
    who = actor()
    try:
        with office().transaction(who) as ctx:
            yield ctx
    except InstanceTrouble as trouble:
        with office().transaction(who) as ctx:
            incidents.record_trouble(ctx, trouble)
        raise


@contextmanager
def reading() -> Iterator[Context]:
    """Open a transaction of this request that only reads."""
    with office().reading(actor()) as ctx:
        yield ctx
