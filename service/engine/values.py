"""Variables on their way in: checked and copied, so that nobody else holds what the engine keeps."""

import math
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from service.domain.errors import Invalid

MARK: Final = "\x01"
MAX_DEPTH: Final = 50
_INT64: Final = 2**63
_PLAIN: Final = (str, bool, Decimal, datetime, date, time, timedelta, type(None))


def clean(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return a deep copy of plain values. Raises ``Invalid`` naming what cannot be kept."""
    return {_key(name): _copy(value, str(name), 0) for name, value in variables.items()}


def clean_value(value: Any, path: str) -> Any:
    """Return a deep copy of one plain value. Raises ``Invalid`` naming what cannot be kept."""
    return _copy(value, path, 0)


def _key(name: Any) -> str:
    if not isinstance(name, str) or MARK in name:
        raise Invalid(f"{name!r} is no name of a variable")
    return name


def _copy(value: Any, path: str, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise Invalid(f"variable {path} is nested deeper than {MAX_DEPTH}")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, path)
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, Mapping):
        return {_key(k): _copy(v, f"{path}.{k}", depth + 1) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_copy(v, f"{path}[{i}]", depth + 1) for i, v in enumerate(value)]
    raise Invalid(f"variable {path} is a {type(value).__name__}, which cannot be kept")


def _number(value: int | float, path: str) -> Any:
    if isinstance(value, int):
        return value if -_INT64 <= value < _INT64 else Decimal(value)
    if not math.isfinite(value):
        raise Invalid(f"variable {path} is {value}, no number")
    return value
