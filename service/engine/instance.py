"""A running process instance: its trees, what happened in this command, and the loop that moves tokens."""

from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from service.engine.failures import Failure
from service.engine.library import NO_LIBRARY, Called, Library
from service.engine.limits import Limits
from service.engine.outcome import Passed, Thrown, Trouble
from service.engine.timers import from_epoch
from service.engine.tree import Token, Tree

_SEED_MASK = ~0xFFFFFFFF


class Instance:
    """``trees`` maps the id of a calling token to the tree that runs below it; ``top`` is the process.

    Token ids are small numbers; outside they are UUIDs made of ``seed`` and the number.
    """

    def __init__(self, spec: Any, limits: Limits, now: datetime, library: Library = NO_LIBRARY) -> None:
        self.limits = limits
        self.library = library
        self.now = now
        self.stamp = now.timestamp()
        self.seed = 0
        self.last_id = 0
        self.live = 0
        self.steps = 0
        self.ready: deque[Token] = deque()
        self.trees: dict[int, Tree] = {}
        self.top = Tree(self, spec, None)
        self.passed: list[Passed] = []
        self.thrown: list[Thrown] = []
        self.trouble: Trouble | None = None

    def begin(self, data: Mapping[str, Any], specs: list[Any]) -> None:
        self.seed = uuid4().int & _SEED_MASK
        self.top.begin(dict(data), specs)

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def token_name(self, token: Token) -> str:
        return str(UUID(int=self.seed | token.id))

    def find(self, name: str) -> Token | None:
        """Return the live token called ``name``."""
        try:
            number = UUID(name).int
        except ValueError:
            return None
        if number & _SEED_MASK != self.seed:
            return None
        for tree in self.all_trees():
            token = tree.tasks.get(number & ~_SEED_MASK)
            if token is not None:
                return token if token.is_active else None
        return None

    def all_trees(self) -> list[Tree]:
        return [self.top, *self.trees.values()]

    def open_tree(
        self,
        spec: Any,
        owner: Token,
        data: dict[str, Any],
        specs: list[Any],
        called: Called | None = None,
        listens: bool = True,
    ) -> Tree:
        tree = self.trees[owner.id] = Tree(self, spec, owner, called)
        tree.begin(data, specs, listens)
        if not specs:
            tree.end(data)
        return tree

    def advance(self) -> None:
        """Move every token that can move; stop at the first that fails and report it as trouble."""
        try:
            while self.ready or self._settle():
                token = self.ready.popleft()
                if token.is_ready:
                    self._step(token)
            self._look_for_deadlock()
        except Failure as failure:
            self.trouble = failure.trouble

    def _step(self, token: Token) -> None:
        self.steps += 1
        where = token.task_spec.element.id
        if self.steps > self.limits.steps:
            raise Failure("budget", where, f"more than {self.limits.steps} steps in one command")
        if self.live > self.limits.tokens:
            raise Failure("budget", where, f"more than {self.limits.tokens} live tokens")
        token.run()

    def _look_for_deadlock(self) -> None:
        """A join whose other tokens never come would leave the instance waiting for nothing. Raises ``Failure``."""
        live = [token for tree in self.all_trees() for token in tree.live()]
        if self.top.completed or any(token.task_spec.wait_kind is not None for token in live):
            return
        where = next((token.task_spec.element.id for token in live if token.task_spec.joins), "")
        raise Failure("error", where, "the instance waits for nothing that could still happen")

    def _settle(self) -> bool:
        """All is at rest: let inclusive joins fire and conditional events happen. True if something moves."""
        for tree in self.all_trees():
            if not tree.spec.settles or tree.completed:
                continue
            for token in tree.live():
                spec = token.task_spec
                if spec.settles and token.is_active and _settled(tree, token, spec):
                    return True
        return False

    def note(self, token: Token, cancelled: bool = False) -> None:
        """Write an entry of the history for the element that the token leaves."""
        spec = token.task_spec
        if (
            not spec.element.shown
            or "reset" in token.internal_data
            or (token.internal_data.get("total") and hasattr(spec, "body"))
        ):
            return  # generated, or a loop: its rounds are noted themselves
        cancelled = cancelled and "thrown" not in token.internal_data
        armed = (spec.boundary or spec.listens) and "fired" not in token.internal_data
        if cancelled and (spec.joins or armed):
            return  # nothing had happened there yet
        owner = owner_of(token)
        self.passed.append(
            Passed(
                element_id=spec.element.id,
                kind=spec.element.tag,
                name=spec.element.name,
                started_at=from_epoch(token.arrived),
                ended_at=from_epoch(self.stamp),
                scope=None if owner is None else owner.task_spec.element.id,
                loop_index=loop_index(token),
                cancelled=cancelled,
                facts=token.internal_data.get("facts", {}),
            )
        )


def owner_of(token: Token) -> Token | None:
    """Return the activity in which the token's element is drawn; compensation runs where it was thrown."""
    owner = token.tree.owner
    while owner is not None and owner.task_spec.undoes:
        owner = owner.tree.owner
    return owner


def loop_index(token: Token) -> int | None:
    """Return the round of the innermost loop around the token, counted from 0."""
    current: Token | None = token
    while current is not None:
        if "index" in current.internal_data:
            return int(current.internal_data["index"])
        current = current.tree.owner
    return None


def _settled(tree: Tree, token: Token, spec: Any) -> bool:
    if spec.joins:
        return bool(spec.settle(tree)) if len(spec.ways_in) > 1 else False
    if "fired" in token.internal_data or not token.is_waiting:
        return False
    holds = bool(spec.holds(token, tree.view()))
    if not holds:
        token.internal_data.pop("seen", None)
    elif "seen" not in token.internal_data:
        spec.fire(token, {})
        return True
    return False
