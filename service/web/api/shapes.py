"""The shapes of requests and answers: marshmallow schemas that load what comes in and document the rest."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, validate

SMALL_TEXT: Final = validate.Length(min=1, max=200)
LONG_TEXT: Final = validate.Length(max=4000)
LARGEST_PAGE: Final = 200
PAGE: Final = 50

Encode = Callable[[Any], dict[str, Any]]


class Answer(Schema):
    """An answer; it always has all of its fields, and is encoded by ``picked`` instead of dumped."""

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        field_obj.required = True


def picked(shape: type[Schema], but: Sequence[str] = ()) -> Encode:
    """Return what makes an answer of ``shape`` out of the attributes of a row or value."""
    names = tuple(name for name in shape._declared_fields if name not in but)
    values = attrgetter(*names)
    return lambda row: dict(zip(names, values(row), strict=True))


@cache
def list_of(shape: type[Schema]) -> type[Schema]:
    """Return the shape of a list that is given whole, or cut off at ``limit``."""
    return _named(shape, "List", {"items": fields.List(fields.Nested(shape))})


@cache
def page_of(shape: type[Schema]) -> type[Schema]:
    """Return the shape of a page; ``next`` is the cursor of the one that follows."""
    return _named(
        shape, "Page", {"items": fields.List(fields.Nested(shape)), "next": fields.String(allow_none=True)}
    )


def _named(shape: type[Schema], kind: str, content: dict[str, Any]) -> type[Schema]:
    name = shape.__name__.removesuffix("Schema") + kind
    return type(name, (Answer,), {"__doc__": None, **content})


class ListQuery(Schema):
    limit = fields.Integer(
        load_default=PAGE,
        validate=validate.Range(1, LARGEST_PAGE),
        metadata={"description": "How many at most"},
    )


class Cursor(fields.String):
    """The place where the next page begins; opaque to clients, read by ``read``."""

    default_error_messages = {"cursor": "Is no cursor of this list."}

    def __init__(self, read: Callable[[str], Any], **more: Any) -> None:
        super().__init__(
            load_default=None, metadata={"description": "`next` of the page before this one"}, **more
        )
        self._read = read

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return self._read(urlsafe_b64decode(text.encode()).decode())
        except ValueError as error:
            raise self.make_error("cursor") from error


def cursor(place: object) -> str:
    """Return what ``Cursor`` reads back; it is safe in an address."""
    return urlsafe_b64encode(str(place).encode()).decode()


def page(rows: Sequence[Any], limit: int, encode: Encode, place: Callable[[Any], object]) -> dict[str, Any]:
    """Return a page of ``rows``, of which one more than ``limit`` was asked for."""
    shown = rows[:limit]
    more = len(rows) > limit
    return {"items": [encode(row) for row in shown], "next": cursor(place(shown[-1])) if more else None}


def listed(rows: Iterable[Any], encode: Encode) -> dict[str, Any]:
    return {"items": [encode(row) for row in rows]}


class Words(fields.Dict):
    """A mapping from name to any JSON value: variables, answers, payloads."""

    def __init__(self, description: str, **more: Any) -> None:
        super().__init__(keys=fields.String(), metadata={"description": description}, **more)


def filled(value: str) -> None:
    """Validate that a text says something."""
    if not value.strip():
        raise ValidationError("Must not be empty.")
