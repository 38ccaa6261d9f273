"""Compensation: completed activities are undone by their handlers, the last one first.

A completed activity with a handler leaves a *record* in its tree: which spec undoes it, of which element it
is, which variables were its own; of a sub-process also its variables and the records inside. A throwing event
opens a tree of its scope's spec, hands the records over and begins at ``UNDO``, which works them off.
"""

from typing import Any, Final

from service.engine.failures import Failure
from service.engine.specs.base import Element
from service.engine.specs.loops import LoopStep
from service.engine.specs.scopes import ScopeStep
from service.engine.throwing import throw_cancel
from service.engine.tree import Token, Tree

UNDO: Final = ":undo"


class UndoStep(LoopStep):
    """Runs one handler after the other, the latest record first."""

    def __init__(self, spec: Any) -> None:
        super().__init__(spec, UNDO, Element(UNDO, "", "", shown=False), "")

    def _run_hook(self, my_task: Token) -> bool:
        for child in self.finished(my_task):
            own = child.internal_data["record"]["local"]
            mine = {key: value for key, value in my_task.data.items() if key in own}
            my_task.data = {**{k: v for k, v in child.data.items() if k not in own}, **mine}
            self.forget(my_task, child)
        if not my_task.tree.records:
            return True
        record = my_task.tree.records.pop()
        child = Token(my_task.tree, my_task.tree.spec.task_specs[record["undo"]], my_task)
        child.internal_data["record"] = record
        child.data.update(record["local"])
        child._ready()
        my_task.start()
        return False


class UndoScopeStep(ScopeStep):
    """Undoes a completed sub-process from within, with the variables that it ended with.

    ``first`` is where that begins: an event sub-process that was drawn for it, or ``UNDO``.
    """

    def __init__(self, spec: Any, name: str, element: Element, inner: Any, first: str) -> None:
        super().__init__(spec, name, element, inner)
        self.first = first
        self.owner_loop = UNDO

    def open(self, token: Token) -> None:
        record = token.internal_data["record"]
        first = [self.inner.task_specs[self.first]]
        tree = token.instance.open_tree(self.inner, token, record["data"], first, listens=False)
        tree.records = record["inner"]


class CompensateStep(ScopeStep):
    """Throws compensation for one activity, or for all of its scope; ``inner`` is that scope's spec.

    ``outside`` tells that the event stands in an event sub-process of the scope.
    """

    undoes = True

    def __init__(
        self, spec: Any, name: str, element: Element, inner: Any, activity: str | None, outside: bool
    ) -> None:
        super().__init__(spec, name, element, inner)
        self.activity, self.outside = activity, outside

    def open(self, token: Token) -> None:
        scope: Tree = token.tree
        if self.outside and scope.owner is not None:
            scope = scope.owner.tree
        wanted = [r for r in scope.records if self.activity in (None, r["of"])]
        scope.records = [r for r in scope.records if r not in wanted]
        first = [self.inner.task_specs[UNDO]]
        tree = token.instance.open_tree(self.inner, token, dict(token.data), first, listens=False)
        tree.records = wanted


class CancelStep(CompensateStep):
    """Ends a transaction: stops what runs in it, undoes what is done, leaves by the cancel boundary."""

    def __init__(self, spec: Any, name: str, element: Element, inner: Any) -> None:
        super().__init__(spec, name, element, inner, None, outside=False)

    def open(self, token: Token) -> None:
        for other in token.tree.live():
            if other.is_active and other is not token:
                other.cancel()
        super().open(token)

    def _run_hook(self, my_task: Token) -> bool:
        if super()._run_hook(my_task) and not throw_cancel(my_task):
            raise Failure("error", self.element.id, "no boundary event catches the cancelling")
        return False
