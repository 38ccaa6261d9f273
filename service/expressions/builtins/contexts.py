"""Built-ins on contexts (DMN 1.5 §10.3.4.9), and Camunda's questions after a value's existence."""

from typing import Final

from service.expressions.builtins.declare import Family
from service.expressions.values.numbers import Value

contexts: Final = Family()
_declare = contexts.declare

Context = dict[str, Value]


@_declare("context", "entries:l")
def context(entries: list[Value]) -> Context | None:
    """Make a context of contexts with ``key`` and ``value``; a key given twice makes it null."""
    made: Context = {}
    for entry in entries:
        if type(entry) is not dict or "value" not in entry:
            return None
        key = entry.get("key")
        if type(key) is not str or key in made:
            return None
        made[key] = entry["value"]
    return made


_declare("get value", "m:c", "key:s")(lambda context, key: context.get(key))


@_declare("get value", "context:c", "keys:l")
def get_value_along(context: Value, keys: list[Value]) -> Value:
    for key in keys:
        if type(context) is not dict or type(key) is not str:
            return None
        context = context.get(key)
    return context


@_declare("get entries", "m:c")
def get_entries(context: Context) -> list[Value]:
    return [{"key": key, "value": value} for key, value in context.items()]


@_declare("context put", "context:c", "key:s", "value:*")
def context_put(context: Context, key: str, value: Value) -> Context:
    return {**context, key: value}


@_declare("context put", "context:c", "keys:l", "value:*")
def context_put_along(context: Context, keys: list[Value], value: Value) -> Context | None:
    if not keys or type(keys[0]) is not str:
        return None
    key, *deeper = keys
    if not deeper:
        return {**context, key: value}
    inner = context.get(key)
    if inner is not None and type(inner) is not dict:
        return None
    changed = context_put_along(inner or {}, deeper, value)
    return None if changed is None else {**context, key: changed}


@_declare("context merge", "contexts:l")
def context_merge(contexts: list[Value]) -> Context | None:
    merged: Context = {}
    for one in contexts:
        if type(one) is not dict:
            return None
        merged.update(one)
    return merged


_declare("is defined", "value:*")(lambda value: value is not None)
_declare("get or else", "value:*", "default:*")(lambda value, default: default if value is None else value)
