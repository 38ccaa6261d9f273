"""Embedded sub-processes: a tree of their own below the activity's token."""

from typing import Any

from service.engine.merge import merge
from service.engine.specs.base import Element
from service.engine.specs.tasks import Mapped, assign
from service.engine.tree import Token, Tree
from service.expressions import SCRIPT


class ScopeStep(Mapped):
    """Begins with the variables of the activity; ends with what changed, merged three-way."""

    def __init__(self, spec: Any, name: str, element: Element, inner: Any) -> None:
        super().__init__(spec, name, element)
        self.inner = inner

    def _run_hook(self, my_task: Token) -> bool:
        instance = my_task.instance
        tree = instance.trees.get(my_task.id)
        if tree is None:
            self.arrive(my_task)
            self.open(my_task)
            my_task.start()
            return False
        my_task.data = self.merged(my_task, tree)
        if self.undo is not None:
            my_task.internal_data["done"] = [tree.data, tree.records]
        del instance.trees[my_task.id]
        return True

    def open(self, token: Token) -> None:
        """Begin inside. Raises ``Failure`` before anything has changed."""
        data = {**token.data, **token.internal_data.get("in", {})}
        token.instance.open_tree(self.inner, token, data, self.inner.initial())

    def merged(self, token: Token, tree: Tree) -> dict[str, Any]:
        data = dict(token.data) if self.output_lines else self._shared(token, tree)
        for line in (*self.output_lines, *self.stored_lines):
            assign(data, line.name, line.text.kept(tree.data, token.instance.now, SCRIPT))
        return data

    def _shared(self, token: Token, tree: Tree) -> dict[str, Any]:
        """Merge what changed inside; mapped inputs stay inside."""
        merged, _ = merge(tree.began_with, [token.data, tree.data])
        for key in token.internal_data.get("in", {}):
            merged.pop(key, None)
            if key in token.data:
                merged[key] = token.data[key]
        return merged
