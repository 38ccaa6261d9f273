"""An expression: a text made ready once and evaluated often."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from service.expressions.border import PLAIN, to_plain
from service.expressions.budget import CONDITION, Budget, Caution
from service.expressions.builtins import BUILTINS
from service.expressions.compiler.compiler import Closure
from service.expressions.compiler.scope import Entry, Scope
from service.expressions.dialects import Dialect, dialect_of
from service.expressions.errors import BudgetExceeded, ExpressionError
from service.expressions.feel import Surroundings, closure_of, parse, parse_tests
from service.expressions.fronts.holes import holes_in
from service.expressions.fronts.juel import read_juel
from service.expressions.fronts.python import read_python
from service.expressions.semantics.printing import text_of
from service.expressions.syntax.freenames import FreeNames, free_names
from service.expressions.syntax.nodes import Const, Node


@dataclass(slots=True)
class Evaluation:
    """``value`` is plain Python (``border.to_plain``)."""

    # Not frozen: that would take a tenth of the time of a short condition.

    value: Any
    cautions: tuple[Caution, ...] = ()


class Expression:
    """A compiled expression: immutable, so threads may share it.

    ``names`` are the variables it needs; ``possible_names`` may be variables too (inside a filter they
    may be members of the items); ``functions`` are called and are no built-ins.
    """

    __slots__ = ("_closure", "dialect", "functions", "names", "possible_names", "text")

    def __init__(self, text: str, dialect: Dialect, closure: Closure, names: FreeNames) -> None:
        self.text = text
        self.dialect = dialect
        self.names = frozenset(names.variables)
        self.possible_names = frozenset(names.possible - names.variables)
        self.functions = frozenset(names.functions)
        self._closure = closure

    def evaluate(
        self,
        variables: Mapping[str, Any],
        *,
        now: datetime,
        budget: Budget = CONDITION,
        functions: Mapping[str, Callable[..., Any]] | None = None,
    ) -> Evaluation:
        """Return the value and what it is to be taken with caution for.

        ``now`` (aware) is what ``now()`` and ``today()`` give. ``functions`` of the host are called by
        name with plain values. Raises ``BudgetExceeded``, and ``ExpressionError`` for a variable or a
        result that cannot cross the border.
        """
        scope = Entry(variables, self.names, functions, budget, now)
        try:
            value = self._closure(scope)
            if type(value) not in PLAIN:
                value = to_plain(value, scope.run)
        except RecursionError:
            raise BudgetExceeded("the values are nested too deep", 0, self.text) from None
        except ExpressionError as error:
            error.text = error.text or self.text
            raise
        return Evaluation(value, tuple(scope.begun.cautions) if scope.begun else ())

    def __repr__(self) -> str:
        return f"Expression({self.text!r}, {self.dialect.value})"


def compile_expression(text: str, dialect: Dialect | None = None, names: Collection[str] = ()) -> Expression:
    """Make a text ready; the same text is made ready once only.

    ``dialect`` None means ``dialect_of(text)``. ``names`` are known variables; only those that hold
    more than words (``end-date``, ``pros and cons``) need to be told. Raises ``ExpressionError``.
    """
    return _compiled(text, dialect or dialect_of(text), frozenset(names))


def dialect_of_spiff(text: str, language: str | None = None) -> Dialect:
    """Choose as ``dialect_of`` does, for a file of SpiffWorkflow's modeler.

    It writes Python and does not say so: what is no FEEL there is Python.
    """
    dialect = dialect_of(text, language)
    if dialect is not Dialect.FEEL or text.lstrip().startswith("="):
        return dialect
    try:
        compile_expression(text, dialect)
    except ExpressionError:
        return Dialect.PYTHON
    return dialect


@lru_cache(4096)
def _compiled(text: str, dialect: Dialect, names: frozenset[str]) -> Expression:
    try:
        return _READERS[dialect](text, dialect, names)
    except ExpressionError as error:
        error.text = error.text or text
        raise


def _of_node(text: str, dialect: Dialect, node: Node) -> Expression:
    return Expression(text, dialect, closure_of(node, text), free_names(node, BUILTINS))


def _without_sign(text: str) -> str:
    """Return FEEL without its leading ``=``, positions unchanged."""
    start = len(text) - len(text.lstrip())
    return f"{text[:start]} {text[start + 1 :]}" if text[start : start + 1] == "=" else text


def _feel(text: str, dialect: Dialect, names: frozenset[str]) -> Expression:
    return _of_node(text, dialect, parse(_without_sign(text), Surroundings(names)))


def _unary(text: str, dialect: Dialect, names: frozenset[str]) -> Expression:
    return _of_node(text, dialect, parse_tests(text, Surroundings(names)))


def _juel(text: str, dialect: Dialect, names: frozenset[str]) -> Expression:
    holes = holes_in(text)
    if len(holes) != 1 or text[: holes[0].start].strip() or text[holes[0].end :].strip():
        raise ExpressionError("JUEL is one ${…} and nothing around it", 0, text)
    return _of_node(text, dialect, read_juel(text, *holes[0].inside))


def _python(text: str, dialect: Dialect, names: frozenset[str]) -> Expression:
    return _of_node(text, dialect, read_python(text))


def _literal(text: str, dialect: Dialect, names: frozenset[str]) -> Expression:
    return _of_node(text, dialect, Const(0, text.strip()))


def _template(text: str, dialect: Dialect, names: frozenset[str]) -> Expression:
    """Null is pasted in as nothing; lists, contexts and dates as ``string()`` writes them."""
    parts: list[str | Closure] = []
    found = FreeNames()
    end = 0
    for hole in holes_in(text):
        node = read_juel(text, *hole.inside)
        free = free_names(node, BUILTINS)
        found.variables |= free.variables
        found.possible |= free.possible
        found.functions |= free.functions
        parts += [text[end : hole.start], closure_of(node, text)]
        end = hole.end
    parts.append(text[end:])

    def pasted(scope: Scope) -> str:
        return scope.run.built(
            "".join(part if isinstance(part, str) else _text(part, scope) for part in parts)
        )

    return Expression(text, dialect, pasted, found)


def _text(part: Closure, scope: Scope) -> str:
    value = part(scope)
    return "" if value is None else text_of(value, scope.run)


_READERS: Final[dict[Dialect, Callable[[str, Dialect, frozenset[str]], Expression]]] = {
    Dialect.FEEL: _feel,
    Dialect.UNARY: _unary,
    Dialect.JUEL: _juel,
    Dialect.PYTHON: _python,
    Dialect.TEMPLATE: _template,
    Dialect.LITERAL: _literal,
}
