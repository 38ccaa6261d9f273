"""Three-way merging of what parallel branches did to the variables.

Nested values are immutable by convention: nothing in the engine changes a list or mapping in place.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

_MISSING: Final = object()


def merge(
    base: Mapping[str, Any], sides: Sequence[Mapping[str, Any]], path: str = ""
) -> tuple[dict[str, Any], list[str]]:
    """Return ``base`` with the changes of all ``sides``, and the names both sides changed differently.

    ``sides`` stand in the order in which the branches finished; of two different changes the later one
    counts. Lists to which both sides only appended are joined, mappings are merged key by key.
    """
    merged, conflicts = dict(base), list[str]()
    for side in sides:
        for key in [*base, *(key for key in side if key not in base)]:
            _apply(merged, key, base.get(key, _MISSING), side.get(key, _MISSING), conflicts, path)
    return merged, conflicts


def _apply(merged: dict[str, Any], key: str, base: Any, new: Any, conflicts: list[str], path: str) -> None:
    if new is base or new == base:
        return
    current = merged.get(key, _MISSING)
    if current is base or current == base:
        _set(merged, key, new)
    elif current == new:
        return
    elif isinstance(current, dict) and isinstance(new, dict):
        inner = base if isinstance(base, dict) else {}
        merged[key], found = merge(inner, [current, new], f"{path}{key}.")
        conflicts.extend(found)
    elif _both_appended(base, current, new):
        merged[key] = [*current, *new[len(base) if isinstance(base, list) else 0 :]]
    else:
        conflicts.append(f"{path}{key}")
        _set(merged, key, new)


def _set(target: dict[str, Any], key: str, value: Any) -> None:
    if value is _MISSING:
        target.pop(key, None)
    else:
        target[key] = value


def _both_appended(base: Any, current: Any, new: Any) -> bool:
    if not (isinstance(current, list) and isinstance(new, list)):
        return False
    if base is _MISSING:
        return True
    return isinstance(base, list) and current[: len(base)] == base and new[: len(base)] == base


def hand_over(
    base: Mapping[str, Any],
    ended: Mapping[str, Any],
    living: dict[str, Any],
    known: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Give ``living`` what a branch that ended changed, where ``living`` itself changed nothing.

    ``known`` are further states of the variables that ``living`` may have begun with.
    """
    for key in {*base, *ended}:
        before, after = base.get(key, _MISSING), ended.get(key, _MISSING)
        if after is before or after == before:
            continue
        mine = living.get(key, _MISSING)
        if mine is before or mine == before or any(mine == began.get(key, _MISSING) for began in known):
            _set(living, key, after)
