"""Events: waiting for them, throwing them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from service.engine.evaluation import Text, condition
from service.engine.failures import Failure
from service.engine.outcome import WaitKind
from service.engine.specs.base import Element, EventGatewayStep, Step
from service.engine.specs.tasks import Mapped
from service.engine.throwing import throw_error, throw_event
from service.engine.timers import Schedule, from_epoch, next_occurrence, schedule
from service.engine.tree import Token

_KINDS = {
    "message": WaitKind.MESSAGE,
    "signal": WaitKind.SIGNAL,
    "timer": WaitKind.TIMER,
    "conditional": WaitKind.CONDITION,
}


class CatchStep(Mapped):
    """Waits for a message, signal, timer or condition.

    ``kind`` error and escalation wait as boundary events only and are found by ``service.engine.throwing``.
    """

    def __init__(self, spec: Any, name: str, element: Element, kind: str) -> None:
        super().__init__(spec, name, element)
        self.kind = kind
        self.wait_kind = _KINDS.get(kind)
        self.text = Text(element.id, kind, literal="")
        self.timer = ""
        self.code: str | None = None
        self.all_of = False
        self.settles = kind == "conditional"

    def _run_hook(self, my_task: Token) -> bool:
        if "fired" in my_task.internal_data:
            return True
        self.arrive(my_task)
        if self.kind == "timer":
            self._arm(my_task)
        my_task.wait()
        self._spawn_parts(my_task, self.parts)
        return False

    def _spawn_parts(self, token: Token, names: Iterable[str]) -> None:
        for name in names:
            token.spawn(token.tree.spec.task_specs[name])

    def _arm(self, token: Token) -> None:
        value = self.text.value(token.data, token.instance.now)
        planned = schedule(self.timer, value, token.instance.now, self.element.id)
        token.internal_data["due"] = planned.due
        if planned.period is not None:
            token.internal_data["period"] = planned.period
            token.internal_data["left"] = planned.left

    def fire(self, token: Token, payload: Mapping[str, Any]) -> None:
        """What was waited for has happened."""
        token.data = self.result(token, payload)
        token.internal_data["fired"] = True
        self.settle_race(token)
        token._ready()

    def settle_race(self, token: Token) -> None:
        """Behind an event gateway: disarm the events that did not come first."""
        parent = token.parent
        if parent is not None and isinstance(parent.task_spec, EventGatewayStep):
            for sibling in list(parent.children):
                if sibling is not token and sibling.is_active:
                    sibling.absorb()

    def part_fired(self, token: Token, part: Token, payload: Mapping[str, Any]) -> None:
        """One of several triggers has happened; a parallel multiple event goes on only with the last."""
        if self.all_of:
            part.absorb()
            heard = token.internal_data["heard"] = {**token.internal_data.get("heard", {}), **payload}
            if any(sibling.is_active for sibling in token.children):
                return
            payload = token.internal_data.pop("heard", heard)
        self.fire(token, payload)
        self._part_done(token, part)

    def _part_done(self, token: Token, part: Token) -> None:
        parts = [child for child in token.children if child.task_spec.name in self.parts]
        if not token.is_waiting:
            for sibling in parts:
                sibling.absorb()
        elif self.all_of:
            self._spawn_parts(token, self.parts)
        else:
            part.task_spec.rearm(part)
            if not any(sibling.is_active for sibling in parts):
                token.absorb()

    def rearm(self, token: Token) -> None:
        """Wait on for the next time, unless a timer has no next time."""
        if self.kind == "conditional":
            token.internal_data["seen"] = True
        if self.kind != "timer":
            return
        following = None
        if "period" in token.internal_data:
            planned = Schedule(
                token.internal_data["due"], token.internal_data["period"], token.internal_data["left"]
            )
            following = next_occurrence(planned, token.instance.now)
        if following is None:
            token.absorb()
            return
        token.internal_data["due"], token.internal_data["left"] = following.due, following.left

    def holds(self, token: Token, variables: Mapping[str, Any]) -> bool:
        """Tell whether a conditional event's condition holds; unknown yet is not. Raises ``Failure``."""
        if self.text.value(variables, token.instance.now) is None:
            return False
        return condition(self.text, variables, token.instance.now)


class BoundaryStep(CatchStep):
    boundary = True

    def __init__(self, spec: Any, name: str, element: Element, kind: str, interrupting: bool) -> None:
        super().__init__(spec, name, element, kind)
        self.interrupting = interrupting

    def fire(self, token: Token, payload: Mapping[str, Any]) -> None:
        if self.interrupting:
            data = self.result(token, {**_done_inside(token), **payload})
            self._interrupt(token)
            handler = token
        else:
            # The event stays armed; its handler is a sibling, so that it outlives the activity.
            data = self.result(token, payload)
            parent = token.parent
            handler = Token(parent.tree, self, parent)
            self.rearm(token)
        handler.data = data
        handler.internal_data["fired"] = True
        handler._ready()

    def _interrupt(self, token: Token) -> None:
        for sibling in list(token.parent.children):
            if sibling is token or not sibling.is_active:
                continue
            if not sibling.task_spec.boundary:
                sibling.cancel()
            elif "fired" not in sibling.internal_data:
                sibling.absorb()


class PartStep(CatchStep):
    """One trigger of several of the event ``whole``; its token stands below that of the event."""

    def __init__(self, spec: Any, name: str, element: Element, kind: str, whole: CatchStep) -> None:
        super().__init__(spec, name, element, kind)
        self.whole = whole
        self.listens = whole.listens
        self.owner_loop = whole.name

    def fire(self, token: Token, payload: Mapping[str, Any]) -> None:
        self.whole.part_fired(token.parent, token, payload)


class ThrowStep(Mapped):
    """Sends a message or signal out of the instance, or an escalation to the scopes around it."""

    def __init__(self, spec: Any, name: str, element: Element, kind: str, what: Text) -> None:
        super().__init__(spec, name, element)
        self.kind = kind
        self.what = what

    def _run_hook(self, my_task: Token) -> bool:
        self.arrive(my_task)
        payload = my_task.internal_data.get("in", {})
        name = str(self.what.value(my_task.data, my_task.instance.now))
        key = my_task.internal_data.get("attributes", {}).get("correlation_key")
        throw_event(my_task, self.kind, name, payload, None if key is None else str(key))
        return my_task.is_active


class ErrorEndStep(Mapped):
    """Hands a BPMN error to the nearest scope that catches it. Raises ``Failure`` if none does."""

    def __init__(self, spec: Any, name: str, element: Element, code: str | None) -> None:
        super().__init__(spec, name, element)
        self.code = code

    def _run_hook(self, my_task: Token) -> bool:
        self.arrive(my_task)
        if not throw_error(my_task, self.code, my_task.internal_data.get("in", {})):
            raise Failure(
                "error", self.element.id, f"nothing catches error {self.code or '(any)'}", self.code
            )
        return False


class TerminateStep(Step):
    """Ends its process or sub-process at once, whatever else runs in it."""

    def _run_hook(self, my_task: Token) -> bool:
        for token in my_task.tree.live():
            if token is not my_task and token.is_active:
                token.cancel()
        return True


def _done_inside(boundary: Token) -> dict[str, Any]:
    """Return what an interrupted sub-process has changed so far: what is done stays known.

    Rounds of a loop keep theirs to themselves.
    """
    changed: dict[str, Any] = {}
    for sibling in boundary.parent.children:
        tree = boundary.instance.trees.get(sibling.id)
        if tree is None or tree.called is not None:
            continue
        if sibling.is_active and not sibling.task_spec.boundary:
            before, inside = tree.began_with, tree.view()
            changed.update({k: v for k, v in inside.items() if k not in before or before[k] != v})
    return changed


def due_of(token: Token) -> datetime | None:
    due = token.internal_data.get("due")
    return None if due is None else from_epoch(due)
