"""Ad-hoc sub-processes: activities without an order between them.

Every activity that no flow reaches is offered, at once or one after the other. After each completed activity
the completion condition is asked. When all are done and it still does not hold, they are offered anew.
"""

from dataclasses import dataclass
from typing import Any

from service.engine.evaluation import Text, condition
from service.engine.specs.base import Element
from service.engine.specs.scopes import ScopeStep
from service.engine.tree import Token, Tree


@dataclass(frozen=True)
class AdHoc:
    """``cuts`` tells whether what still runs is cancelled once the condition holds."""

    sequential: bool
    completion: Text | None
    cuts: bool


class AdHocStep(ScopeStep):
    """Its tree wakes it when an activity is done, or when nothing runs any more (``Tree.held``)."""

    def __init__(self, spec: Any, name: str, element: Element, inner: Any, plan: AdHoc) -> None:
        super().__init__(spec, name, element, inner)
        self.plan = plan

    def open(self, token: Token) -> None:
        data = {**token.data, **token.internal_data.get("in", {})}
        token.instance.open_tree(self.inner, token, data, self._offered(0))

    def _run_hook(self, my_task: Token) -> bool:
        tree = my_task.instance.trees.get(my_task.id)
        if tree is not None and not tree.completed:
            self._go_on(my_task, tree)
            if not tree.completed:
                my_task.start()
                return False
        return super()._run_hook(my_task)

    def _go_on(self, token: Token, tree: Tree) -> None:
        state, held = token.internal_data, tree.held
        over = bool(state.get("over")) or self._holds(tree)
        if over and (self.plan.cuts or held is not None):
            self._finish(tree)
            return
        if over:
            state["over"] = True
        if over or held is None:
            return
        following = state.get("round", 0) + 1 if self.plan.sequential else len(self.inner.none_starts)
        if following >= len(self.inner.none_starts):
            if self.plan.completion is None:
                self._finish(tree)
                return
            following = 0
        state["round"] = following
        for spec in self._offered(following):
            held.spawn(spec)
        held.pass_quietly()

    def _offered(self, position: int) -> list[Any]:
        offered: list[Any] = self.inner.initial()
        return offered[position : position + 1] if self.plan.sequential else offered

    def _holds(self, tree: Tree) -> bool:
        text, now = self.plan.completion, tree.instance.now
        if text is None:
            return False
        variables = tree.view()
        return text.value(variables, now) is not None and condition(text, variables, now)

    def _finish(self, tree: Tree) -> None:
        data, held = tree.view(), tree.held
        for token in tree.live():
            if token is held:
                token.pass_quietly()
            elif token.is_ready and not token.children and token.id not in tree.instance.trees:
                token.absorb()  # it was only about to begin
            elif token.is_active:
                token.cancel()
        tree.end(data)
