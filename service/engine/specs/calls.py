"""Call activities: another deployed process, found when the token arrives, running in a tree of its own."""

from dataclasses import dataclass
from typing import Any

from service.domain.errors import Invalid, NotFound, Refused
from service.engine.evaluation import Text
from service.engine.failures import Failure
from service.engine.library import Called
from service.engine.specs.base import Element
from service.engine.specs.scopes import ScopeStep
from service.engine.specs.tasks import assign
from service.engine.tree import Token, Tree
from service.expressions import SCRIPT


@dataclass(frozen=True)
class Handed:
    """One variable that goes over: ``target`` gets the variable ``source``, or the value of ``text``."""

    target: str
    source: str | None = None
    text: Text | None = None

    def value(self, variables: dict[str, Any], token: Token) -> Any:
        if self.text is None:
            return variables.get(self.source or "")
        return self.text.kept(variables, token.instance.now, SCRIPT)


@dataclass(frozen=True)
class Calling:
    """Which process is called, and what goes in and out."""

    process: Text
    binding: str
    version: Text | None
    tag: Text | None
    all_in: bool
    all_out: bool
    ins: tuple[Handed, ...]
    outs: tuple[Handed, ...]


class CallStep(ScopeStep):
    """The called version is bound with the token's arrival and stays; its variables are its own."""

    def __init__(self, spec: Any, name: str, element: Element, calling: Calling) -> None:
        super().__init__(spec, name, element, None)
        self.calling = calling

    def open(self, token: Token) -> None:
        self._look_at_depth(token)
        called = self._find(token)
        spec = called.process.spec
        if not spec.none_starts:
            raise Failure("call", self.element.id, f"process {called.process.id} starts by events only")
        token.instance.open_tree(spec, token, self._handed_in(token), spec.initial(), called)

    def merged(self, token: Token, tree: Tree) -> dict[str, Any]:
        data = dict(token.data)
        if self.calling.all_out:
            data.update(tree.data)
        for handed in self.calling.outs:
            assign(data, handed.target, handed.value(tree.data, token))
        local = {**data, **token.internal_data.get("in", {}), **tree.data}
        for line in (*self.output_lines, *self.stored_lines):
            assign(data, line.name, line.text.kept(local, token.instance.now, SCRIPT))
        return data

    def _handed_in(self, token: Token) -> dict[str, Any]:
        mapped = token.internal_data.get("in", {})
        local = {**token.data, **mapped}
        data = dict(local) if self.calling.all_in else {}
        if not self.calling.ins:
            data.update(mapped)
        for handed in self.calling.ins:
            assign(data, handed.target, handed.value(local, token))
        return data

    def _find(self, token: Token) -> Called:
        calling, now = self.calling, token.instance.now
        key = str(calling.process.value(token.data, now))
        version = None if calling.version is None else calling.version.value(token.data, now)
        tag = None if calling.tag is None else str(calling.tag.value(token.data, now))
        try:
            number = None if version is None else int(str(version))
            called: Called = token.tree.library.process(key, calling.binding, number, tag)
        except (Invalid, NotFound, Refused, ValueError) as error:
            raise Failure("call", self.element.id, f"process {key}: {error}") from error
        return called

    def _look_at_depth(self, token: Token) -> None:
        depth, tree = 1, token.tree
        while tree.owner is not None:
            depth += tree.called is not None
            tree = tree.owner.tree
        if depth > token.instance.limits.calls:
            message = f"calls are nested deeper than {token.instance.limits.calls}"
            raise Failure("budget", self.element.id, message)
