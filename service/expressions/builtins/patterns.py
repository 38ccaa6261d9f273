"""XPath regular expressions, which FEEL uses, as patterns of the library ``regex``, with a time-out."""

import re
from collections.abc import Callable
from functools import lru_cache
from time import thread_time
from typing import Final, TypeVar

import regex

from service.expressions.budget import Run

_T = TypeVar("_T")

_TIMEOUT_S: Final = 0.05
_MAX_PATTERN: Final = 1000
_FLAGS: Final = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE, "x": 0, "q": 0}

_BACK_REFERENCE_IN_CLASS: Final = re.compile(r"\[[^\]]*\\[1-9]")
_UNKNOWN_ESCAPE: Final = re.compile(r"(?<!\\)(?:\\\\)*\\[^nrtpPsSiIcCdDwW0-9\\|.?*+(){}\[\]^$-]")
_SPACE_OUTSIDE_CLASS: Final = re.compile(r"(\[[^\]]*\])|\s")
_ESCAPE_OR_CHARACTER: Final = re.compile(r"\\.|.", re.DOTALL)
_REPETITION: Final = re.compile(r"\{\s*(\d+)\s*(?:,\s*(\d*)\s*)?\}")
_MAX_REPETITION_DIGITS: Final = 4
_MAX_WRITTEN_OUT: Final = 10_000
_BLOCK: Final = re.compile(r"\\([pP])\{Is(\w+)\}")


@lru_cache(1024)
def pattern(source: str, flags: str = "") -> regex.Pattern[str] | None:
    """Return the compiled pattern, or None for one that XPath does not know.

    Raises ``regex.error`` for one that cannot be compiled.
    """
    if any(flag not in _FLAGS for flag in flags) or len(source) > _MAX_PATTERN:
        return None
    bits = int(regex.V1)
    for flag in flags:
        bits |= int(_FLAGS[flag])
    if "q" in flags:
        return regex.compile(regex.escape(source), bits)
    if "x" in flags:
        source = _SPACE_OUTSIDE_CLASS.sub(lambda found: found[1] or "", source)
    translated = _translated(source, dot_is_all="s" in flags)
    return None if translated is None else regex.compile(translated, bits)


def _translated(source: str, dot_is_all: bool) -> str | None:
    if _BACK_REFERENCE_IN_CLASS.search(source) or _repeats_too_often(source):
        return None
    if _UNKNOWN_ESCAPE.search(source) or r"\0" in source:
        return None
    source = _with_own_classes(source, dot_is_all)
    source = source.replace(r"\i", r"[\p{L}_:]").replace(r"\c", r"[\p{L}\p{N}._:\-]")
    return _BLOCK.sub(r"\\\1{In\2}", source)


def _repeats_too_often(source: str) -> bool:
    """Tell whether compiling alone would fill the memory: what must repeat is written out by then."""
    written_out = 1
    for found in _REPETITION.finditer(source):
        if max(len(found[1]), len(found[2] or "")) > _MAX_REPETITION_DIGITS:
            return True
        written_out *= max(1, int(found[1]))
    return written_out > _MAX_WRITTEN_OUT


def _with_own_classes(source: str, dot_is_all: bool) -> str:
    """Write XPath's class subtraction ``[a-z-[aeiou]]`` as ``[a-z--[aeiou]]``, and its dot as a class."""
    parts: list[str] = []
    depth = 0
    for part in _ESCAPE_OR_CHARACTER.findall(source):
        written = part
        if part == "[":
            if depth and parts[-1] == "-":
                parts[-1] = "--"
            depth += 1
        elif part == "]":
            depth = max(0, depth - 1)
        elif part == "." and not depth and not dot_is_all:
            # XPath's dot stops at a carriage return too.
            written = r"[^\n\r]"
        parts.append(written)
    return "".join(parts)


def timed(search: Callable[[float], _T], run: Run) -> _T:
    """Run a search that takes a time-out; raises ``TimeoutError`` for one that is too slow.

    The time-out of ``regex`` also runs while other threads do: one that this thread did not use up
    itself is given again, or the answer would depend on how busy the machine is.
    """
    begun = thread_time()
    while True:
        try:
            return search(_TIMEOUT_S)
        except TimeoutError:
            run.look_at_clock()
            if thread_time() - begun > _TIMEOUT_S / 2:
                raise
