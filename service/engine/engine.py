"""The engine's face to the rest of the service: pure functions of state, stimulus and moment."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Final

from service.domain.errors import Conflict, Invalid, NotFound, Refused
from service.domain.findings import Finding
from service.engine.builder import build
from service.engine.checks import check_diagram
from service.engine.codec import decode, dumps, encode
from service.engine.compiled import CompiledProcess
from service.engine.failures import Failure
from service.engine.info import ProcessInfo, describe
from service.engine.instance import Instance
from service.engine.library import NO_LIBRARY, Library
from service.engine.limits import Limits
from service.engine.model import Diagram
from service.engine.normalise import normalise
from service.engine.outcome import Outcome, Trouble, Wait, WaitKind
from service.engine.pruning import prune
from service.engine.reader import read_diagram
from service.engine.throwing import throw_error
from service.engine.tree import Token
from service.engine.values import clean
from service.engine.waits import find_waits, is_wait

_COMPLETED: Final = frozenset({WaitKind.USER_TASK, WaitKind.SERVICE_CALL})
_DELIVERED: Final = frozenset({WaitKind.MESSAGE, WaitKind.SIGNAL})
_CACHED: Final = 256


class Engine:
    """Runs process instances from one set of wait states to the next.

    It reads no clock, no database and no file; ``now`` must be aware, and its zone is the one in which
    dates without a zone are read.
    """

    def __init__(self, limits: Limits = Limits()) -> None:  # noqa: B008 - frozen
        self._limits = limits
        self._compiled: OrderedDict[tuple[str, str], CompiledProcess] = OrderedDict()
        self._lock = threading.Lock()

    def inspect(self, xml: bytes, file: str) -> tuple[ProcessInfo, ...]:
        """Return what each process of the file offers and needs. Raises ``Refused``."""
        return tuple(describe(process) for process in read_diagram(xml, file).processes.values())

    def check(self, xml: bytes, file: str, topics: Collection[str] | None = None) -> list[Finding]:
        """Return everything that forbids (errors) or advises against (warnings) deploying the file.

        ``topics`` are those somebody works on; None leaves topic names unchecked.
        """
        try:
            diagram = read_diagram(xml, file)
        except Refused as refused:
            return list(refused.findings)
        return check_diagram(diagram, topics)

    def compile(self, xml: bytes, file: str, process_id: str) -> CompiledProcess:
        """Return the executable form of one process. Raises ``Refused`` or ``NotFound``."""
        digest = hashlib.sha256(xml).hexdigest()
        key = (digest, process_id)
        with self._lock:
            found = self._compiled.get(key)
            if found is not None:
                self._compiled.move_to_end(key)
                return found
        compiled = _compile(read_diagram(xml, file), process_id, digest)
        with self._lock:
            self._compiled[key] = compiled
            while len(self._compiled) > _CACHED:
                self._compiled.popitem(last=False)
        return compiled

    def start(
        self,
        process: CompiledProcess,
        variables: Mapping[str, Any],
        now: datetime,
        library: Library = NO_LIBRARY,
        start_element: str | None = None,
    ) -> Outcome:
        """Begin at ``start_element``, else at the start event that waits for nothing."""
        if start_element is not None and start_element not in process.spec.starts:
            raise NotFound(f"process {process.id} has no start event {start_element}")
        if start_element is None and not process.spec.none_starts:
            raise Invalid(f"process {process.id} starts by events only; say at which")
        instance = Instance(process.spec, self._limits, _aware(now), library)
        instance.begin(clean(variables), process.spec.initial(start_element))
        return self._run(instance)

    def complete(
        self,
        process: CompiledProcess,
        state: bytes,
        token: str,
        variables: Mapping[str, Any],
        now: datetime,
        library: Library = NO_LIBRARY,
    ) -> Outcome:
        """End the user task or service call at ``token`` with its result. ``Conflict`` if none waits there."""
        instance = self._load(process, state, now, library)
        waiting = _waiting(instance, token, _COMPLETED)
        given = clean(variables)
        return self._do(instance, lambda: waiting.task_spec.finish(waiting, given))

    def fire(
        self, process: CompiledProcess, state: bytes, token: str, now: datetime, library: Library = NO_LIBRARY
    ) -> Outcome:
        """Let the timer at ``token`` go off now; whether it is due is the caller's matter."""
        instance = self._load(process, state, now, library)
        waiting = _waiting(instance, token, frozenset({WaitKind.TIMER}))
        return self._do(instance, lambda: waiting.task_spec.fire(waiting, {}))

    def deliver(
        self,
        process: CompiledProcess,
        state: bytes,
        token: str,
        payload: Mapping[str, Any],
        now: datetime,
        library: Library = NO_LIBRARY,
    ) -> Outcome:
        """Hand a message or signal to the token that waits for it; matching it is the caller's matter."""
        instance = self._load(process, state, now, library)
        waiting = _waiting(instance, token, _DELIVERED)
        given = clean(payload)
        return self._do(instance, lambda: waiting.task_spec.fire(waiting, given))

    def throw(
        self,
        process: CompiledProcess,
        state: bytes,
        token: str,
        code: str,
        message: str,
        variables: Mapping[str, Any],
        now: datetime,
        library: Library = NO_LIBRARY,
    ) -> Outcome:
        """Raise BPMN error ``code`` at a user task or service call. Uncaught, it is ``Outcome.trouble``."""
        instance = self._load(process, state, now, library)
        waiting = _waiting(instance, token, _COMPLETED)
        given = clean(variables)

        def act() -> None:
            if not throw_error(waiting, code, given, message):
                where = waiting.task_spec.element.id
                raise Failure("error", where, message or f"nothing catches error {code}", code)

        return self._do(instance, act)

    def set_variables(
        self,
        process: CompiledProcess,
        state: bytes,
        variables: Mapping[str, Any],
        now: datetime,
        library: Library = NO_LIBRARY,
    ) -> Outcome:
        """Set variables everywhere in the instance, then let go on what can: conditions, failed elements."""
        instance = self._load(process, state, now, library)
        given = clean(variables)
        for tree in instance.all_trees():
            for token in tree.tasks.values():
                token.data.update(given)
        return self._run(instance)

    def waits(
        self, process: CompiledProcess, state: bytes, library: Library = NO_LIBRARY
    ) -> tuple[Wait, ...]:
        return find_waits(decode(state, process.spec, self._limits, _EPOCH, library))

    def variables(
        self, process: CompiledProcess, state: bytes, library: Library = NO_LIBRARY
    ) -> dict[str, Any]:
        """Return the variables of the instance, also after it has ended."""
        return dict(decode(state, process.spec, self._limits, _EPOCH, library).top.view())

    def _load(self, process: CompiledProcess, state: bytes, now: datetime, library: Library) -> Instance:
        return decode(state, process.spec, self._limits, _aware(now), library)

    def _do(self, instance: Instance, act: Callable[[], None]) -> Outcome:
        try:
            act()
        except Failure as failure:
            instance.trouble = failure.trouble
            return self._outcome(instance)
        return self._run(instance)

    def _run(self, instance: Instance) -> Outcome:
        instance.advance()
        return self._outcome(instance)

    def _outcome(self, instance: Instance) -> Outcome:
        variables = instance.top.view()
        if instance.trouble is None:
            called = (tree.view() for tree in instance.trees.values() if tree.called is not None)
            size = len(dumps(variables)) + sum(len(dumps(theirs)) for theirs in called)
            if size > self._limits.data_bytes:
                reason = f"the variables take {size} bytes, more than {self._limits.data_bytes}"
                instance.trouble = Trouble("budget", "", reason)
        prune(instance)
        return Outcome(
            state=encode(instance),
            ended=instance.top.completed,
            waits=find_waits(instance),
            passed=tuple(instance.passed),
            variables=variables,
            thrown=tuple(instance.thrown),
            trouble=instance.trouble,
        )


_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _compile(diagram: Diagram, process_id: str, digest: str) -> CompiledProcess:
    errors = [finding for finding in check_diagram(diagram, None) if finding.is_error]
    if errors:
        raise Refused(errors)
    process = diagram.processes.get(process_id)
    if process is None:
        raise NotFound(f"{diagram.file} holds no process {process_id}")
    info = describe(process)
    normalise(diagram)
    return CompiledProcess(process_id, digest, info, build(process))


def _aware(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise Invalid("the moment of a command must have a time zone")
    return now


def _waiting(instance: Instance, name: str, kinds: frozenset[WaitKind]) -> Token:
    token = instance.find(name)
    if token is None or not is_wait(token) or token.task_spec.wait_kind not in kinds:
        raise Conflict(f"nothing waits at {name} for this", {"token": name})
    return token
