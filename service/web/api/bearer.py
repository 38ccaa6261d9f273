"""Who asks: by bearer token, or by the session of the pages, which then needs the CSRF token as well."""

from collections.abc import Callable, Collection

from flask import request
from flask_wtf import CSRFProtect

from service.context import SYSTEM
from service.queries import tokens
from service.web.current import NotSignedIn, act_as, actor, office


def guard(public: Collection[str], csrf: CSRFProtect) -> Callable[[], None]:
    """Return what runs before each request; ``public`` are the endpoints that anybody may ask.

    A wrong token is never made good by a session.
    """

    def check() -> None:
        if request.endpoint in public:
            return
        if "Authorization" in request.headers:
            act_as(_owner())
        else:
            actor()
            csrf.protect()

    return check


def _owner() -> str:
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise NotSignedIn("the Authorization header must be: Bearer dure_…")
    with office().reading(SYSTEM) as ctx:
        person_id = tokens.owner(ctx, given.token)
    if person_id is None:
        raise NotSignedIn("the token is unknown or has expired")
    return person_id
