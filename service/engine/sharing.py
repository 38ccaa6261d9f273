"""Variables between the branches of one scope: what one did, the others see when it ends.

Branches compare against their common ancestor. A handler of an event compares against the variables of the
scope at the moment at which the event happened; those stand in its *anchor*, a token right below the root.
"""

from typing import Any

from service.engine.merge import hand_over, merge


def share(token: Any) -> None:
    """Give what the branch of ``token`` changed to the branches that still run."""
    above = {ancestor.id: ancestor for ancestor in token.ancestors()}
    mine = anchor(token)
    given: set[int] = set()
    for other in token.tree.live():
        if other.task_spec.listens:
            continue
        path: list[Any] = []
        for ancestor in other.ancestors():
            if ancestor.id in above:
                _give(token, above[ancestor.id], mine, path, given)
                break
            path.append(ancestor)


def _give(token: Any, common: Any, mine: Any, path: list[Any], given: set[int]) -> None:
    theirs = anchor(path[0]) if path else None
    anchored = [a for a in (mine, theirs) if a is not None and a is not common]
    base = mine.data if mine is not None and mine is not common else common.data
    # Copies: the anchor of the other branch is itself brought up to date below.
    known = [dict(a.data) for a in anchored]
    if anchored:
        known.append(dict(common.data))
    for other in path:
        if other.id in given:
            continue
        given.add(other.id)
        hand_over(base, token.data, other.data, known)
        inner = other.instance.trees.get(other.id)
        if inner is not None and inner.called is None:
            for below in inner.everything():
                hand_over(base, token.data, below.data, known)


def seen(tree: Any) -> dict[str, Any]:
    """Return the variables of a running scope.

    What is local to a round of a loop stays out; plain sub-processes count with what they changed; handlers
    of events count with what they changed since their event.
    """
    live = [t for t in tree.live() if t.task_spec.owner_loop is None and not t.task_spec.listens]
    if not live:
        return dict(tree.began_with) if tree.spec.listeners else {}
    if not tree.spec.listeners:
        return _merged(live)
    handlers = [token for token in live if anchor(token) is not None]
    plain = [token for token in live if token not in handlers]
    if not plain:
        plain, handlers = handlers[:1], handlers[1:]
    variables = _merged(plain)
    for handler in handlers:
        variables = merge(anchor(handler).data, [variables, _visible(handler)])[0]
    return variables


def _merged(tokens: list[Any]) -> dict[str, Any]:
    sides = [_visible(token) for token in tokens]
    return sides[0] if len(tokens) == 1 else merge(common_ancestor(tokens).data, sides)[0]


def _visible(token: Any) -> dict[str, Any]:
    inner = token.instance.trees.get(token.id)
    if inner is None or inner.called is not None:
        return dict(token.data)
    found: dict[str, Any] = inner.view()
    return found


def anchor(token: Any) -> Any:
    """Return the token that keeps the moment at which the event of this branch happened, or None."""
    if not token.tree.spec.listeners:
        return None
    return next((a for a in token.ancestors() if a.task_spec.listens), None)


def common_ancestor(tokens: list[Any]) -> Any:
    """Return the deepest token above or equal to all of ``tokens``."""
    common = list(tokens[0].ancestors())[::-1]
    for token in tokens[1:]:
        path = list(token.ancestors())[::-1]
        depth = 0
        while depth < min(len(common), len(path)) and common[depth] is path[depth]:
            depth += 1
        del common[depth:]
    return common[-1]
