"""Answers from a plain HTML form, whose names say where they belong: ``user.name``, ``items[0].name``."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import regex

from service.forms.components import Component, Kind, inputs, put_at
from service.forms.form import Form
from service.forms.scope import MAX_ROWS

# As people type amounts: 1,000,000.
GROUPED: Final = regex.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", regex.ASCII)

Posted = Mapping[str, Sequence[str]]


def answers_from_post(form: Form, posted: Posted) -> dict[str, Any]:
    """Return the answers as ``Form.load`` takes them; names that the form does not know are left out.

    A row exists when any name begins with it (``items[3]``, an empty hidden field, is enough); gaps
    between row numbers close. A check box that was not sent is not ticked.
    """
    return _section(form.components, posted, "")


def _section(components: Sequence[Component], posted: Posted, prefix: str) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for component in inputs(components):
        name = prefix + ".".join(component.location)
        if component.kind is Kind.ROWS:
            put_at(answers, component.location, _rows(component, posted, name))
        elif component.kind in SENT_BY_SILENCE or name in posted:
            put_at(answers, component.location, _value(component, posted.get(name, ())))
    return answers


def _rows(component: Component, posted: Posted, name: str) -> list[Any]:
    start = regex.compile(regex.escape(name) + r"\[(\d{1,4})\](?:\.|$)", regex.ASCII)
    found = sorted({int(match[1]) for key in posted if (match := start.match(key))})
    return [_section(component.children, posted, f"{name}[{index}].") for index in found[: MAX_ROWS + 1]]


def _value(component: Component, sent: Sequence[str]) -> Any:
    return READERS.get(component.kind, _last)(sent)


def _last(sent: Sequence[str]) -> str | None:
    return (sent[-1] or None) if sent else None


def _text(sent: Sequence[str]) -> str:
    return sent[-1] if sent else ""


def _number(sent: Sequence[str]) -> str | None:
    text = (_last(sent) or "").strip()
    return text.replace(",", "") if GROUPED.fullmatch(text) else text or None


def _ticked(sent: Sequence[str]) -> bool:
    """A page may put a hidden "false" before the box, so the last value counts."""
    return bool(sent) and sent[-1].lower() not in ("", "false", "off", "0")


def _all(sent: Sequence[str]) -> list[str]:
    return [one for one in sent if one]


SENT_BY_SILENCE: Final = frozenset({Kind.CHECKBOX, Kind.CHOICES})
READERS: Final[Mapping[Kind, Callable[[Sequence[str]], Any]]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.CHECKBOX: _ticked,
    Kind.CHOICES: _all,
    Kind.FILES: _all,
}
