"""The table of routes: each says what it takes, gives and may answer; Flask and the document read it."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from flask import Response, request
from marshmallow import Schema, ValidationError, fields
from werkzeug.exceptions import UnsupportedMediaType

from service.domain.errors import Invalid
from service.web.api.plain import check_plain, read_json
from service.web.json import json_response

JSON: Final = "application/json"
MULTIPART: Final = "multipart/form-data"
XML: Final = "application/xml"

View = Callable[..., Any]


@dataclass(frozen=True)
class Created:
    """The answer of a view that made something, and the address where it is now."""

    value: Mapping[str, Any]
    location: str


@dataclass(frozen=True)
class Route:
    """One operation. ``errors`` are the statuses that do not follow from the rest of the row.

    The view gets the parts of the path, and ``query`` and ``body`` where the route takes them.
    ``media`` is that of the body, ``answers_in`` that of the answer.
    """

    resource: str
    method: str
    path: str
    view: View
    takes: type[Schema] | None = None
    query: type[Schema] | None = None
    gives: type[Schema] | None = None
    status: int = 200
    errors: tuple[int, ...] = ()
    media: str = JSON
    answers_in: str = JSON
    is_public: bool = False

    @property
    def name(self) -> str:
        return f"{self.resource}_{self.view.__name__}"

    @property
    def summary(self) -> str:
        return self._docstring()[0]

    @property
    def description(self) -> str:
        """Return what the view's docstring says after its first line."""
        return self._docstring()[1]

    @property
    def all_errors(self) -> tuple[int, ...]:
        """Return every status other than success that the route may answer with."""
        found = {*self.errors, 503}
        if not self.is_public:
            found.add(401)
        if self.takes:
            found |= {400, 413, 415, 422}
        if self.query:
            found.add(422)
        if "<" in self.path:
            found.add(404)
        return tuple(sorted(found))

    def serve(self, **values: Any) -> Response:
        """Answer the running request."""
        check_plain(values)
        if self.query is not None:
            values["query"] = _loaded(self.query, request.args.to_dict())
        if self.takes is not None:
            content = _multipart(self.takes) if self.media == MULTIPART else read_json(request)
            values["body"] = _loaded(self.takes, content)
        answer = self.view(**values)
        if isinstance(answer, Response):
            return answer
        if isinstance(answer, Created):
            response = json_response(answer.value, HTTPStatus.CREATED)
            response.headers["Location"] = answer.location
            return response
        return (
            Response(status=204)
            if self.status == HTTPStatus.NO_CONTENT
            else json_response(answer, self.status)
        )

    def _docstring(self) -> tuple[str, str]:
        first, _, rest = (inspect.getdoc(self.view) or "").partition("\n")
        return first.rstrip("."), rest.strip()


@dataclass
class Resource:
    """The routes of one noun, in the order in which they are documented."""

    name: str
    summary: str
    routes: list[Route] = field(default_factory=list)

    def get(self, path: str, **row: Any) -> Callable[[View], View]:
        return self._add("GET", path, row)

    def post(self, path: str, **row: Any) -> Callable[[View], View]:
        return self._add("POST", path, row)

    def patch(self, path: str, **row: Any) -> Callable[[View], View]:
        return self._add("PATCH", path, row)

    def delete(self, path: str, **row: Any) -> Callable[[View], View]:
        return self._add("DELETE", path, row)

    def _add(self, method: str, path: str, row: Mapping[str, Any]) -> Callable[[View], View]:
        def add(view: View) -> View:
            self.routes.append(Route(self.name, method, path, view, **row))
            return view

        return add


def _loaded(shape: type[Schema], content: Any) -> Any:
    check_plain(content)
    try:
        return shape().load(content)
    except ValidationError as error:
        messages: Any = error.normalized_messages()  # type: ignore[no-untyped-call]  # marshmallow left it so
        raise Invalid(f"the request is not in order: {', '.join(map(str, messages))}", messages) from error


def _multipart(shape: type[Schema]) -> dict[str, Any]:
    if request.mimetype != MULTIPART:
        raise UnsupportedMediaType(f"the body must be {MULTIPART}")
    content: dict[str, Any] = {}
    for name in {*request.form, *request.files} - {"csrf_token"}:
        given = [*request.form.getlist(name), *request.files.getlist(name)]
        is_list = isinstance(shape._declared_fields.get(name), fields.List)
        content[name] = given if is_list else given[0]
    return content
