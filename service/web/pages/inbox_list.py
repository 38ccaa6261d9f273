"""The list of the inbox: what waits for the actor, what they have done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from flask import url_for

from service.context import Context
from service.domain.errors import Invalid
from service.queries import inbox, matters
from service.queries.inbox import COUNT_CAP, Cursor, TaskLine
from service.queries.matters import Matter
from service.web.i18n import gettext as _
from service.web.pages.document_words import Badge
from service.web.pages.naming import named

WAITING: Final = "waiting"
DONE: Final = "done"


@dataclass(frozen=True)
class Item:
    """A line of the list, as the page's macro takes it."""

    href: str
    title: str
    is_new: bool
    from_name: str
    from_unit: str
    arrived_at: datetime
    due_at: datetime | None
    badges: Sequence[Badge]


@dataclass(frozen=True)
class ListView:
    """``count`` is what waits, in words ("1000+" where nobody counts on); ``more`` is the next page."""

    tab: str
    items: Sequence[Item]
    count: str
    chips: Sequence[Mapping[str, str | None]]
    more: str | None
    poll: str


def list_view(ctx: Context, tab: str, after: str = "", current: UUID | None = None) -> ListView:
    principals = ctx.directory.principals_of(ctx.actor, ctx.now)
    count = inbox.count_open(ctx, principals)
    if tab == DONE:
        lines: Sequence[TaskLine] = inbox.done_by(ctx, ctx.actor)
        following = None
    else:
        page = inbox.open_tasks(ctx, principals, _cursor(after))
        lines, following = page.lines, page.next
    said = f"{COUNT_CAP}+" if count >= COUNT_CAP else str(count)
    return ListView(
        tab=tab,
        items=_items(ctx, lines, tab),
        count=said,
        chips=[
            {"key": WAITING, "href": url_for("inbox.index"), "text": _("Waiting"), "count": said},
            {"key": DONE, "href": url_for("inbox.index", tab=DONE), "text": _("Done by me"), "count": None},
        ],
        more=url_for("inbox.index", after=str(following)) if following else None,
        poll=url_for("inbox.listed", tab=tab, after=after or None, task=current),
    )


def next_task(ctx: Context) -> UUID | None:
    """Return what waits next for the actor."""
    lines = inbox.open_tasks(ctx, ctx.directory.principals_of(ctx.actor, ctx.now), limit=1).lines
    return lines[0].id if lines else None


def _cursor(text: str) -> Cursor | None:
    try:
        return Cursor.read(text) if text else None
    except ValueError as error:
        raise Invalid("there is no such place in the list") from error


def _items(ctx: Context, lines: Sequence[TaskLine], tab: str) -> list[Item]:
    about = matters.of_instances(ctx, {line.instance_id for line in lines})
    return [_item(ctx, line, about[line.instance_id], tab) for line in lines]


def _item(ctx: Context, line: TaskLine, matter: Matter, tab: str) -> Item:
    sender = named(ctx.directory, matter.started_by)
    is_done = tab == DONE
    return Item(
        href=url_for("inbox.task", task_id=line.id, tab=DONE if is_done else None),
        title=matter.title,
        is_new=line.read_at is None and not is_done,
        from_name=sender.name,
        from_unit=sender.unit,
        arrived_at=(line.ended_at if is_done else None) or line.created_at,
        due_at=None if is_done else line.due_at,
        badges=[("step", line.name), *_badges(ctx, line, is_done)],
    )


def _badges(ctx: Context, line: TaskLine, is_done: bool) -> list[Badge]:
    if is_done:
        return ["substitute"] if line.on_behalf_of else []
    found: list[Badge] = []
    if line.held_at is not None:
        found.append("hold")
    if line.assignee is None:
        found.append(("open", _("for a group")))
    elif line.assignee != ctx.actor:
        whose = named(ctx.directory, line.assignee).name
        found.append(("substitute", _("for %(name)s", name=whose)))
    return found
