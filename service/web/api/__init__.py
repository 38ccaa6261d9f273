"""The API under /api/v1, its OpenAPI document, and the page that shows it."""

from functools import cache
from typing import Any, Final

from flask import Blueprint, Flask, Response
from flask_wtf import CSRFProtect

from service.web.api import docs, openapi
from service.web.api.bearer import guard
from service.web.api.resources import (
    decisions,
    definitions,
    deployments,
    directives,
    documents,
    incidents,
    instances,
    memos,
    messages,
    tasks,
    tokens,
)
from service.web.api.routes import Resource
from service.web.current import parts

about: Final = Resource("about", "This description itself")

RESOURCES: Final = (
    tasks.resource,
    definitions.resource,
    instances.resource,
    messages.resource,
    documents.resource,
    memos.resource,
    directives.resource,
    decisions.resource,
    deployments.resource,
    incidents.resource,
    tokens.resource,
    about,
)


@about.get("/openapi.json", is_public=True)
def document() -> dict[str, Any]:
    """Return this description as OpenAPI 3.1."""
    return _document()


def register(app: Flask, csrf: CSRFProtect) -> None:
    """Add the API and its page; CSRF is checked by the guard, which knows whether a token came along."""
    blueprint = Blueprint("api", __name__, url_prefix=openapi.PREFIX)
    routes = [route for resource in RESOURCES for route in resource.routes]
    for route in routes:
        blueprint.add_url_rule(route.path, route.name, route.serve, methods=[route.method])
    blueprint.before_request(guard({f"api.{route.name}" for route in routes if route.is_public}, csrf))
    blueprint.after_request(_keep_out_of_caches)
    csrf.exempt(blueprint)
    app.register_blueprint(blueprint)
    app.add_url_rule("/api/docs", "api_docs", _page)


def _keep_out_of_caches(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _page() -> str:
    return docs.page(_document(), parts().settings.demo)


@cache
def _document() -> dict[str, Any]:
    return openapi.document(RESOURCES)
