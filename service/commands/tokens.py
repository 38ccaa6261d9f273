"""Giving out and revoking the bearer tokens by which programs act for people."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.context import Context
from service.domain.errors import Invalid, NotFound
from service.domain.tokens import digest_of, new_token
from service.persistence.ids import new_id
from service.persistence.models import ApiToken


def issue(
    ctx: Context, person_id: str, name: str, expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """Give out a token that acts as the person; return its row and the token, which is shown only now.

    Raises ``NotFound`` for an unknown person, ``Invalid`` for an end that has passed.
    """
    ctx.directory.person(person_id)
    if expires_at is not None and expires_at <= ctx.now:
        raise Invalid("the token would have expired already", {"expires_at": ["must lie in the future"]})
    token = new_token()
    row = ApiToken(
        tenant_id=ctx.tenant,
        id=new_id(),
        digest=digest_of(token),
        person_id=person_id,
        name=name,
        created_at=ctx.now,
        expires_at=expires_at,
    )
    ctx.session.add(row)
    return row, token


def revoke(ctx: Context, token_id: UUID) -> None:
    """Take a token of the actor's back; raise ``NotFound`` if the actor has none with that id."""
    row = ctx.session.scalar(
        select(ApiToken).where(
            ApiToken.tenant_id == ctx.tenant, ApiToken.id == token_id, ApiToken.person_id == ctx.actor
        )
    )
    if row is None:
        raise NotFound(f"no token {token_id}")
    ctx.session.delete(row)
