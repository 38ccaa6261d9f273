"""Embedded sub-processes and called processes: a tree of their own below the activity's token."""

from typing import Any

from service.engine.merge import merge
from service.engine.specs.base import Element
from service.engine.specs.tasks import Mapped, assign
from service.engine.tree import Token
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
            my_task.start()
            data = {**my_task.data, **my_task.internal_data.get("in", {})}
            instance.open_tree(self.inner, my_task, data, self.inner.initial())
            return False
        my_task.data = self._merged(my_task, tree)
        del instance.trees[my_task.id]
        return True

    def _merged(self, token: Token, tree: Any) -> dict[str, Any]:
        data = dict(token.data)
        if self.output_lines:
            for line in self.output_lines:
                assign(data, line.name, line.text.kept(tree.data, token.instance.now, SCRIPT))
            return data
        merged, _ = merge(tree.task_tree.data, [token.data, tree.data])
        for key in token.internal_data.get("in", {}):
            merged.pop(key, None)
            if key in data:
                merged[key] = data[key]
        return merged
