"""A form on a page: the definition for the browser, and its visible fields for those without a script."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from flask import request

from service.context import Context
from service.domain.errors import Invalid
from service.forms import Form, ShownField, answers_from_post
from service.web.i18n import language
from service.web.json import encode

ANSWERS: Final = "answers"
_LISTS: Final = frozenset({"taglist"})  # to be ticked off where there is no script
_NAME: Final = re.compile(r"[\w가-힣]+")


@dataclass(frozen=True)
class FormView:
    """``components`` are what is visible now, with plain words; ``errors`` maps a field to its reasons."""

    schema: Mapping[str, Any]
    data: Mapping[str, Any]
    components: Sequence[Mapping[str, Any]]
    values: Mapping[str, Any]
    errors: Mapping[str, Sequence[str]]


def form_view(
    ctx: Context,
    form: Form,
    schema: Mapping[str, Any],
    known: Mapping[str, Any],
    answers: Mapping[str, Any] | None = None,
    errors: Mapping[str, Any] | None = None,
) -> FormView:
    """Return the form as it begins with ``known``, or with ``answers`` that were typed but not accepted."""
    said = localised(schema, language())
    data = plain({**known, **(answers or {})})
    shown = form.shown(known, answers, now=ctx.local_now)
    texts = _texts(said)
    fields = [_spec(field, texts) for field in shown]
    return FormView(
        schema=said,
        data=_needed(data, said),
        components=fields,
        values=plain(dict(_values(shown))),
        errors=flat(errors or {}),
    )


def typed_answers(form: Form | None) -> dict[str, Any]:
    """Return what was sent: one JSON value from the script, or a value a field; raise ``Invalid``."""
    sent = request.form.get(ANSWERS)
    if sent:
        try:
            answers = orjson.loads(sent)
        except orjson.JSONDecodeError as error:
            raise Invalid("the answers are not JSON") from error
        if not isinstance(answers, dict):
            raise Invalid("the answers are not an object")
        return answers
    return answers_from_post(form, request.form.to_dict(flat=False)) if form else {}


def localised(schema: Mapping[str, Any], wanted: str) -> dict[str, Any]:
    """Return the definition in a language: ``label.en`` in the properties replaces ``label``."""
    found: dict[str, Any] = {}
    ending = f".{wanted}"
    for key, value in schema.items():
        if isinstance(value, list):
            found[key] = [localised(v, wanted) if isinstance(v, dict) else v for v in value]
        elif isinstance(value, dict):
            found[key] = localised(value, wanted)
        elif not key.endswith(ending):
            found[key] = value
    words = {**schema, **schema.get("properties", {})}
    found |= {k.removesuffix(ending): v for k, v in words.items() if k.endswith(ending)}
    return found


def flat(messages: Mapping[Any, Any], prefix: str = "") -> dict[str, list[str]]:
    """Return nested messages by the name of their field: ``{"items": {0: …}}`` becomes ``items[0]``."""
    found: dict[str, list[str]] = {}
    for key, value in messages.items():
        part = f"[{key}]" if isinstance(key, int) else f".{key}"
        name = f"{prefix}{part}".lstrip(".")
        if isinstance(value, Mapping):
            found |= flat(value, name)
        else:
            found[name] = [value] if isinstance(value, str) else [str(text) for text in value]
    return found


def plain(value: Any) -> Any:
    """Return the value as JSON would bring it back: decimals as numbers, moments as text."""
    return orjson.loads(encode(value))


def option_label(schema: Mapping[str, Any], key: str, value: Any) -> str:
    """Return the words that a definition has for an answer; the answer itself if it has none."""
    for component in _all(schema.get("components", ())):
        if component.get("key") == key:
            options = component.get("values", ())
            return next((str(o["label"]) for o in options if o["value"] == value), str(value))
    return str(value)


def _needed(data: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what the definition does not name: a page need not carry every person of the office."""
    names = set(_NAME.findall(orjson.dumps(schema).decode()))
    return {key: value for key, value in data.items() if key in names}


def _all(components: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    for component in components:
        yield component
        yield from _all(component.get("components", ()))


def _texts(schema: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    return {str(component.get("id")): component for component in _all(schema.get("components", ()))}


def _spec(field: ShownField, texts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return a component as the page's macros take it, in the reader's words."""
    said = texts.get(str(field.source.get("id")), field.source)
    options = said.get("values") or [{"label": o.label, "value": o.value} for o in field.options]
    return {
        **said,
        "key": field.name,
        "type": "checklist" if field.type in _LISTS else field.type,
        "text": field.text,
        "values": options,
        "readonly": field.readonly,
        "validate": {**plain(dict(field.validate)), "required": field.required},
        "path": None,
        "components": [_spec(child, texts) for child in field.children],
    }


def _values(fields: Iterable[ShownField]) -> Iterable[tuple[str, Any]]:
    for field in fields:
        if field.name:
            yield field.name, field.value
        yield from _values(field.children)
