"""The base of all specs, and those that only pass a token on."""

from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.specs.base import TaskSpec

from service.engine.evaluation import Text
from service.engine.names import ACTIVITIES
from service.engine.outcome import WaitKind
from service.engine.tree import Token


@dataclass
class Way:
    """A sequence flow as the specs see it; ``target`` is the spec name at its end."""

    id: str
    target: str
    condition: Text | None = None
    is_default: bool = False


@dataclass(frozen=True)
class Element:
    """What the history and the wait list say of an element. ``shown`` is false for generated ones."""

    id: str
    tag: str
    name: str
    shown: bool = True
    attributes: dict[str, Any] = field(default_factory=dict)


class Step(TaskSpec):
    """An element that does its work in ``_run_hook`` and then passes the token to every way out.

    ``_run_hook`` returns True if the token may go on, False if it stays (it then has set the state), and
    raises ``Failure`` before it has changed anything.
    """

    joins = False
    boundary = False
    listens = False
    undoes = False
    undo: str | None = None
    parts: tuple[str, ...] = ()
    settles = False
    quantity = 1
    wait_kind: WaitKind | None = None
    owner_loop: str | None = None

    def __init__(self, spec: Any, name: str, element: Element) -> None:
        super().__init__(
            spec, name, inputs=[], outputs=[], data={}, defines={}, pre_assign=[], post_assign=[]
        )
        self.element = element
        self.ways: list[Way] = []

    def lead_to(self, way: Way) -> None:
        self.ways.append(way)
        self._outputs.append(way.target)

    def _run_hook(self, my_task: Token) -> bool:
        return True

    def _on_complete(self, my_task: Token) -> None:
        """Note the passage, free what is attached, and spawn a token on every chosen way."""
        my_task.instance.note(my_task)
        self.left(my_task)
        if self.undo is not None:
            my_task.tree.records.append(self.record(my_task, self.undo))
        if self.owner_loop is not None:
            my_task.parent.task_spec.child_done(my_task.parent, my_task)
            return
        ways = self.chosen(my_task) * self.quantity
        for way in ways:
            my_task.spawn(my_task.tree.spec.task_specs[way.target], way.id)
        if not ways:
            my_task.tree.token_ended(my_task)
        if my_task.tree.spec.free and (not ways or self.element.tag in ACTIVITIES):
            my_task.tree.activity_done()

    def chosen(self, token: Token) -> list[Way]:
        return self.ways

    def record(self, token: Token, undo: str) -> dict[str, Any]:
        """Return what is needed to undo the activity later (see ``service.engine.specs.compensation``)."""
        data, inner = token.internal_data.pop("done", ({}, []))
        own = token.internal_data.get("own", ())
        local = {name: token.data[name] for name in own if name in token.data}
        return {"undo": undo, "of": self.element.id, "local": local, "data": data, "inner": inner}

    def left(self, token: Token) -> None:
        """Disarm the boundary events of a completed activity."""
        parent = token.parent
        if parent is not None and isinstance(parent.task_spec, AttachStep) and not self.boundary:
            for sibling in list(parent.children):
                if sibling.task_spec.boundary and sibling.is_active and "fired" not in sibling.internal_data:
                    sibling.absorb()


class StartStep(TaskSpec):
    """The root of every tree."""

    joins = False
    boundary = False
    listens = False
    undoes = False
    undo: str | None = None
    parts: tuple[str, ...] = ()
    settles = False
    wait_kind: WaitKind | None = None
    owner_loop: str | None = None
    element = Element("", "", "", shown=False)


class PassStep(Step):
    """Passes at once: start, none and abstract elements."""


class EventGatewayStep(Step):
    """Arms every event behind it; the first one that happens disarms the others (see ``CatchStep``)."""


class AllEventsGatewayStep(Step):
    """A parallel event gateway: arms every event behind it, and all of them have to happen."""


class AttachStep(Step):
    """In front of an activity with boundary events: arms those, then lets the activity begin."""

    def __init__(self, spec: Any, name: str, element: Element, activity: str, events: list[str]) -> None:
        super().__init__(spec, name, Element(element.id, element.tag, element.name, shown=False))
        self.activity = activity
        self.events = events

    def _on_complete(self, my_task: Token) -> None:
        specs = my_task.tree.spec.task_specs
        for name in self.events:
            my_task.spawn(specs[name])
        my_task.spawn(specs[self.activity])
