"""Expressions: FEEL (DMN 1.5), JUEL, Python conditions and templates, compiled once and metered.

There is no attribute access, no import and no evaluation of Python in any of them: what an expression
can reach are the variables, the built-ins and the functions that it is handed.
"""

from service.expressions.border import Shared
from service.expressions.budget import CONDITION, FORM, SCRIPT, TABLE, Budget, Caution
from service.expressions.dialects import Dialect, attribute_dialect, dialect_of
from service.expressions.errors import BudgetExceeded, ExpressionError
from service.expressions.expression import Evaluation, Expression, compile_expression, dialect_of_spiff

__all__ = [
    "CONDITION",
    "FORM",
    "SCRIPT",
    "TABLE",
    "Budget",
    "BudgetExceeded",
    "Caution",
    "Dialect",
    "Evaluation",
    "Expression",
    "ExpressionError",
    "Shared",
    "attribute_dialect",
    "compile_expression",
    "dialect_of",
    "dialect_of_spiff",
]
