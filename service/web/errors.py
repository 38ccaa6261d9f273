"""Business errors → HTTP, in one place: problem details for the API (RFC 9457), a page for people."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from service.commands.trouble import InstanceTrouble
from service.domain.errors import (
    Conflict,
    Invalid,
    NotFound,
    NotPermitted,
    Refused,
    ServiceError,
    Unavailable,
)
from service.web.current import NotSignedIn
from service.web.i18n import gettext as _
from service.web.json import json_response

STATUS: Final[Mapping[type[ServiceError], HTTPStatus]] = {
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    NotFound: HTTPStatus.NOT_FOUND,
    NotPermitted: HTTPStatus.FORBIDDEN,
    Conflict: HTTPStatus.CONFLICT,
    Refused: HTTPStatus.UNPROCESSABLE_ENTITY,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    InstanceTrouble: HTTPStatus.UNPROCESSABLE_ENTITY,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


def register(app: Flask) -> None:
    """Let every error of the service and of HTTP end here."""
    app.register_error_handler(ServiceError, _service_error)
    app.register_error_handler(CSRFError, _http_error)
    app.register_error_handler(HTTPException, _http_error)


def status_of(error: ServiceError) -> HTTPStatus:
    """Return the status of the nearest class that has one."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem(error: ServiceError) -> dict[str, Any]:
    """Return the error as problem details; ``errors`` and ``findings`` name field, element or line."""
    status = status_of(error)
    details: dict[str, Any] = {
        "type": f"urn:dure:problem:{_kind(error)}",
        "title": status.phrase,
        "status": status.value,
        "detail": str(error),
        "instance": request.path,
    }
    if isinstance(error, Refused):
        details["findings"] = [
            {
                "rule": f.rule,
                "message": f.message,
                "file": f.file,
                "line": f.line,
                "element_id": f.element_id,
                "severity": f.severity,
            }
            for f in error.findings
        ]
    elif isinstance(error, Invalid) and error.messages:
        details["errors"] = error.messages
    if isinstance(error, Conflict):
        details |= {key: _fact(value) for key, value in error.facts.items() if value is not None}
    if isinstance(error, InstanceTrouble):
        details |= {"element_id": error.trouble.element_id, "code": error.trouble.code}
    return details


def _service_error(error: ServiceError) -> ResponseReturnValue:
    status = status_of(error)
    if wants_json():
        response = json_response(problem(error), status.value, "application/problem+json")
        if status is HTTPStatus.UNAUTHORIZED:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response
    if isinstance(error, NotSignedIn):
        return redirect(url_for("auth.sign_in", next=request.full_path.rstrip("?")))
    page = render_template("errors/error.html", status=status.value, title=_title(status), error=error)
    return page, status.value


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    status = HTTPStatus(error.code)
    if wants_json():
        details = {
            "type": "about:blank",
            "title": status.phrase,
            "status": status.value,
            "detail": error.description,
            "instance": request.path,
        }
        response = json_response(details, status.value, "application/problem+json")
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(error.valid_methods)
        return response
    page = render_template(
        "errors/error.html", status=status.value, title=_title(status), error=error.description
    )
    return page, status.value


def wants_json() -> bool:
    """Whether the request came to the API, where errors are problem details."""
    return request.path.startswith("/api/")


def _kind(error: ServiceError) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in type(error).__name__).lstrip("-")


def _title(status: HTTPStatus) -> str:
    titles = {
        HTTPStatus.NOT_FOUND: _("Not found"),
        HTTPStatus.FORBIDDEN: _("Not permitted"),
        HTTPStatus.CONFLICT: _("Somebody was faster"),
        HTTPStatus.UNPROCESSABLE_ENTITY: _("That does not fit"),
        HTTPStatus.SERVICE_UNAVAILABLE: _("Not available at the moment"),
    }
    return titles.get(status, status.phrase)


def _fact(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
