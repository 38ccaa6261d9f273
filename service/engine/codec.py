"""Instance <-> bytes: one version byte, then zlib over JSON. The spec is not stored; the version pins it.

A token is one row; its variables are written as the difference to its parent's. Children are rebuilt from
the order of the rows. Values that JSON lacks are written as ``{MARK: [type, text]}``.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

import orjson
from SpiffWorkflow.util.task import TaskState

from service.domain.errors import Invalid
from service.engine.instance import Instance
from service.engine.library import Library
from service.engine.limits import Limits
from service.engine.tree import Token, Tree
from service.engine.values import MARK

VERSION: Final = 1
_OPTIONS: Final = orjson.OPT_PASSTHROUGH_DATETIME
_MARK_BYTES: Final = orjson.dumps(MARK)


def encode(instance: Instance) -> bytes:
    trees = [[owner, *_tree(tree), *_called(tree)] for owner, tree in instance.trees.items()]
    top = _tree(instance.top)
    if instance.top.records:
        top.append(instance.top.records)
    content = [f"{instance.seed:x}", instance.last_id, top, trees]
    return bytes([VERSION]) + zlib.compress(dumps(content), 1)


def decode(state: bytes, spec: Any, limits: Limits, now: datetime, library: Library) -> Instance:
    """Raises ``Invalid`` if ``state`` was not written by this codec."""
    if not state or state[0] != VERSION:
        raise Invalid(f"the state has codec version {state[0] if state else 'none'}, expected {VERSION}")
    try:
        seed, last_id, top, trees = loads(zlib.decompress(state[1:]))
    except (zlib.error, ValueError) as error:
        raise Invalid(f"the state is damaged: {error}") from error
    instance = Instance(spec, limits, now, library)
    instance.seed, instance.last_id = int(seed, 16), last_id
    _restore(instance.top, *top)
    for owner_id, data, rows, *more in trees:
        reference, records = [*more, None, None][:2]
        # A tree is written after the tree of its owner, so the owner is there.
        owner = next(t.tasks[owner_id] for t in instance.all_trees() if owner_id in t.tasks)
        called = owner.tree.library.recall(reference) if reference else None
        inner = owner.task_spec.inner if called is None else called.process.spec
        tree = instance.trees[owner_id] = Tree(instance, inner, owner, called)
        _restore(tree, data, rows, records or [])
    return instance


def _called(tree: Tree) -> list[Any]:
    reference = None if tree.called is None else tree.called.reference
    if tree.records:
        return [reference, tree.records]
    return [] if reference is None else [reference]


def dumps(value: Any) -> bytes:
    return orjson.dumps(value, default=_default, option=_OPTIONS)


def loads(content: bytes) -> Any:
    value = orjson.loads(content)
    return _revive(value) if _MARK_BYTES in content else value


def _tree(tree: Tree) -> list[Any]:
    rows = [_row(token, token.parent) for token in tree.tasks.values()]
    return [tree.data if tree.completed else None, rows]


def _row(token: Token, parent: Token | None) -> list[Any]:
    mine, theirs = token.data, parent.data if parent is not None else {}
    changed = {k: v for k, v in mine.items() if k not in theirs or not _same(theirs[k], v)}
    removed = [k for k in theirs if k not in mine]
    row: list[Any] = [token.id, token._parent or 0, token._state, token.task_spec.name, token.arrived]
    rest = [token.internal_data or 0, changed or 0, removed or 0]
    while rest and rest[-1] == 0:
        rest.pop()
    return row + rest


def _same(a: Any, b: Any) -> bool:
    return a is b or (type(a) is type(b) and bool(a == b))


def _restore(tree: Tree, data: Any, rows: list[Any], records: Sequence[Any] = ()) -> None:
    tree.records = list(records)
    instance, tasks, specs = tree.instance, tree.tasks, tree.spec.task_specs
    for row in rows:
        token = Token.__new__(Token)
        token.id, token._parent, token._state, name, token.arrived = row[:5]
        token.workflow, token.task_spec = tree, specs[name]
        token._children, token.triggered, token.thread_id = [], False, 0
        token.last_state_change = token.arrived
        token.internal_data = row[5] or {} if len(row) > 5 else {}
        parent = tasks.get(token._parent)
        token.data = dict(parent.data) if parent is not None else {}
        if len(row) > 6 and row[6]:
            token.data.update(row[6])
        for key in row[7] if len(row) > 7 else ():
            del token.data[key]
        if parent is None:
            token._parent, tree.task_tree = None, token
        else:
            parent._children.append(token.id)
        tasks[token.id] = token
        if token.is_active:
            tree.count(0 if token.task_spec.listens else 1)
            if token._state == TaskState.READY:
                instance.ready.append(token)
    if data is not None:
        tree.completed, tree.data = True, data


def _default(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {MARK: ["d", str(value)]}
    if isinstance(value, datetime):
        return {MARK: ["t", value.isoformat()]}
    if isinstance(value, date):
        return {MARK: ["D", value.isoformat()]}
    if isinstance(value, time):
        return {MARK: ["T", value.isoformat()]}
    if isinstance(value, timedelta):
        return {MARK: ["s", f"{value.days} {value.seconds} {value.microseconds}"]}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, list | tuple | set | frozenset):
        return list(value)
    raise TypeError(f"{type(value).__name__} cannot be stored")


_REVIVERS: Final[dict[str, Callable[[str], Any]]] = {
    "d": Decimal,
    "t": datetime.fromisoformat,
    "D": date.fromisoformat,
    "T": time.fromisoformat,
    "s": lambda text: timedelta(*map(int, text.split())),
}


def _revive(value: Any) -> Any:
    if isinstance(value, dict):
        if MARK in value:
            kind, text = value[MARK]
            return _REVIVERS[kind](text)
        return {key: _revive(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_revive(inner) for inner in value]
    return value
