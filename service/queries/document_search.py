"""Finding documents by title, number or drafter."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import or_, select

from service.context import Context
from service.persistence.models import Document

LIMIT: Final = 50
OPEN: Final = "공개"


def find(ctx: Context, words: str, limit: int = LIMIT) -> Sequence[Document]:
    """Return documents that the actor may read with all of ``words`` in title, number or drafter's name.

    Readable at a glance are one's own, those of units at or below one's own, and what is registered as open.
    """
    own = ctx.directory.person(ctx.actor).unit_code
    below = [u.code for u in ctx.directory.units if own in {up.code for up in ctx.directory.upward(u.code)}]
    query = select(Document).where(
        Document.tenant_id == ctx.tenant,
        or_(
            Document.drafter_id == ctx.actor,
            Document.unit_code.in_(below),
            Document.registered_at.is_not(None) & (Document.disclosure == OPEN),
        ),
    )
    for word in words.split():
        drafters = [person.id for person in ctx.directory.people if word in person.name]
        query = query.where(
            or_(
                Document.title.icontains(word, autoescape=True),
                Document.number.icontains(word, autoescape=True),
                Document.drafter_id.in_(drafters),
            )
        )
    return ctx.session.scalars(query.order_by(Document.updated_at.desc()).limit(limit)).all()
