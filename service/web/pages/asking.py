"""Reading what an address asks for after the question mark; what cannot be read is as if not asked."""

from uuid import UUID

from flask import request


def asked_uuid(name: str) -> UUID | None:
    text = request.args.get(name, "")
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
