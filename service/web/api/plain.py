"""JSON on its way in: what the service cannot keep is refused at the door, naming its place."""

import json
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from flask import Request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from service.domain.errors import Invalid

MAX_BODY_BYTES: Final = 1024 * 1024
MAX_DEPTH: Final = 32
LARGEST_NUMBER: Final = 2**63 - 1
MOST_PLACES: Final = 34
"""Digits behind the point: those of a decimal128, which is what expressions compute with."""

_UNSTORABLE: Final = re.compile("[\x00-\x08\ud800-\udfff]")


def read_json(request: Request) -> Any:
    """Return the body of the request; numbers with a point are ``Decimal``.

    Raises HTTP errors: 415 for another media type, 413 for too much of it, 400 for what is no JSON.
    """
    if not request.is_json:
        raise UnsupportedMediaType("the body must be application/json")
    request.max_content_length = MAX_BODY_BYTES
    try:
        return json.loads(request.get_data(), parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise BadRequest(f"the body is no JSON: {error}") from error


def check_plain(value: Any, *path: str) -> None:
    """Raise ``Invalid`` for text, numbers or nesting that no database and no expression can keep."""
    if len(path) > MAX_DEPTH:
        raise _refused(path, f"is nested deeper than {MAX_DEPTH}")
    if isinstance(value, str):
        if _UNSTORABLE.search(value):
            raise _refused(path, "holds characters that are no text")
    elif isinstance(value, int | Decimal):
        _check_number(Decimal(value), path)
    else:
        for name, inner in _inside(value):
            check_plain(name, *path)
            check_plain(inner, *path, name)


def _inside(value: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(value, dict):
        return value.items()
    return ((str(index), inner) for index, inner in enumerate(value)) if isinstance(value, list) else ()


def _check_number(value: Decimal, path: tuple[str, ...]) -> None:
    exponent = value.as_tuple().exponent
    if value.adjusted() > MOST_PLACES or abs(value) > LARGEST_NUMBER:
        raise _refused(path, f"is larger than {LARGEST_NUMBER}")
    if isinstance(exponent, int) and exponent < -MOST_PLACES:
        raise _refused(path, f"has more than {MOST_PLACES} places")


def _refused(path: tuple[str, ...], reason: str) -> Invalid:
    messages: Any = [reason]
    for name in reversed(path or ("_schema",)):
        messages = {name: messages}
    return Invalid("the request holds what cannot be kept", messages)


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")
