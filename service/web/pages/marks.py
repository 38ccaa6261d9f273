"""What the diagram of a case shows, as the page's diagram takes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from service.context import Context
from service.queries import diagrams
from service.queries.instances import HistoryLine, InstanceView
from service.web.i18n import gettext as _


@dataclass(frozen=True)
class DiagramView:
    """``label`` says in words what the marks show, for those who do not see them."""

    url: str
    marks: dict[str, Any]
    label: str
    active_count: int


def diagram_of(ctx: Context, view: InstanceView, history: Sequence[HistoryLine]) -> DiagramView:
    found = diagrams.marks(view, history, diagrams.outline(ctx, view.definition.id))
    where = ", ".join(dict.fromkeys(wait.name or wait.element_id for wait in view.waits))
    label = _("Diagram of %(process)s.", process=view.definition.name)
    return DiagramView(
        url=url_for("cases.diagram", instance_id=view.instance.id),
        marks={
            "done": list(found.done),
            "taken": list(found.taken),
            "active": [{"id": element, "count": count} for element, count in found.active.items()],
        },
        label=f"{label} {_('Now: %(where)s', where=where) if where else _('Ended')}",
        active_count=len(found.active),
    )
