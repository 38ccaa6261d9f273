"""Allen's relations between ranges and points (DMN 1.5 §10.3.4.8)."""

from collections.abc import Callable
from typing import Final

from service.expressions.budget import Run
from service.expressions.builtins.declare import Family
from service.expressions.semantics.comparison import includes as range_includes
from service.expressions.semantics.comparison import less
from service.expressions.values.compound import Range
from service.expressions.values.numbers import Value

ranges: Final = Family()

Answer = bool | None
Relation = Callable[[Value, Value, Run], Answer]


def _any(*answers: Answer) -> Answer:
    if any(answer is True for answer in answers):
        return True
    return None if any(answer is None for answer in answers) else False


def _all(*answers: Answer) -> Answer:
    if any(answer is False for answer in answers):
        return False
    return None if any(answer is None for answer in answers) else True


def _equal(a: Value, b: Value) -> Answer:
    """Ends are scalars, whose order says enough: neither before the other."""
    if a is None or b is None:
        return a is b
    first, second = less(a, b), less(b, a)
    return None if first is None or second is None else not first and not second


def before(a: Value, b: Value, run: Run) -> Answer:
    of_range, of_other = isinstance(a, Range), isinstance(b, Range)
    end = a.end if of_range else a
    start = b.start if of_other else b
    is_open = (of_range and not a.end_included) or (of_other and not b.start_included)
    return _any(less(end, start), _all(_equal(end, start), is_open))


def meets(a: Range, b: Range, run: Run) -> Answer:
    return _all(a.end_included, b.start_included, _equal(a.end, b.start))


def overlaps(a: Range, b: Range, run: Run) -> Answer:
    return _all(
        _any(less(b.start, a.end), _all(_equal(a.end, b.start), a.end_included, b.start_included)),
        _any(less(a.start, b.end), _all(_equal(a.start, b.end), a.start_included, b.end_included)),
    )


def overlaps_before(a: Range, b: Range, run: Run) -> Answer:
    return _all(
        _any(less(a.start, b.start), _all(_equal(a.start, b.start), a.start_included, not b.start_included)),
        _any(less(b.start, a.end), _all(_equal(a.end, b.start), a.end_included, b.start_included)),
        _any(less(a.end, b.end), _all(_equal(a.end, b.end), not a.end_included or b.end_included)),
    )


def finishes(a: Value, b: Range, run: Run) -> Answer:
    if not isinstance(a, Range):
        return _all(b.end_included, _equal(b.end, a))
    return _all(
        a.end_included == b.end_included,
        _equal(a.end, b.end),
        _any(
            less(b.start, a.start), _all(_equal(a.start, b.start), not a.start_included or b.start_included)
        ),
    )


def starts(a: Value, b: Range, run: Run) -> Answer:
    if not isinstance(a, Range):
        return _all(b.start_included, _equal(b.start, a))
    return _all(
        _equal(a.start, b.start),
        a.start_included == b.start_included,
        _any(less(a.end, b.end), _all(_equal(a.end, b.end), not a.end_included or b.end_included)),
    )


def includes(a: Range, b: Value, run: Run) -> Answer:
    if not isinstance(b, Range):
        return range_includes(a, b, run)
    return _all(
        _any(
            less(a.start, b.start), _all(_equal(a.start, b.start), a.start_included or not b.start_included)
        ),
        _any(less(b.end, a.end), _all(_equal(a.end, b.end), a.end_included or not b.end_included)),
    )


def coincides(a: Value, b: Value, run: Run) -> Answer:
    if isinstance(a, Range) and isinstance(b, Range):
        same_shape = (a.start_included, a.end_included) == (b.start_included, b.end_included)
        return _all(same_shape, _equal(a.start, b.start), _equal(a.end, b.end))
    return _equal(a, b)


_POINT: Final = "n|s|d|t|dt|ym|dtd"
_PARAMETERS: Final = {
    "point point": (f"point1:{_POINT}", f"point2:{_POINT}"),
    "point range": (f"point:{_POINT}", "range:r"),
    "range point": ("range:r", f"point:{_POINT}"),
    "range range": ("range1:r", "range2:r"),
}


def _declare(name: str, relation: Relation, *kinds: str) -> None:
    for kind in kinds:
        ranges.declare(name, *_PARAMETERS[kind], wants_run=True)(lambda a, b, run: relation(a, b, run))


def _flipped(relation: Relation) -> Relation:
    return lambda a, b, run: relation(b, a, run)


_RANGES: Final = "range range"
_declare("before", before, *_PARAMETERS)
_declare("after", _flipped(before), *_PARAMETERS)
_declare("meets", meets, _RANGES)
_declare("met by", _flipped(meets), _RANGES)
_declare("overlaps", overlaps, _RANGES)
_declare("overlaps before", overlaps_before, _RANGES)
_declare("overlaps after", _flipped(overlaps_before), _RANGES)
_declare("finishes", finishes, "point range", _RANGES)
_declare("finished by", _flipped(finishes), "range point", _RANGES)
_declare("includes", includes, "range point", _RANGES)
_declare("during", _flipped(includes), "point range", _RANGES)
_declare("starts", starts, "point range", _RANGES)
_declare("started by", _flipped(starts), "range point", _RANGES)
_declare("coincides", coincides, "point point", _RANGES)
