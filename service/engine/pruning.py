"""Forgets finished tokens that nothing can look at any more, so that a state does not grow with its history.

Kept are live tokens, the branching points above them (joins merge against those), the parents that arm
boundary events or events behind a gateway, results a loop has not taken yet, and the root.
"""

from service.engine.instance import Instance
from service.engine.specs.base import AttachStep, EventGatewayStep
from service.engine.specs.listening import ListenStep
from service.engine.specs.loops import LoopStep
from service.engine.tree import Token, Tree

_ARMING = (AttachStep, EventGatewayStep, ListenStep, LoopStep)


def prune(instance: Instance) -> int:
    """Return how many tokens were forgotten."""
    return sum(_prune(tree) for tree in instance.all_trees())


def _prune(tree: Tree) -> int:
    before = len(tree.tasks)
    live = tree.live()
    if tree.completed or not live:
        return _keep(tree, {tree.task_tree.id}, before) if tree.task_tree is not None else 0
    kept: set[int] = set()
    for token in live:
        kept.update(token.internal_data.get("finished", ()))
        for ancestor in token.ancestors():
            if ancestor.id in kept:
                break
            kept.add(ancestor.id)
    _keep(tree, kept, before)
    for token in list(tree.tasks.values()):
        _contract(tree, token)
    root = tree.task_tree
    if root is not None and tree.owner is None and len(root._children) == 1:
        # Nothing branches at the root, so nobody merges against it.
        root.data = dict(tree.tasks[root._children[0]].data)
    return before - len(tree.tasks)


def _keep(tree: Tree, kept: set[int], before: int) -> int:
    for token_id in [token_id for token_id in tree.tasks if token_id not in kept]:
        del tree.tasks[token_id]
    for token in tree.tasks.values():
        token._children = [child for child in token._children if child in kept]
    return before - len(tree.tasks)


def _contract(tree: Tree, token: Token) -> None:
    """Take a finished link out of a chain."""
    parent = token.parent
    if parent is None or token.is_active or len(token._children) != 1:
        return
    if _arms(token) or _arms(parent):
        return
    child = tree.tasks[token._children[0]]
    parent._children[parent._children.index(token.id)] = child.id
    child._parent = parent.id
    del tree.tasks[token.id]


def _arms(token: Token) -> bool:
    """Tell whether what runs right below the token depends on having it as parent."""
    return isinstance(token.task_spec, _ARMING) and any(child.is_active for child in token.children)
