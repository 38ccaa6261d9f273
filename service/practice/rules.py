"""The delegation rules as they were, and the day on which they became what they are."""

import re
from typing import Final

from sqlalchemy import select

from service.commands import deployments
from service.context import Context
from service.domain.errors import NotFound
from service.persistence.models import DecisionDefinition

_KEY: Final = "delegation"
_LIMIT: Final = re.compile(rb'(id="D1[67]_i3"><text>[^<]*\b)20000000\b')
_FORMER_LIMIT: Final = rb"\g<1>10000000"


def present_rules(ctx: Context) -> tuple[str, bytes]:
    """Return file and content of the delegation rules in force; raise ``NotFound`` before there are any."""
    query = (
        select(DecisionDefinition.file, DecisionDefinition.xml)
        .where(DecisionDefinition.tenant_id == ctx.tenant, DecisionDefinition.key == _KEY)
        .order_by(DecisionDefinition.version.desc())
        .limit(1)
    )
    found = ctx.session.execute(query).one_or_none()
    if found is None:
        raise NotFound("no delegation rules: deploy the processes first")
    return found.file, found.xml


def former_rules(content: bytes) -> bytes:
    """Return the rules of before: division heads decided on spending below 10 million won, not yet 20."""
    return _LIMIT.sub(_FORMER_LIMIT, content)


def deploy_rules(ctx: Context, name: str, file: str, content: bytes) -> None:
    """Put the rules in force; documents on their way keep the line that they have."""
    deployments.deploy(ctx, name, {file: content})
