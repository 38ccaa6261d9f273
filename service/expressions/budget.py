"""What an evaluation may spend, and the meter and notes of one that is running.

Everything that builds, prints, compares or hands back values is charged for its size: counting loop
turns alone lets ``[x, x]`` nested thirty times through, which is 2**30 visits to whoever prints it.
"""

from dataclasses import dataclass
from datetime import datetime
from time import thread_time
from typing import Final

from service.expressions.errors import BudgetExceeded


@dataclass(frozen=True)
class Budget:
    """The limits of one evaluation.

    A step is a loop turn, a call, an element built or visited, or 16 characters of built text.
    ``seconds`` are those of the thread itself: a busy machine stops nothing that would end in time.
    ``depth`` counts calls inside calls, ``text`` the characters of the longest string that may be
    built, ``result`` the values handed back to Python.
    """

    steps: int
    seconds: float
    depth: int = 80
    text: int = 1_000_000
    result: int = 200_000


CONDITION: Final = Budget(steps=10_000, seconds=0.2)
FORM: Final = Budget(steps=20_000, seconds=0.2)
TABLE: Final = Budget(steps=100_000, seconds=0.5)
SCRIPT: Final = Budget(steps=100_000, seconds=1.0)

_CLOCK_EVERY: Final = 255
_LARGE: Final = 64
_MAX_CAUTIONS: Final = 100


@dataclass(frozen=True)
class Caution:
    """Something that made a null, or may have: the expression still has a value.

    Codes: unknown_variable, unknown_member, unknown_function, wrong_type, failed_conversion,
    failed_operation; and of decision tables no_rule, several_rules, value_not_allowed.
    ``position`` counts characters of the expression from 0; None where there is no one place.
    """

    code: str
    message: str
    position: int | None = None


class Run:
    """One evaluation while it runs: what is left of its budget, its clock reading, its cautions."""

    __slots__ = ("_tick", "_until", "budget", "calls", "cautions", "now", "steps")

    def __init__(self, budget: Budget, now: datetime) -> None:
        self.budget = budget
        self.now = now
        self.steps = budget.steps
        self.calls = budget.depth
        self.cautions: list[Caution] = []
        self._until = 0.0
        self._tick = 0

    def spend(self, steps: int = 1) -> None:
        """Take ``steps``; the clock is looked at now and then only, since looking costs more."""
        self.steps -= steps
        if self.steps < 0:
            raise BudgetExceeded("the expression takes too many steps")
        self._tick += 1
        if steps > _LARGE or not self._tick & _CLOCK_EVERY:
            self.look_at_clock()

    def look_at_clock(self) -> None:
        """Stop an evaluation whose time is over; also for what takes long in one step, such as a regex."""
        # The clock starts when it is first looked at, which most evaluations never come to.
        if not self._until:
            self._until = thread_time() + self.budget.seconds
        if thread_time() > self._until:
            raise BudgetExceeded("the expression takes too long")

    def built(self, text: str) -> str:
        """Charge for a string that was just built and return it."""
        self.room_for(len(text))
        self.spend(len(text) >> 4)
        return text

    def room_for(self, characters: int) -> None:
        """Refuse a string of that size before it is built."""
        if characters > self.budget.text:
            raise BudgetExceeded("the expression builds too long a text")

    def enter(self) -> None:
        self.calls -= 1
        if self.calls < 0:
            raise BudgetExceeded("the expression nests its calls too deep")

    def leave(self) -> None:
        self.calls += 1

    def caution(self, code: str, message: str, position: int | None = None) -> None:
        """Note a caution once; a loop may meet the same one a thousand times."""
        if len(self.cautions) < _MAX_CAUTIONS:
            caution = Caution(code, message, position)
            if caution not in self.cautions:
                self.cautions.append(caution)
