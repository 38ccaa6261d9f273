"""Who may do what over the API, by the roles of who asks."""

from service.context import Context
from service.domain import permissions
from service.domain.permissions import Act


def check_may(ctx: Context, act: Act) -> None:
    """Raise ``NotPermitted`` unless a role of the actor's own allows it."""
    permissions.check_may(act, ctx.directory.person(ctx.actor))


def may(ctx: Context, act: Act) -> bool:
    return permissions.may(act, ctx.directory.person(ctx.actor).roles)
