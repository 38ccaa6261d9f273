"""Ranges, and what can be called."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

from service.expressions.budget import Run
from service.expressions.values.numbers import Value


@dataclass(slots=True, eq=False)
class Range:
    """An interval; an open end is None.

    ``sign`` is set for a range written as one comparison (``> 5``, also ``!= 5``), which unlike
    ``(5..null)`` may have one end only.
    """

    kind: ClassVar[str] = "range"
    start: Value
    end: Value
    start_included: bool
    end_included: bool
    sign: str | None = None


class Function(ABC):
    """Something to call: a built-in, a function of the text, of the model, or of the host."""

    kind: ClassVar[str] = "function"
    name: str = ""
    params: tuple[str, ...] = ()
    types: tuple[Any, ...] = ()
    """The parameters' types (``semantics.types``); None for one without."""
    result: Any = None

    @abstractmethod
    def call(self, args: list[Value], run: Run, at: int | None) -> Value:
        """Call by position; ``at`` is the place of the call in the text, for cautions."""

    @abstractmethod
    def call_named(self, args: dict[str, Value], run: Run, at: int | None) -> Value:
        """Call by parameter names."""
