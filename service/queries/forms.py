"""Form definitions as the designer wrote them, for those who render them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.catalogue import Definition
from service.context import Context
from service.domain.errors import NotFound
from service.persistence.models import FormDefinition


def schema(ctx: Context, of: Definition, form_key: str) -> Mapping[str, Any]:
    """Return the form-js schema that is pinned to ``form_key``; raise ``NotFound``."""
    form_id = of.forms.get(form_key)
    if form_id is None:
        raise NotFound(f"no form {form_key} in {of.key} version {of.version}")
    query = select(FormDefinition.schema).where(
        FormDefinition.tenant_id == ctx.tenant, FormDefinition.id == UUID(form_id)
    )
    found: Mapping[str, Any] = ctx.session.scalars(query).one()
    return found
