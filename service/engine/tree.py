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

from service.engine.library import Called
from service.engine.sharing import seen, share

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
        if before != after and not self.task_spec.listens:
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
        if self.task_spec.parts:
            for part in self.children:
                part._set_state(TaskState.CANCELLED)

    def pass_quietly(self) -> None:
        """End as completed without moving on: what comes next was spawned already."""
        self._set_state(TaskState.COMPLETED)

    def cancel(self) -> None:
        """Interrupt this token and everything that runs below it, sub-processes included.

        The oldest comes first, so that the history does not depend on the shape of a pruned tree.
        """
        for token in sorted(self.below(), key=lambda token: token.id):
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
    """One running process or sub-process. ``owner`` is the token of the calling activity, if any.

    Of a called process ``called`` is set: its variables are its own. ``records`` say what can be undone.
    """

    def __init__(self, instance: Any, spec: Any, owner: Token | None, called: Called | None = None) -> None:
        self.instance = instance
        self.spec = spec
        self.owner = owner
        self.called = called
        self.data: dict[str, Any] = {}
        self.records: list[Any] = []
        self.tasks: dict[int, Token] = {}
        self.completed = False
        self.success = True
        self.last_task = None
        self.active = 0
        self.task_tree: Token | None = None
        self.completed_event = Event()
        self.task_removed_event = Event()

    def begin(self, data: dict[str, Any], specs: list[Any], listens: bool = True) -> None:
        """Put a token in front of each of ``specs``, behind those that listen for the scope's own events."""
        root = self.task_tree = Token(self, self.spec.start)
        root.data = dict(data)
        root._set_state(TaskState.COMPLETED)
        for spec in [*(self.spec.listeners if listens else ()), *specs]:
            root.spawn(spec)

    def count(self, change: int) -> None:
        self.active += change
        self.instance.live += change

    def live(self) -> list[Token]:
        return [token for token in self.tasks.values() if token._state & ACTIVE]

    def activity_done(self) -> None:
        """Let an ad-hoc sub-process look at its condition before anything else moves."""
        if self.owner is not None and self.owner.is_active:
            self.owner._set_state(TaskState.READY)
            self.instance.ready.appendleft(self.owner)

    @property
    def held(self) -> Token | None:
        """The last token of an ad-hoc sub-process in which nothing runs any more."""
        return next((token for token in self.live() if "held" in token.internal_data), None)

    @property
    def began_with(self) -> dict[str, Any]:
        return {} if self.task_tree is None else self.task_tree.data

    @property
    def library(self) -> Any:
        """What expressions of this process may ask: that of the called version, or of the instance."""
        tree = self
        while tree.called is None and tree.owner is not None:
            tree = tree.owner.tree
        return tree.instance.library if tree.called is None else tree.called.library

    def token_ended(self, token: Token) -> None:
        """A branch ran out: hand its changes to the branches still running, or end with the last one."""
        if self.active:
            share(token)
        elif self.spec.free and self.owner is not None:
            # Whether an ad-hoc sub-process is over, its owner decides; until then the token is kept.
            token.internal_data["held"] = token.internal_data["fired"] = True
            token.wait()
        else:
            self.end(token.data)

    def everything(self) -> Iterator[Token]:
        """Yield the tokens of this tree and of all trees within that share its variables."""
        for token in list(self.tasks.values()):
            yield token
            inner = self.instance.trees.get(token.id)
            if inner is not None and inner.called is None:
                yield from inner.everything()

    def end(self, data: dict[str, Any]) -> None:
        self.completed = True
        self.data = data
        for token in self.live():
            token.absorb()  # what still listened for events of this scope
        if self.owner is not None:
            self.owner._ready()

    def cancel_all(self) -> None:
        if self.task_tree is not None:
            self.task_tree.cancel()

    def view(self) -> dict[str, Any]:
        """Return the variables as the process knows them: all running branches merged."""
        return dict(self.data) if self.completed else seen(self)
