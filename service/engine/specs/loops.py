"""Multi-instance activities and standard loops.

The loop's token waits while its children, tokens at the body's spec, run below it. A finished child makes
the loop ready; it then takes the child's result and forgets the child, so the state does not grow.
"""

from dataclasses import dataclass
from typing import Any

from service.engine.evaluation import Text, condition
from service.engine.failures import Failure
from service.engine.merge import merge
from service.engine.specs.base import Element, Step
from service.engine.throwing import throw_event
from service.engine.tree import Token

LOCAL = ("loopCounter",)


@dataclass(frozen=True)
class Announced:
    """An event thrown when an instance completes: every time, only the ``first``, or where ``when`` holds."""

    kind: str
    name: Text
    first: bool
    when: Text | None


@dataclass(frozen=True)
class Plan:
    """How often and over what a loop runs."""

    sequential: bool
    collection: Text | None = None
    cardinality: Text | None = None
    element_variable: str | None = None
    completion: Text | None = None
    output_collection: str | None = None
    output_element: Text | None = None
    announcements: tuple[Announced, ...] = ()


class LoopStep(Step):
    """What all loops share: children, and waking up when one is done."""

    def __init__(self, spec: Any, name: str, element: Element, body: str) -> None:
        super().__init__(spec, name, element)
        self.body = body

    def add_child(self, token: Token, index: int, local: dict[str, Any]) -> None:
        child = Token(token.tree, token.tree.spec.task_specs[self.body], token)
        child.data.update(local)
        child.internal_data["index"] = index
        if child.task_spec.undo is not None:
            child.internal_data["own"] = list(local)
        child._ready()

    def child_done(self, token: Token, child: Token) -> None:
        token.internal_data["finished"] = [*token.internal_data.get("finished", []), child.id]
        if token.is_active:
            token._ready()

    def finished(self, token: Token) -> list[Token]:
        return [token.tree.tasks[child] for child in token.internal_data.get("finished", [])]

    def forget(self, token: Token, child: Token) -> None:
        token.internal_data["finished"].remove(child.id)
        token._children.remove(child.id)
        del token.tree.tasks[child.id]


class ManyStep(LoopStep):
    """A multi-instance activity, parallel or sequential."""

    def __init__(self, spec: Any, name: str, element: Element, body: str, plan: Plan) -> None:
        super().__init__(spec, name, element, body)
        self.plan = plan

    def _run_hook(self, my_task: Token) -> bool:
        if "total" not in my_task.internal_data:
            self._begin(my_task)
        for child in self.finished(my_task):
            if self._take(my_task, child):
                if not my_task.is_active:
                    return False  # what it threw has interrupted it
                self._cancel_rest(my_task)
                break
        return self._go_on(my_task)

    def _begin(self, token: Token) -> None:
        items = self._items(token)
        state = token.internal_data
        state["total"], state["done"], state["next"] = len(items), 0, 0
        if self.plan.output_collection:
            state["results"] = [None] * len(items)
        if self.plan.sequential:
            state["items"] = items
            return
        for index, item in enumerate(items):
            self.add_child(token, index, self._local(index, item))
        state["next"] = len(items)

    def _local(self, index: int, item: Any) -> dict[str, Any]:
        local: dict[str, Any] = {"loopCounter": index}
        if self.plan.element_variable:
            local[self.plan.element_variable] = item
        return local

    def _items(self, token: Token) -> list[Any]:
        now, limit = token.instance.now, token.instance.limits.tokens
        items: Any = None
        if self.plan.collection is not None:
            items = self.plan.collection.kept(token.data, now)
            if not isinstance(items, list):
                raise Failure("expression", self.element.id, f"the collection is {items!r}, no list")
        elif self.plan.cardinality is not None:
            items = range(self._count(self.plan.cardinality.value(token.data, now)))
        if len(items) > limit:
            raise Failure("budget", self.element.id, f"{len(items)} instances, more than {limit}")
        return list(items)

    def _count(self, value: Any) -> int:
        try:
            number = int(value)
        except (TypeError, ValueError):
            number = -1
        if number < 0 or isinstance(value, bool | float) or str(number) != str(value).strip():
            raise Failure("expression", self.element.id, f"the cardinality is {value!r}, no whole number")
        return number

    def _take(self, token: Token, child: Token) -> bool:
        """Keep a finished child's result; tell whether the completion condition now holds."""
        state, plan = token.internal_data, self.plan
        done = state["done"] + 1
        results = state.get("results")
        if results is not None:
            index = child.internal_data["index"]
            value = (
                None
                if plan.output_element is None
                else plan.output_element.kept(child.data, token.instance.now)
            )
            results = [*results[:index], value, *results[index + 1 :]]
        known = self._scope(token, child, done, results)
        complete = plan.completion is not None and condition(plan.completion, known, token.instance.now)
        due = [said for said in plan.announcements if _is_due(said, done, known, token)]
        state["done"] = done
        if results is not None:
            state["results"] = results
        else:
            self._keep_changes(token, child)
        self.forget(token, child)
        for said in due:
            throw_event(token, said.kind, str(said.name.value(known, token.instance.now)), {})
        return complete or not token.is_active

    def _scope(self, token: Token, child: Token, done: int, results: list[Any] | None) -> dict[str, Any]:
        total = token.internal_data["total"]
        active = total - done if not self.plan.sequential else 0
        counters = {
            "nrOfInstances": total,
            "nrOfCompletedInstances": done,
            "nrOfActiveInstances": active,
            "numberOfInstances": total,
            "numberOfCompletedInstances": done,
            "numberOfActiveInstances": active,
            "loopCounter": child.internal_data["index"],
        }
        output: dict[str, Any] = {}
        if results is not None and self.plan.output_collection is not None:
            output[self.plan.output_collection] = [result for result in results if result is not None]
        return {**child.data, **output, **counters}

    def _keep_changes(self, token: Token, child: Token) -> None:
        """Without an output collection a child's own variables stay, its item and counter do not."""
        local = {*LOCAL, self.plan.element_variable}
        changes = {
            key: value
            for key, value in child.data.items()
            if key not in local and not (key in token.data and token.data[key] == value)
        }
        if self.plan.sequential:
            token.data = {**token.data, **changes}
        elif changes:
            token.internal_data["changes"] = [*token.internal_data.get("changes", []), changes]

    def _cancel_rest(self, token: Token) -> None:
        for child in list(token.children):
            child.cancel()
        token.internal_data["next"] = token.internal_data["total"]
        token.internal_data["finished"] = []

    def _go_on(self, token: Token) -> bool:
        state = token.internal_data
        if any(child.is_active for child in token.children):
            token.start()
            return False
        if state["next"] < state["total"]:
            index = state["next"]
            self.add_child(token, index, self._local(index, state["items"][index]))
            state["next"] = index + 1
            token.start()
            return False
        self._conclude(token)
        return True

    def _conclude(self, token: Token) -> None:
        state = token.internal_data
        data = token.data
        changes = state.pop("changes", [])
        if changes:
            data = merge(data, [{**data, **change} for change in changes])[0]
        if self.plan.output_collection:
            data = {**data, self.plan.output_collection: state["results"]}
        token.data = data
        for key in ("results", "items"):
            state.pop(key, None)


def _is_due(said: Announced, done: int, known: dict[str, Any], token: Token) -> bool:
    if said.first and done > 1:
        return False
    return said.when is None or condition(said.when, known, token.instance.now)


class StandardLoopStep(LoopStep):
    """Repeats while its condition holds, at most ``maximum`` times; each round sees the round before."""

    def __init__(
        self,
        spec: Any,
        name: str,
        element: Element,
        body: str,
        loop_while: Text | None,
        maximum: int | None,
        test_before: bool,
    ) -> None:
        super().__init__(spec, name, element, body)
        self.loop_while, self.maximum, self.test_before = loop_while, maximum, test_before

    def _run_hook(self, my_task: Token) -> bool:
        state = my_task.internal_data
        for child in self.finished(my_task):
            my_task.data = {key: value for key, value in child.data.items() if key not in LOCAL}
            self.forget(my_task, child)
        rounds = state.get("total", 0)
        if not self._again(my_task, rounds):
            return True
        state["total"] = rounds + 1
        self.add_child(my_task, rounds, {"loopCounter": rounds})
        my_task.start()
        return False

    def _again(self, token: Token, rounds: int) -> bool:
        if self.maximum is not None and rounds >= self.maximum:
            return False
        if self.loop_while is None or (rounds == 0 and not self.test_before):
            return True
        return condition(self.loop_while, {**token.data, "loopCounter": rounds}, token.instance.now)
