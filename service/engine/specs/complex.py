"""The complex gateway: goes on as soon as its condition holds, then waits for the rest and resets itself."""

from typing import Any

from service.engine.evaluation import Text, condition
from service.engine.merge import merge
from service.engine.sharing import common_ancestor
from service.engine.specs.base import Element
from service.engine.specs.gateways import InclusiveStep
from service.engine.tree import Token, Tree


class ComplexStep(InclusiveStep):
    """``activation`` sees ``activationCount``, the waiting tokens, and their number on each flow by its id.

    Once it has fired a *marker*, a waiting token, stands for the tokens to come. With the last that can come
    the marker takes them and resets the gateway; it leaves by the conditional flows that ask for
    ``not(waitingForStart)``, usually by none.
    """

    def __init__(
        self, spec: Any, name: str, element: Element, ways_in: list[str], activation: Text | None
    ) -> None:
        super().__init__(spec, name, element, ways_in)
        self.activation = activation

    def _run_hook(self, my_task: Token) -> bool:
        state = my_task.internal_data
        if "reset" in state:
            asked = [way for way in self.ways if way.condition is not None]
            known = self.known(my_task)
            self.choose(
                my_task,
                [w for w in asked if w.condition and condition(w.condition, known, my_task.instance.now)],
            )
            return True
        if "merged" in state or len(self.ways_in) < 2:
            self.choose(my_task, self.matching(my_task, first=False))
            return True
        my_task.wait()
        if self._marker(my_task.tree) is None and self._activated(my_task):
            queues = self.queued(my_task.tree)
            survivor = self.consume(queues)
            survivor.internal_data["opened"] = [way for way, queue in queues.items() if queue]
            survivor._ready()
        return False

    def known(self, token: Token) -> dict[str, Any]:
        return {**token.data, "waitingForStart": "reset" not in token.internal_data}

    def left(self, token: Token) -> None:
        opened = token.internal_data.get("opened", self.ways_in)
        if len(opened) < len(self.ways_in):
            marker = Token(token.tree, self, token)
            marker.internal_data.update(merged=True, reset=opened)
            marker.wait()

    def settle(self, tree: Tree) -> bool:
        """Reset the gateway if no token can come any more that it still waits for; tell whether it did."""
        marker = self._marker(tree)
        if marker is None:
            return False
        queues = {w: q for w, q in self.queued(tree).items() if w not in marker.internal_data["reset"]}
        empty = {way for way, queue in queues.items() if not queue}
        if self.awaited(tree, empty, set(self.ways_in) - empty):
            return False
        taken = [queue[0] for queue in queues.values() if queue]
        if taken:
            base = common_ancestor([marker, *taken]).data
            marker.data = merge(base, [marker.data, *(token.data for token in taken)])[0]
        for token in taken:
            token.absorb()
        marker._ready()
        self._begin_anew(tree, marker)
        return True

    def _begin_anew(self, tree: Tree, marker: Token) -> None:
        """Tokens of the next round may wait already."""
        waiting = [token for queue in self.queued(tree).values() for token in queue]
        marker.internal_data["leaving"] = True
        if waiting:
            waiting[0]._ready()

    def _marker(self, tree: Tree) -> Token | None:
        for token in tree.live():
            state = token.internal_data
            if token.task_spec is self and "reset" in state and "leaving" not in state:
                return token
        return None

    def _activated(self, token: Token) -> bool:
        counts = {way: len(queue) for way, queue in self.queued(token.tree).items()}
        known = {**token.data, **counts, "activationCount": sum(counts.values())}
        return self.activation is not None and condition(self.activation, known, token.instance.now)
