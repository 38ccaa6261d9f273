"""JSON in and out of the web: orjson, decimals kept, moments in ISO 8601."""

from decimal import Decimal
from typing import Any

import orjson
from flask import Response

from service.persistence.base import LARGEST_WHOLE


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        is_small_whole = value == value.to_integral_value() and abs(value) < LARGEST_WHOLE
        return int(value) if is_small_whole else float(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")


def encode(value: Any) -> bytes:
    return orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS)


def json_response(value: Any, status: int = 200, media_type: str = "application/json") -> Response:
    return Response(encode(value), status=status, content_type=media_type)
