"""Bearer tokens: whose a token is, and which a person has."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from service.context import Context
from service.domain.tokens import PREFIX, digest_of
from service.persistence.models import ApiToken, PersonRow


def owner(ctx: Context, token: str) -> str | None:
    """Return the id of the person for whom the token acts; None if it is unknown or has expired."""
    if not token.startswith(PREFIX):
        return None
    person_id = ctx.session.scalar(
        select(ApiToken.person_id).where(
            ApiToken.tenant_id == ctx.tenant,
            ApiToken.digest == digest_of(token),
            or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > ctx.now),
        )
    )
    return person_id if person_id and ctx.directory.has_person(person_id) else None


def tokens_of(ctx: Context, person_id: str) -> Sequence[ApiToken]:
    """Return the tokens of a person, the newest first, also those that have expired."""
    query = (
        select(ApiToken)
        .where(ApiToken.tenant_id == ctx.tenant, ApiToken.person_id == person_id)
        .order_by(ApiToken.id.desc())
    )
    return ctx.session.scalars(query).all()


def person_with_login(ctx: Context, login: str) -> str | None:
    """Return the id of the person who signs in under this name."""
    return ctx.session.scalar(
        select(PersonRow.id).where(PersonRow.tenant_id == ctx.tenant, PersonRow.login == login)
    )
