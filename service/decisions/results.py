"""What a decision model says of itself, and what a decision answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from service.expressions.budget import Budget, Caution, Run
from service.expressions.values.numbers import Value


@dataclass(frozen=True)
class InputInfo:
    """A variable that a decision, or one that it requires, needs from outside; ``type`` as written."""

    name: str
    type: str | None = None


@dataclass(frozen=True)
class DecisionInfo:
    """``outputs`` are the output names of the decision's table, empty for other logic."""

    id: str
    name: str
    inputs: tuple[InputInfo, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class MatchedRule:
    """A row that matched: ``index`` counts from 1, ``inputs`` by input expression, ``outputs`` by name."""

    rule_id: str
    index: int
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    decision_id: str = ""


@dataclass(frozen=True)
class DecisionResult:
    """``value`` is plain Python: of a table with one output the bare value, else a dict by output name.

    ``matched`` are the rows of the decision asked for, ``required`` those of the decisions and
    functions that it needed.
    """

    value: Any
    matched: tuple[MatchedRule, ...] = ()
    cautions: tuple[Caution, ...] = ()
    required: tuple[MatchedRule, ...] = ()


@dataclass(slots=True)
class Match:
    """A matched row before its values leave the model."""

    decision_id: str
    rule_id: str
    index: int
    inputs: Mapping[str, Value]
    outputs: Mapping[str, Value]


class DecisionRun(Run):
    """An evaluation that also remembers which rows matched, and which decision is at work."""

    __slots__ = ("_named", "deciding", "matches")

    def __init__(self, budget: Budget, now: datetime) -> None:
        super().__init__(budget, now)
        self.matches: list[Match] = []
        self.deciding = ""
        self._named: set[tuple[str, Caution]] = set()

    def caution(self, code: str, message: str, position: int | None = None) -> None:
        super().caution(code, f"{self.deciding}: {message}" if self.deciding else message, position)

    def name_cell(self, since: int, rule_id: str, column: str) -> int:
        """Say of the cautions from ``since`` on which cell they come from; return how many there are.

        What a value causes in one cell of a column it causes in all: the first cell is named.
        """
        fresh = self.cautions[since:]
        del self.cautions[since:]
        for caution in fresh:
            if (column, caution) not in self._named:
                self._named.add((column, caution))
                message = f"{caution.message} (rule {rule_id}, input {column})"
                self.cautions.append(replace(caution, message=message))
        return len(self.cautions)
