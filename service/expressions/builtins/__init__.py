"""The built-in functions: all of DMN 1.5 §10.3.4 and those of Camunda's additions that have one answer.

What is random, what reads a clock of its own and what talks to a model is not among them.
"""

from collections.abc import Mapping
from typing import Final

from service.expressions.builtins.aggregates import aggregates
from service.expressions.builtins.contexts import contexts
from service.expressions.builtins.conversion import conversion
from service.expressions.builtins.dates import dates
from service.expressions.builtins.declare import Builtin
from service.expressions.builtins.interchange import interchange
from service.expressions.builtins.lists import lists
from service.expressions.builtins.numbers import numbers
from service.expressions.builtins.ranges import ranges
from service.expressions.builtins.strings import strings
from service.expressions.syntax.names import Names

BUILTINS: Final[Mapping[str, Builtin]] = {
    name: function
    for family in (conversion, numbers, strings, lists, aggregates, dates, ranges, contexts, interchange)
    for name, function in family.functions.items()
}
BUILTIN_NAMES: Final = Names(BUILTINS)
