"""Starts of event sub-processes: armed with their scope, and nothing that the scope would wait for."""

from collections.abc import Mapping
from typing import Any

from service.engine.specs.base import Element
from service.engine.specs.events import CatchStep
from service.engine.tree import Token


class ListenStep(CatchStep):
    """Waits beside the flow of its scope; ``handler`` is the spec of the event sub-process.

    What happened is kept as an *anchor*: a finished token of this spec with the variables of the scope at
    that moment; the handler runs below it (see ``service.engine.sharing``).
    """

    listens = True

    def __init__(
        self, spec: Any, name: str, element: Element, kind: str, handler: str, interrupting: bool
    ) -> None:
        super().__init__(spec, name, element, kind)
        self.handler = handler
        self.interrupting = interrupting

    def fire(self, token: Token, payload: Mapping[str, Any]) -> None:
        tree = token.tree
        known = tree.view()
        data = self.result(token, payload, known)
        if self.interrupting:
            _interrupt(tree, token)
            token.pass_quietly()
            anchor = token
        else:
            anchor = Token(tree, self, token.parent)
            anchor.pass_quietly()
            self.rearm(token)
        anchor.data = known
        handler = anchor.spawn(tree.spec.task_specs[self.handler])
        handler.data = data

    def heard_from(self, token: Token) -> bool:
        """Tell whether what happens at ``token`` is heard here: a handler does not hear itself."""
        return token.parent is None or token.parent.task_spec is not self


def _interrupt(tree: Any, listener: Token) -> None:
    for token in tree.live():
        if token is listener or not token.is_active:
            continue
        if token.task_spec.listens:
            token.absorb()
        else:
            token.cancel()
