"""Bearer tokens of one's own, and those of the demo."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from marshmallow import Schema, fields

from service.commands import tokens as commands
from service.context import SYSTEM
from service.domain.errors import NotFound
from service.queries import tokens
from service.web.api.routes import Resource
from service.web.api.shapes import SMALL_TEXT, Answer, filled, list_of, listed, picked
from service.web.current import office, parts, reading, transaction

DEMO_LIFE: Final = timedelta(days=1)

resource = Resource("tokens", "Bearer tokens by which programs act for people")


class TokenSchema(Answer):
    id = fields.UUID()
    person_id = fields.String()
    name = fields.String()
    created_at = fields.AwareDateTime()
    expires_at = fields.AwareDateTime(allow_none=True)


class IssuedTokenSchema(TokenSchema):
    """`token` is shown only now; what is kept is its digest."""

    token = fields.String()


class NewTokenSchema(Schema):
    name = fields.String(required=True, validate=[SMALL_TEXT, filled])
    expires_at = fields.AwareDateTime(load_default=None, allow_none=True)


class LoginSchema(Schema):
    login = fields.String(required=True, validate=SMALL_TEXT)


_token = picked(TokenSchema)


@resource.get("/tokens", gives=list_of(TokenSchema))
def find() -> Any:
    """Return one's own tokens, the newest first."""
    with reading() as ctx:
        return listed(tokens.tokens_of(ctx, ctx.actor), _token)


@resource.post("/tokens", takes=NewTokenSchema, gives=IssuedTokenSchema, status=201)
def issue(body: Mapping[str, Any]) -> Any:
    """Give out a token that acts as oneself."""
    with transaction() as ctx:
        row, token = commands.issue(ctx, ctx.actor, body["name"], body["expires_at"])
    return {**_token(row), "token": token}


@resource.delete("/tokens/<uuid:token_id>", status=204)
def revoke(token_id: UUID) -> None:
    """Take a token of one's own back."""
    with transaction() as ctx:
        commands.revoke(ctx, token_id)


@resource.post(
    "/demo/token", takes=LoginSchema, gives=IssuedTokenSchema, status=201, errors=(404,), is_public=True
)
def demo(body: Mapping[str, Any]) -> Any:
    """Give out a token of the practice office for a day; exists in demo mode only."""
    if not parts().settings.demo:
        raise NotFound("there are no demo tokens here")
    with office().transaction(SYSTEM) as ctx:
        person_id = tokens.person_with_login(ctx, body["login"])
        if person_id is None:
            raise NotFound(f"nobody signs in as {body['login']}")
        row, token = commands.issue(ctx, person_id, "demo", ctx.now + DEMO_LIFE)
    return {**_token(row), "token": token}
