"""What changed between two versions of a text: line by line, and inside a changed line word by word."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Final

import regex

FIELDS: Final = ("title", "summary", "keywords", "purpose", "source", "body")
CONTEXT_LINES: Final = 2
_WORDS: Final = regex.compile(r"\s+|[^\s]+")

Side = str | list[tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """``kind`` is same, added, removed or changed; a side is a text, or parts of kind and text."""

    kind: str
    before: Side
    after: Side


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, list[Row]]]:
    """Return the fields that differ, each with the rows around its changes."""
    found = []
    for field in FIELDS:
        old, new = str(before.get(field) or ""), str(after.get(field) or "")
        if old != new:
            found.append((field, rows(old, new)))
    return found


def rows(before: str, after: str) -> list[Row]:
    """Compare two texts; long stretches without a change are cut short."""
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        row
        for group in matcher.get_grouped_opcodes(CONTEXT_LINES)
        for op in group
        for row in _rows_of(op, old, new)
    ]


def _rows_of(op: tuple[str, int, int, int, int], old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    tag, from_old, to_old, from_new, to_new = op
    pairs = zip_longest(old[from_old:to_old], new[from_new:to_new])
    for one, other in pairs:
        if tag == "equal":
            yield Row("same", one, other)
        elif one is None:
            yield Row("added", "", other)
        elif other is None:
            yield Row("removed", one, "")
        else:
            yield Row("changed", *_words(one, other))


def _words(one: str, other: str) -> tuple[Side, Side]:
    old, new = _WORDS.findall(one), _WORDS.findall(other)
    before: list[tuple[str, str]] = []
    after: list[tuple[str, str]] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = tag == "equal"
        before.append(("same" if same else "removed", "".join(old[i:j])))
        after.append(("same" if same else "added", "".join(new[k:m])))
    return before, after
