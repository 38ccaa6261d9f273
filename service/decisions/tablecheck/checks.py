"""The findings on the tables of a file."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Final, TypeVar

from service.decisions.hit_policies import HitPolicy
from service.decisions.item_types import ItemTypes
from service.decisions.source import Element, kids
from service.decisions.tablecheck.cells import values_of
from service.decisions.tablecheck.examination import Examination, Example, Overlap
from service.decisions.tablecheck.outputs import Answers
from service.decisions.tablecheck.regions import Exhausted
from service.decisions.tablecheck.sheets import Line, Sheet, read_sheet
from service.decisions.texts import Texts
from service.domain.findings import Finding, Severity
from service.domain.xml import local_name
from service.expressions.budget import TABLE, Run
from service.expressions.builtins.declare import kind_of
from service.expressions.semantics.printing import source_of
from service.expressions.values.numbers import Value

_T = TypeVar("_T")
_SINGLE_HIT: Final = (HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MOST: Final = 20
"""Findings of one kind on one table, each by itself; the others are counted, up to a number."""
_COUNTED: Final = 1000


def check_tables(root: Element, types: ItemTypes, file: str, known: Collection[Finding]) -> list[Finding]:
    """Return what is wrong with the tables of a file; what is ``known`` already is not said again."""
    texts = Texts(file, open_scope=False)
    sheets = [sheet for table in root.iter("{*}decisionTable") if (sheet := read_sheet(table, types))]
    by_decision = _by_decision(sheets)
    listing = {sheet.setting("cases") for sheet in sheets}
    broken = {(finding.line, finding.element_id) for finding in known if finding.is_error}
    for sheet in sheets:
        cases = _cases(sheet, by_decision, texts)
        is_listing = any(by_decision.get(name or "") is sheet for name in listing)
        _TableCheck(sheet, cases, Answers(sheet.element, types), texts).run(is_listing=is_listing)
    return [finding for finding in texts.findings if not _is_known(finding, broken)]


def _by_decision(sheets: Iterable[Sheet]) -> Mapping[str, Sheet]:
    """Return those tables that are a decision's whole logic, by its id."""
    found: dict[str, Sheet] = {}
    for sheet in sheets:
        parent = sheet.element.getparent()
        if parent is not None and local_name(parent) == "decision":
            found[parent.get("id") or ""] = sheet
    return found


def _is_known(finding: Finding, broken: Collection[tuple[int | None, str | None]]) -> bool:
    """A cell that cannot be read cannot be decided either; that it cannot be read was said."""
    return finding.rule == "DMN-UNDECIDED" and (finding.line, finding.element_id) in broken


def _cases(sheet: Sheet, by_decision: Mapping[str, Sheet], texts: Texts) -> Sheet | None:
    name = sheet.setting("cases")
    if name is None:
        return None
    cases = by_decision.get(name)
    if cases is None or cases is sheet:
        texts.find("DMN-CASES", f"dure:cases names {name!r}, which is no other table here", sheet.element)
        return None
    columns = [head.text for head in sheet.heads]
    for head in cases.heads:
        if head.text not in columns:
            message = f"the table of cases {name!r} has a column {head.text!r}, which this one lacks"
            texts.find("DMN-CASES", message, sheet.element)
            return None
    return cases


class _TableCheck:
    """Notes what is found in one table."""

    def __init__(self, sheet: Sheet, cases: Sheet | None, answers: Answers, texts: Texts) -> None:
        self._sheet = sheet
        self._cases = cases
        self._answers = answers
        self._texts = texts
        self._examination = Examination(sheet, cases)

    def run(self, *, is_listing: bool) -> None:
        """Check the table; one that lists the cases of another need not cover anything itself."""
        policy = self._sheet.policy
        self._check_outputs()
        self._check_inputs()
        self._check_impossible()
        if policy in _SINGLE_HIT:
            self._say_undecided()
        if policy in (HitPolicy.UNIQUE, HitPolicy.ANY):
            self._check_overlaps()
        if policy in (HitPolicy.FIRST, HitPolicy.PRIORITY):
            self._check_hidden()
        if self._cases is not None:
            self._check_cases(self._cases)
        elif not is_listing:
            self._check_gaps()

    def _check_outputs(self) -> None:
        for misfit in self._answers.misfits():
            written = f"the output {misfit.column!r} is {_source(misfit.value)}"
            wrong = f"and no {misfit.wanted}" if misfit.is_of_wrong_type else f"and none of {misfit.wanted}"
            severity = Severity.ERROR if misfit.is_of_wrong_type else Severity.WARNING
            self._texts.find("DMN-TYPE", f"{written} {wrong}", misfit.element, severity)

    def _check_inputs(self) -> None:
        for line in self._sheet.lines:
            entries = kids(line.element, "inputEntry")
            for head, cell, entry in zip(self._sheet.heads, line.cells, entries, strict=True):
                values = () if cell is None or head.kind is None else values_of(cell)
                odd = next((v for v in values if v is not None and type(v) is not head.kind), None)
                if odd is not None:
                    message = f"{line}: {_source(odd)} is {kind_of(odd)}, which {head.text} never is"
                    self._texts.find("DMN-TYPE", message, entry, Severity.WARNING)

    def _check_impossible(self) -> None:
        for line in self._examination.impossible():
            message = f"{line} matches nothing: a cell of it takes no value that its column may have"
            self._texts.find("DMN-UNREACHABLE", message, line.element, Severity.WARNING)

    def _say_undecided(self) -> None:
        for head in self._sheet.heads:
            if not head.is_decided:
                message = f"not decided: which values {head.text} may have is beyond the checks"
                self._texts.find("DMN-UNDECIDED", message, head.element, Severity.WARNING)
        cells = (
            (line, index)
            for line, index in self._examination.undecided()
            if self._sheet.heads[index].is_decided
        )
        self._note_some(cells, self._say_undecided_cell, "DMN-UNDECIDED", "cells are not decided")

    def _say_undecided_cell(self, cell: tuple[Line, int]) -> None:
        line, index = cell
        entry = list(kids(line.element, "inputEntry"))[index]
        name = self._sheet.heads[index].text
        message = f"not decided: overlaps and gaps at {line}, whose cell for {name} is beyond the checks"
        self._texts.find("DMN-UNDECIDED", message, entry, Severity.WARNING)

    def _check_overlaps(self) -> None:
        overlaps = self._examination.overlaps()
        if self._sheet.policy is HitPolicy.ANY:
            overlaps = (o for o in overlaps if self._agree(o) is not True)
        self._note_some(overlaps, self._say_overlap, "DMN-OVERLAP", "pairs of rows match at once")

    def _agree(self, overlap: Overlap) -> bool | None:
        return self._answers.agree(overlap.first.number - 1, overlap.second.number - 1)

    def _say_overlap(self, overlap: Overlap) -> None:
        rows, example = (
            f"{overlap.first} and {overlap.second}",
            _written(self._examination.example(overlap.shared)),
        )
        element = overlap.second.element
        if self._sheet.policy is HitPolicy.UNIQUE:
            message = f"{rows} match at once, though the hit policy is UNIQUE: {example}"
            self._texts.find("DMN-OVERLAP", message, element)
        elif self._agree(overlap) is False:
            message = f"{rows} match at once and answer differently, though the hit policy is ANY: {example}"
            self._texts.find("DMN-OVERLAP", message, element)
        else:
            message = f"not decided: whether {rows}, which match at once, answer the same: {example}"
            self._texts.find("DMN-UNDECIDED", message, element, Severity.WARNING)

    def _check_hidden(self) -> None:
        ranks: Sequence[Value] = self._answers.ranks()
        if self._sheet.policy is HitPolicy.FIRST:
            ranks = [()] * len(self._sheet.lines)
        self._with_effort("which rows are never reached", lambda: self._say_hidden(ranks))

    def _say_hidden(self, ranks: Sequence[Value]) -> None:
        for line in self._examination.hidden(ranks):
            message = f"{line} is never reached: rows that win over it match all that it matches"
            self._texts.find("DMN-UNREACHABLE", message, line.element, Severity.WARNING)

    def _check_cases(self, cases: Sheet) -> None:
        self._with_effort("which cases lack a row", self._say_missing_cases)
        for line in self._examination.strangers():
            message = f"{line} concerns no case of {self._sheet.setting('cases')}"
            self._texts.find("DMN-UNREACHABLE", message, line.element, Severity.WARNING)
        for line, index in ((row, i) for row in cases.lines for i, c in enumerate(row.cells) if c is None):
            entry = list(kids(line.element, "inputEntry"))[index]
            message = f"not decided: whether the case of {line} is covered"
            self._texts.find("DMN-UNDECIDED", message, entry, Severity.WARNING)

    def _say_missing_cases(self) -> None:
        name = self._sheet.setting("cases")
        for gap in self._examination.missing_cases():
            message = f"no row matches a case of {name}, {gap.case}: {_written(gap.example)}"
            self._texts.find("DMN-GAP", message, self._sheet.element)

    def _check_gaps(self) -> None:
        is_complete = self._sheet.setting("complete") == "true"
        if not self._sheet.has_default and (is_complete or self._sheet.policy in _SINGLE_HIT):
            severity = Severity.ERROR if is_complete else Severity.WARNING
            self._with_effort("which inputs lack a row", lambda: self._say_gaps(severity))

    def _say_gaps(self, severity: Severity) -> None:
        for gap in self._examination.gaps():
            self._texts.find(
                "DMN-GAP", f"no row matches {_written(gap.example)}", self._sheet.element, severity
            )

    def _with_effort(self, question: str, work: Callable[[], None]) -> None:
        try:
            work()
        except Exhausted:
            message = f"not decided: {question}; the rows overlap in too many ways"
            self._texts.find("DMN-UNDECIDED", message, self._sheet.element, Severity.WARNING)

    def _note_some(self, found: Iterable[_T], note: Callable[[_T], None], rule: str, words: str) -> None:
        """Note the first ones, and how many more there are."""
        rest: Iterator[_T] = iter(found)
        for item in islice(rest, _MOST):
            note(item)
        more = sum(1 for _ in islice(rest, _COUNTED))
        if more:
            severity = Severity.WARNING if rule == "DMN-UNDECIDED" else Severity.ERROR
            number = f"{more} or more" if more == _COUNTED else f"{more}"
            self._texts.find(rule, f"{number} other {words}", self._sheet.element, severity)


def _written(example: Example) -> str:
    return ", ".join(f"{name} = {_source(value)}" for name, value in example.items()) or "anything"


def _source(value: Value) -> str:
    return source_of(value, Run(TABLE, _EPOCH))
