"""Running processes: SpiffWorkflow's task trees, kept to what was really visited.

Differences from the library's own trees, each for a reason:

* no predicted tasks: a child exists once a token is there, so the state is small and a walk is short;
* no clock: every moment is the command's ``now``;
* cancelling is iterative and reports what it interrupted;
* variables are copied key by key; nested values are never changed in place.

Only ``Task``, ``Workflow``, ``TaskSpec`` and ``TaskState`` are used. The library's script engines, which
evaluate Python, are not even imported.
"""

from collections.abc import Iterator
from typing import Any, Final

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.event import Event
from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.workflow import Workflow

from service.engine.merge import hand_over, merge

ACTIVE: Final = TaskState.WAITING | TaskState.READY | TaskState.STARTED


class Token(Task):
    """A token in front of, in or behind an element; ``task_spec`` is the element.

    ``arrived`` is the moment (epoch seconds) at which it came there.
    """

    def __init__(self, tree: "Tree", spec: Any, parent: "Token | None" = None) -> None:
        # The base class would draw a random id and read the clock.
        self.id = tree.instance.next_id()
        self.workflow = tree
        self._parent = parent.id if parent is not None else None
        self._children: list[int] = []
        self._state = TaskState.FUTURE
        self.triggered = False
        self.task_spec = spec
        self.thread_id = 0
        self.data: dict[str, Any] = dict(parent.data) if parent is not None else {}
        self.internal_data: dict[str, Any] = {}
        self.arrived = self.last_state_change = tree.instance.stamp
        tree.tasks[self.id] = self
        if parent is not None:
            parent._children.append(self.id)

    @property
    def tree(self) -> "Tree":
        return self.workflow

    @property
    def instance(self) -> Any:
        return self.workflow.instance

    @property
    def is_active(self) -> bool:
        return bool(self._state & ACTIVE)

    @property
    def is_ready(self) -> bool:
        return bool(self._state == TaskState.READY)

    @property
    def is_waiting(self) -> bool:
        return bool(self._state == TaskState.WAITING)

    def spawn(self, spec: Any, via: str | None = None) -> "Token":
        """Put a new token in front of ``spec``; ``via`` is the flow it came by."""
        child = Token(self.workflow, spec, self)
        if via is not None and spec.joins:
            child.internal_data["via"] = via
        child._ready()
        return child

    def _set_state(self, value: int) -> None:
        before = bool(self._state & ACTIVE)
        self._state = value
        self.last_state_change = self.instance.stamp
        after = bool(value & ACTIVE)
        if before != after:
            self.workflow.count(1 if after else -1)

    def _ready(self) -> None:
        self._set_state(TaskState.READY)
        self.instance.ready.append(self)

    def wait(self) -> None:
        self._set_state(TaskState.WAITING)

    def start(self) -> None:
        self._set_state(TaskState.STARTED)

    def run(self) -> None:
        """Let the element work; it completes the token or leaves it waiting. Raises ``Failure``."""
        if self.task_spec._run_hook(self):
            self.complete()

    def absorb(self) -> None:
        """End without a trace in the history: joined with another token, or disarmed."""
        self._set_state(TaskState.CANCELLED)

    def cancel(self) -> None:
        """Interrupt this token and everything that runs below it, sub-processes included."""
        for token in list(self.below()):
            if token.is_active:
                inner = self.instance.trees.get(token.id)
                if inner is not None:
                    inner.cancel_all()
                    del self.instance.trees[token.id]
                token._set_state(TaskState.CANCELLED)
                self.instance.note(token, cancelled=True)

    def below(self) -> "Iterator[Token]":
        """Yield this token and all its descendants; no recursion, any depth."""
        pending = [self]
        while pending:
            token = pending.pop()
            yield token
            pending.extend(self.workflow.tasks[child] for child in reversed(token._children))

    def ancestors(self) -> "Iterator[Token]":
        """Yield this token, its parent, and so on up to the root."""
        token: Token | None = self
        while token is not None:
            yield token
            token = token.parent


class Tree(Workflow):
    """One running process or sub-process. ``owner`` is the token of the calling activity, if any."""

    def __init__(self, instance: Any, spec: Any, owner: Token | None) -> None:
        self.instance = instance
        self.spec = spec
        self.owner = owner
        self.data: dict[str, Any] = {}
        self.tasks: dict[int, Token] = {}
        self.completed = False
        self.success = True
        self.last_task = None
        self.active = 0
        self.task_tree: Token | None = None
        self.completed_event = Event()
        self.task_removed_event = Event()

    def begin(self, data: dict[str, Any], specs: list[Any]) -> None:
        """Put a token in front of each of ``specs``."""
        root = self.task_tree = Token(self, self.spec.start)
        root.data = dict(data)
        root._set_state(TaskState.COMPLETED)
        for spec in specs:
            root.spawn(spec)

    def count(self, change: int) -> None:
        self.active += change
        self.instance.live += change

    def live(self) -> list[Token]:
        return [token for token in self.tasks.values() if token._state & ACTIVE]

    def token_ended(self, token: Token) -> None:
        """A branch ran out: hand its changes to the branches still running, or end with the last one."""
        if not self.active:
            self.end(token.data)
            return
        above = {ancestor.id: ancestor for ancestor in token.ancestors()}
        given: set[int] = set()
        for other in self.live():
            path: list[Token] = []
            for ancestor in other.ancestors():
                if ancestor.id in above:
                    self._hand_over(above[ancestor.id].data, token.data, path, given)
                    break
                path.append(ancestor)

    def _hand_over(
        self, base: dict[str, Any], ended: dict[str, Any], path: list[Token], given: set[int]
    ) -> None:
        for token in path:
            if token.id in given:
                continue
            given.add(token.id)
            hand_over(base, ended, token.data)
            inner = self.instance.trees.get(token.id)
            if inner is not None:
                for below in inner.everything():
                    hand_over(base, ended, below.data)

    def everything(self) -> Iterator[Token]:
        """Yield the tokens of this tree and of all trees within."""
        for token in list(self.tasks.values()):
            yield token
            inner = self.instance.trees.get(token.id)
            if inner is not None:
                yield from inner.everything()

    def end(self, data: dict[str, Any]) -> None:
        self.completed = True
        self.data = data
        if self.owner is not None:
            self.owner._ready()

    def cancel_all(self) -> None:
        if self.task_tree is not None:
            self.task_tree.cancel()

    def view(self) -> dict[str, Any]:
        """Return the variables as the process knows them: all running branches merged.

        What is local to a round of a loop stays out; plain sub-processes count with what they changed.
        """
        if self.completed:
            return dict(self.data)
        live = [token for token in self.live() if token.task_spec.owner_loop is None]
        if not live:
            return {}
        sides = [self._visible(token) for token in live]
        return sides[0] if len(live) == 1 else merge(common_ancestor(live).data, sides)[0]

    def _visible(self, token: Token) -> dict[str, Any]:
        inner = self.instance.trees.get(token.id)
        return dict(token.data) if inner is None else inner.view()


def common_ancestor(tokens: list[Token]) -> Token:
    """Return the deepest token above or equal to all of ``tokens``."""
    common = list(tokens[0].ancestors())[::-1]
    for token in tokens[1:]:
        path = list(token.ancestors())[::-1]
        depth = 0
        while depth < min(len(common), len(path)) and common[depth] is path[depth]:
            depth += 1
        del common[depth:]
    return common[-1]
