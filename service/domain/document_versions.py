"""Versions of a document: what their digest covers, and how they hang together."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from service.domain.errors import Invalid


def canonical_json(value: Any) -> bytes:
    """Return the one JSON text of a value: keys sorted, no spaces, UTF-8, text as it was written.

    Decimals and dates become text; moments must be aware. Floats are refused: the same number may be
    written in several ways, and amounts are decimals here.
    """
    plain = _plain(value)
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def version_digest(content: Mapping[str, Any], number: int, previous: str = "") -> str:
    """Return the SHA-256 of a version as hex digits.

    ``previous`` is the digest of the version before: a changed version breaks all that follow.
    """
    covered = {"content": content, "number": number, "previous": previous}
    return hashlib.sha256(canonical_json(covered)).hexdigest()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Mapping):
        return {_key(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _as_text(value)


def _as_text(value: Any) -> str:
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value.normalize():f}"
    if isinstance(value, datetime) and value.tzinfo is None:
        raise Invalid("a moment without a zone has no canonical form")
    if isinstance(value, date):
        return value.isoformat()
    raise Invalid(f"a {type(value).__name__} has no canonical form")


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise Invalid(f"the key {key!r} is no text")
    return key
