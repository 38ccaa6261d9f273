"""What the checks of a table say is what trying out all inputs says."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.decisions import read_model
from service.decisions.item_types import ItemTypes
from service.decisions.tablecheck.examination import Examination
from service.decisions.tablecheck.sheets import Sheet, read_sheet
from service.decisions.texts import Texts
from service.domain.xml import read_xml
from service.expressions.values.moments import Date
from tests.decisions.writing import NOW, decision, definitions, inputs, table

Rows = Sequence[Sequence[str]]
Types = Sequence[str | None]
Point = tuple[Any, ...]

NAMES: Final = ("a", "b")
VALUES: Final[Mapping[str | None, Sequence[Any]]] = {
    "number": [Decimal(n) / 2 for n in range(-2, 10)],
    "string": ["x", "y", "z", "what nobody names"],
    "boolean": [True, False],
}
ALIEN: Final = Date(2026, 11, 30)

numbers = st.integers(0, 3).map(str)
bounds = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(sorted)
number_tests = st.one_of(
    numbers,
    st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), numbers),
    st.builds(
        lambda ends, left, right: f"{left}{ends[0]}..{ends[1]}{right}",
        bounds,
        st.sampled_from(["[", "(", "]"]),
        st.sampled_from(["]", ")", "["]),
    ),
    st.builds("[{}, {}]".format, numbers, numbers),
    st.builds("[{}, (> {})]".format, numbers, numbers),
    st.builds("? >= {} and ? < {}".format, numbers, numbers),
    st.builds("? < {} or {} < ?".format, numbers, numbers),
    st.builds("? between {} and {}".format, numbers, numbers),
    st.builds("? in ({}, > {})".format, numbers, numbers),
    st.sampled_from(["[null..2]", "> null"]),
)
string_tests = st.sampled_from(['"x"', '"y"', '"z"', '["x", "z"]', '!= "x"'])
boolean_tests = st.sampled_from(["true", "false", "? = true"])


def cells(tests: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    alternatives = st.lists(st.one_of(tests, tests, st.just("null")), min_size=1, max_size=2).map(", ".join)
    return st.one_of(st.just("-"), alternatives, alternatives, alternatives.map("not({})".format))


CELLS: Final = {
    "number": cells(number_tests),
    "string": cells(string_tests),
    "boolean": cells(boolean_tests),
    None: cells(st.one_of(number_tests, string_tests, boolean_tests)),
}


def tables(types: Types, most: int) -> st.SearchStrategy[list[tuple[str, ...]]]:
    return st.lists(st.tuples(*[CELLS[type_] for type_ in types]), min_size=1, max_size=most)


typed = st.tuples(*[st.sampled_from(list(CELLS))] * 2)
written = typed.flatmap(lambda types: st.tuples(st.just(types), tables(types, 6)))
listed = typed.flatmap(lambda types: st.tuples(st.just(types), tables(types, 5), tables(types, 3)))
frugal = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def file_of(types: Types, rows: Rows) -> bytes:
    columns = dict(zip(NAMES, types, strict=True))
    rules = [(row, [str(i)]) for i, row in enumerate(rows)]
    body = table(columns, ["o"], rules, 'hitPolicy="COLLECT"')
    return definitions(inputs(*NAMES), decision("d", body, "in_a", "in_b"))


def sheet_of(types: Types, rows: Rows) -> Sheet:
    root = read_xml(file_of(types, rows), "f.dmn")
    sheet = read_sheet(next(root.iter("{*}decisionTable")), ItemTypes(root, Texts("f.dmn", False), {}))
    assert sheet is not None
    return sheet


class Trial:
    """A table that is asked, value by value."""

    def __init__(self, types: Types, rows: Rows) -> None:
        self._model = read_model(file_of(types, rows), "f.dmn")
        self._known: dict[str, set[int]] = {}

    def hits(self, point: Point) -> set[int]:
        """Return the rows that match, counted from 0."""
        key = repr(point)  # As True is 1 to Python.
        if key not in self._known:
            asked = dict(zip(NAMES, point, strict=True))
            matched = self._model.decide("d", asked, now=NOW).matched
            self._known[key] = {rule.index - 1 for rule in matched}
        return self._known[key]


def points(types: Types) -> Iterable[Point]:
    every = [value for values in VALUES.values() for value in values]
    columns = [[*(VALUES[t] if t else [*every, ALIEN]), None] for t in types]
    return product(*columns)


def point_of(example: Mapping[str, Any]) -> Point:
    return tuple(example[name] for name in NAMES)


@frugal
@given(written)
def test_rows_overlap_where_an_input_matches_both(case: tuple[Types, Rows]) -> None:
    types, rows = case
    trial = Trial(types, rows)
    examination = Examination(sheet_of(types, rows))

    found = list(examination.overlaps())

    pairs = {(overlap.first.number - 1, overlap.second.number - 1) for overlap in found}
    tried = (sorted(trial.hits(point)) for point in points(types))
    assert pairs == {(i, j) for hits in tried for i in hits for j in hits if i < j}
    for overlap in found:
        hits = trial.hits(point_of(examination.example(overlap.shared)))
        assert {overlap.first.number - 1, overlap.second.number - 1} <= hits


def asked_for(column: int, value: Any, types: Types, rows: Rows) -> bool:
    """Tell whether a gap at a value counts: null only if a cell speaks of it, strange kinds never."""
    texts = " ".join(row[column] for row in rows)
    if value is None:
        return "null" in texts.replace("[null..2]", "").replace("> null", "null")
    kinds = {
        Decimal: any(digit in texts for digit in "0123"),
        str: '"' in texts,
        bool: "true" in texts or "false" in texts,
    }
    return types[column] is not None or kinds.get(type(value), False)


@frugal
@given(written)
def test_there_is_a_gap_where_no_row_matches(case: tuple[Types, Rows]) -> None:
    types, rows = case
    trial = Trial(types, rows)

    found = list(Examination(sheet_of(types, rows)).gaps())

    assert all(not trial.hits(point_of(gap.example)) for gap in found)
    if not found:
        for point in points(types):
            counts = all(asked_for(c, value, types, rows) for c, value in enumerate(point))
            assert not counts or trial.hits(point)


@frugal
@given(written)
def test_a_row_is_hidden_where_rows_before_it_match_all_that_it_matches(case: tuple[Types, Rows]) -> None:
    types, rows = case
    trial = Trial(types, rows)
    examination = Examination(sheet_of(types, rows))

    hidden = {line.number - 1 for line in examination.hidden([()] * len(rows))}
    impossible = {line.number - 1 for line in examination.impossible()}

    tried = [trial.hits(point) for point in points(types)]
    firsts = {min(hits) for hits in tried if hits}
    anywhere = set().union(*tried)
    assert impossible == set(range(len(rows))) - anywhere
    assert hidden == anywhere - firsts


@frugal
@given(listed)
def test_a_case_is_missing_where_no_row_matches_an_input_of_it(case: tuple[Types, Rows, Rows]) -> None:
    types, rows, cases = case
    trial, listing = Trial(types, rows), Trial(types, cases)

    found = list(Examination(sheet_of(types, rows), sheet_of(types, cases)).missing_cases())

    lacking = [listing.hits(point) for point in points(types) if not trial.hits(point)]
    assert {gap.case.number - 1 for gap in found if gap.case} == set().union(*lacking)
    for gap in found:
        point = point_of(gap.example)
        assert gap.case is not None
        assert gap.case.number - 1 in listing.hits(point)
        assert not trial.hits(point)
