"""Gateways. Tokens queue at a join; what fires consumes one per way in and leaves the rest."""

from typing import Any

from service.engine.evaluation import condition
from service.engine.failures import Failure
from service.engine.merge import merge
from service.engine.sharing import common_ancestor
from service.engine.specs.base import Element, Step, Way
from service.engine.tree import Token, Tree


class Choosing(Step):
    """Remembers in the token which ways it chose, so that completing it can no longer fail."""

    def chosen(self, token: Token) -> list[Way]:
        wanted = token.internal_data.get("ways")
        return self.ways if wanted is None else [way for way in self.ways if way.id in wanted]

    def choose(self, token: Token, ways: list[Way]) -> None:
        token.internal_data["ways"] = [way.id for way in ways]
        if len(self.ways) > 1:
            known = token.internal_data.get("facts", {})
            token.internal_data["facts"] = {**known, "flows": [way.id for way in ways]}

    def matching(self, token: Token, first: bool) -> list[Way]:
        """Return the ways whose condition holds, in document order, else the default. Raises ``Failure``."""
        found, known = [], self.known(token)
        for way in self.ways:
            if way.is_default:
                continue
            if way.condition is None or condition(way.condition, known, token.instance.now):
                found.append(way)
                if first:
                    break
        found = found or [way for way in self.ways if way.is_default]
        if self.ways and not found:
            raise Failure("expression", self.element.id, "no condition holds and there is no default flow")
        return found

    def known(self, token: Token) -> dict[str, Any]:
        """Return the variables that conditions see."""
        return token.data


class ExclusiveStep(Choosing):
    def _run_hook(self, my_task: Token) -> bool:
        self.choose(my_task, self.matching(my_task, first=True))
        return True


class Join(Choosing):
    """A gateway that waits for tokens on its ways in; ``ways_in`` are the flow ids."""

    joins = True

    def __init__(self, spec: Any, name: str, element: Element, ways_in: list[str]) -> None:
        super().__init__(spec, name, element)
        self.ways_in = ways_in

    def queued(self, tree: Tree) -> dict[str, list[Token]]:
        queues: dict[str, list[Token]] = {way: [] for way in self.ways_in}
        for token in tree.tasks.values():
            if token.task_spec is self and token.is_active and "merged" not in token.internal_data:
                queues[token.internal_data["via"]].append(token)
        return queues

    def consume(self, queues: dict[str, list[Token]]) -> Token:
        """Take the oldest token of each way in; the one that came last goes on with everybody's data."""
        taken = sorted((queue[0] for queue in queues.values() if queue), key=lambda token: token.id)
        survivor = taken[-1]
        if len(taken) > 1:
            base = common_ancestor(list(taken)).data
            survivor.data, conflicts = merge(base, [token.data for token in taken])
            if conflicts:
                survivor.internal_data["facts"] = {"conflicts": conflicts}
            for token in taken[:-1]:
                token.absorb()
        survivor.internal_data["merged"] = True
        return survivor


class ParallelStep(Join):
    def _run_hook(self, my_task: Token) -> bool:
        if "merged" in my_task.internal_data or len(self.ways_in) < 2:
            return True
        my_task.wait()
        queues = self.queued(my_task.tree)
        if all(queues.values()):
            self.consume(queues)._ready()
        return False


class GatherStep(Join):
    """In front of an activity that begins with several tokens, whatever way they come (``startQuantity``)."""

    def __init__(self, spec: Any, name: str, element: Element, quantity: int) -> None:
        super().__init__(spec, name, element, [])
        self.needed = quantity

    def _run_hook(self, my_task: Token) -> bool:
        if "merged" in my_task.internal_data:
            return True
        my_task.wait()
        waiting = [
            token
            for token in my_task.tree.tasks.values()
            if token.task_spec is self and token.is_waiting and "merged" not in token.internal_data
        ]
        if len(waiting) >= self.needed:
            oldest = sorted(waiting, key=lambda token: token.id)[: self.needed]
            self.consume({str(token.id): [token] for token in oldest})._ready()
        return False


class InclusiveStep(Join):
    """Fires when no token that could still come is outstanding; asked when all else has come to rest."""

    settles = True

    def _run_hook(self, my_task: Token) -> bool:
        if "merged" not in my_task.internal_data and len(self.ways_in) > 1:
            my_task.wait()
            return False
        self.choose(my_task, self.matching(my_task, first=False))
        return True

    def settle(self, tree: Tree) -> bool:
        """Fire if nothing can still arrive at an empty way in; tell whether it fired."""
        queues = self.queued(tree)
        if not any(queues.values()):
            return False
        empty = {way for way, queue in queues.items() if not queue}
        if self.awaited(tree, empty, set(queues) - empty):
            return False
        self.consume(queues)._ready()
        return True

    def awaited(self, tree: Tree, empty: set[str], filled: set[str]) -> bool:
        """Tell whether a token can still come by one of the ``empty`` ways in."""
        reach = tree.spec.reach[self.name]
        for token in tree.live():
            ways = reach.get(token.task_spec.name, frozenset())
            # A token that can also reach a filled way in does not hold the gateway up (BPMN 2.0, 13.4.3).
            if token.task_spec is not self and ways & empty and not ways & filled:
                return True
        return False
