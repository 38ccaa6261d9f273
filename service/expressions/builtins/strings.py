"""Built-ins on strings (DMN 1.5 §10.3.4.3)."""

import re
from decimal import Decimal
from typing import Final

import regex

from service.expressions.budget import Run
from service.expressions.builtins.declare import Family
from service.expressions.builtins.patterns import pattern, timed
from service.expressions.values.numbers import Value

strings: Final = Family()
_declare = strings.declare

_REFERENCE: Final = re.compile(r"\\([\\$])|\$(\d+)")


@_declare("substring", "string:s", "start position:n", "length:n|~?")
def substring(text: str, start: Decimal, length: Decimal | None = None) -> str | None:
    """Positions count from 1, negative ones from the end."""
    position = int(start)
    if position == 0 or abs(position) > len(text):
        return None
    i = position - 1 if position > 0 else len(text) + position
    if length is None:
        return text[i:]
    return text[i : i + int(length)] if length >= 1 else None


_declare("string length", "string:s")(lambda text: Decimal(len(text)))
_declare("upper case", "string:s")(lambda text: text.upper())
_declare("lower case", "string:s")(lambda text: text.lower())
_declare("contains", "string:s", "match:s")(lambda text, match: match in text)
_declare("starts with", "string:s", "match:s")(lambda text, match: text.startswith(match))
_declare("ends with", "string:s", "match:s")(lambda text, match: text.endswith(match))


@_declare("substring before", "string:s", "match:s")
def substring_before(text: str, match: str) -> str:
    return text.partition(match)[0] if match and match in text else ""


@_declare("substring after", "string:s", "match:s")
def substring_after(text: str, match: str) -> str:
    return text.partition(match)[2] if match else text


def _pattern(source: str, run: Run, flags: str | None = None) -> regex.Pattern[str] | None:
    """Return the pattern. One search may take its whole time-out, so the clock is looked at each time."""
    run.look_at_clock()
    return pattern(source, flags or "")


@_declare("matches", "input:s", "pattern:s", "flags:s|~?", wants_run=True)
def matches(text: str, source: str, flags: str | None = None, *, run: Run) -> bool | None:
    found = _pattern(source, run, flags)
    return None if found is None else timed(lambda limit: bool(found.search(text, timeout=limit)), run)


@_declare("replace", "input:s", "pattern:s", "replacement:s", "flags:s|~?", wants_run=True)
def replace(text: str, source: str, by: str, flags: str | None = None, *, run: Run) -> str | None:
    found = _pattern(source, run, flags)
    if found is None:
        return None
    run.room_for((len(text) + 1) * len(by) // 4)
    groups = 0 if "q" in (flags or "") else found.groups

    def replacement(match: regex.Match[str]) -> str:
        return _REFERENCE.sub(lambda ref: ref[1] or _group(match, ref[2], groups), by)

    put = (lambda match: by) if "q" in (flags or "") else replacement
    return run.built(timed(lambda limit: found.sub(put, text, timeout=limit), run))


def _group(match: regex.Match[str], digits: str, groups: int) -> str:
    """Return what ``$12`` stands for: group 12, or group 1 and a 2 if there are fewer groups."""
    number = digits[:3]
    while len(number) > 1 and int(number) > groups:
        number = number[:-1]
    value = match[int(number)] or "" if int(number) <= groups else ""
    return value + digits[len(number) :]


@_declare("split", "string:s", "delimiter:s", wants_run=True)
def split(text: str, delimiter: str, run: Run) -> list[Value] | None:
    found = _pattern(delimiter, run)
    return None if found is None else timed(lambda limit: list(found.split(text, timeout=limit)), run)


@_declare("extract", "string:s", "pattern:s", wants_run=True)
def extract(text: str, source: str, run: Run) -> list[Value] | None:
    found = _pattern(source, run)
    if found is None:
        return None
    return timed(lambda limit: [match[0] for match in found.finditer(text, timeout=limit)], run)


@_declare("string join", "list:l", "delimiter:s|~?", wants_run=True)
def string_join(items: list[Value], delimiter: str | None = None, *, run: Run) -> str | None:
    texts = [item for item in items if item is not None]
    if any(type(text) is not str for text in texts):
        return None
    separator = delimiter or ""
    run.room_for(sum(map(len, texts)) + len(separator) * len(texts))
    return run.built(separator.join(texts))


_declare("is blank", "string:s")(lambda text: not text.strip())
_declare("trim", "string:s")(lambda text: text.strip())
