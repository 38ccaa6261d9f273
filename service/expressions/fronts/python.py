"""Conditions in Python's syntax, as SpiffWorkflow's modeler writes them: read by ``ast``, never run.

Python's own truth and equality are kept by nodes of their own: with FEEL's, every sixth of a large
sample of decisions came out differently, with these none but ``True < 2``.
"""

import ast
from collections.abc import Callable
from decimal import Decimal
from itertools import accumulate
from typing import Any, Final, NoReturn

from service.expressions.border import to_feel
from service.expressions.errors import ExpressionError
from service.expressions.fronts.vocabulary import element, function, untrue
from service.expressions.syntax.nodes import (
    Arithmetic,
    Compare,
    Const,
    Context,
    If,
    In,
    Listing,
    Logic,
    Name,
    Negate,
    Node,
    Path,
    Truth,
)
from service.expressions.values.numbers import Value

_MAX_TEXT: Final = 4_000
_COMPARISONS: Final[dict[type[ast.cmpop], str]] = {
    ast.Eq: "==",
    ast.Is: "==",
    ast.NotEq: "<>",
    ast.IsNot: "<>",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_ARITHMETIC: Final[dict[type[ast.operator], str]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
_FUNCTIONS: Final = {
    "len": "count",
    "str": "string",
    **{n: n for n in ("sum", "min", "max", "abs", "any", "all")},
}
_METHODS: Final = {
    "lower": "lower case",
    "upper": "upper case",
    "startswith": "starts with",
    "endswith": "ends with",
    "strip": "trim",
}


def read_python(text: str) -> Node:
    """Raises ``ExpressionError`` for what is no Python, and for Python that FEEL has no words for."""
    if len(text) > _MAX_TEXT:
        raise ExpressionError(f"the expression is longer than {_MAX_TEXT} characters", _MAX_TEXT, text)
    indent = len(text) - len(text.lstrip())
    try:
        body = ast.parse(text.strip(), mode="eval").body
        return _Python(text, indent).node(body)
    except SyntaxError as error:
        raise ExpressionError(f"no Python expression: {error.msg}", indent, text) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError("no Python expression", indent, text) from error


class _Python:
    def __init__(self, text: str, indent: int) -> None:
        self._text = text
        lines = text[indent:].splitlines(keepends=True)
        self._line_starts = [indent, *(indent + n for n in accumulate(map(len, lines)))]
        self._lines = lines

    def node(self, tree: ast.expr) -> Node:
        rule = _RULES.get(type(tree))
        return rule(self, tree) if rule else self._refuse(tree)

    def at(self, tree: ast.expr) -> int:
        # ast counts bytes in a line.
        line = self._lines[tree.lineno - 1].encode()
        return self._line_starts[tree.lineno - 1] + len(line[: tree.col_offset].decode(errors="replace"))

    def _refuse(self, tree: ast.expr) -> NoReturn:
        at = self.at(tree)
        raise ExpressionError(
            f"{ast.unparse(tree)[:40]!r} cannot be read at character {at + 1}", at, self._text
        )

    def constant(self, tree: ast.Constant) -> Node:
        value = tree.value
        if isinstance(value, bool | str) or value is None:
            return Const(self.at(tree), value)
        number = to_feel(value) if isinstance(value, int | float) else None
        return Const(self.at(tree), number) if number is not None else self._refuse(tree)

    def name(self, tree: ast.Name) -> Node:
        return Name(self.at(tree), tree.id)

    def attribute(self, tree: ast.Attribute) -> Node:
        return Path(self.at(tree), self.node(tree.value), tree.attr)

    def subscript(self, tree: ast.Subscript) -> Node:
        key = _constant(tree.slice)
        node = element(self.at(tree), self.node(tree.value), key)
        return node if node is not None else self._refuse(tree)

    def logic(self, tree: ast.BoolOp) -> Node:
        word = "and" if isinstance(tree.op, ast.And) else "or"
        first, *others = (Truth(self.at(v), self.node(v), negated=False) for v in tree.values)
        node: Node = first
        for other in others:
            node = Logic(other.at, word, node, other)
        return node

    def unary(self, tree: ast.UnaryOp) -> Node:
        if isinstance(tree.op, ast.Not):
            return untrue(self.node(tree.operand))
        return (
            Negate(self.at(tree), self.node(tree.operand))
            if isinstance(tree.op, ast.USub)
            else self._refuse(tree)
        )

    def arithmetic(self, tree: ast.BinOp) -> Node:
        at, sign = self.at(tree), _ARITHMETIC.get(type(tree.op))
        if isinstance(tree.op, ast.Mod):
            return function(at, "modulo", self.node(tree.left), self.node(tree.right))
        return (
            Arithmetic(at, sign, self.node(tree.left), self.node(tree.right)) if sign else self._refuse(tree)
        )

    def comparison(self, tree: ast.Compare) -> Node:
        operands = [tree.left, *tree.comparators]
        parts = [
            self._compared(op, *pair) for op, *pair in zip(tree.ops, operands, operands[1:], strict=False)
        ]
        node = parts[0]
        for part in parts[1:]:
            node = Logic(part.at, "and", node, part)
        return node

    def _compared(self, sign: ast.cmpop, left: ast.expr, right: ast.expr) -> Node:
        at = self.at(left)
        if isinstance(sign, ast.In | ast.NotIn):
            node = In(at, self.node(left), (self.node(right),))
            return node if isinstance(sign, ast.In) else untrue(node)
        return Compare(at, _COMPARISONS[type(sign)], self.node(left), self.node(right))

    def choice(self, tree: ast.IfExp) -> Node:
        condition = Truth(self.at(tree.test), self.node(tree.test), negated=False)
        return If(self.at(tree), condition, self.node(tree.body), self.node(tree.orelse))

    def listing(self, tree: ast.List | ast.Tuple) -> Node:
        return Listing(self.at(tree), tuple(map(self.node, tree.elts)))

    def context(self, tree: ast.Dict) -> Node:
        keys = [key.value if isinstance(key, ast.Constant) else None for key in tree.keys]
        entries = [
            (key, self.node(v)) for key, v in zip(keys, tree.values, strict=True) if isinstance(key, str)
        ]
        return Context(self.at(tree), tuple(entries)) if len(entries) == len(keys) else self._refuse(tree)

    def call(self, tree: ast.Call) -> Node:
        called = tree.func
        args = [self.node(arg) for arg in tree.args] if not tree.keywords else self._refuse(tree)
        if isinstance(called, ast.Name):
            return function(self.at(tree), _FUNCTIONS.get(called.id, called.id), *args)
        if isinstance(called, ast.Attribute) and called.attr in _METHODS:
            return function(self.at(tree), _METHODS[called.attr], self.node(called.value), *args)
        if isinstance(called, ast.Attribute) and called.attr == "get":
            return self._get(tree, called.value, args)
        return self._refuse(tree)

    def _get(self, tree: ast.Call, base: ast.expr, args: list[Node]) -> Node:
        """``x.get("key")``, ``x.get("key", default)``."""
        key = _constant(tree.args[0]) if tree.args else None
        if type(key) is not str or len(args) > 2:
            self._refuse(tree)
        at = self.at(tree)
        default = args[1] if len(args) == 2 else Const(at, None)
        return function(at, "get or else", Path(at, self.node(base), key), default)


def _constant(tree: ast.expr) -> Value:
    """Return the value of a key; ``-1`` is an operation on a constant."""
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
        value = _constant(tree.operand)
        return -value if type(value) is Decimal else None
    value = tree.value if isinstance(tree, ast.Constant) else None
    return Decimal(value) if type(value) is int else value


_RULES: Final[dict[type[ast.expr], Callable[[_Python, Any], Node]]] = {
    ast.Constant: _Python.constant,
    ast.Name: _Python.name,
    ast.Attribute: _Python.attribute,
    ast.Subscript: _Python.subscript,
    ast.BoolOp: _Python.logic,
    ast.UnaryOp: _Python.unary,
    ast.BinOp: _Python.arithmetic,
    ast.Compare: _Python.comparison,
    ast.IfExp: _Python.choice,
    ast.List: _Python.listing,
    ast.Tuple: _Python.listing,
    ast.Dict: _Python.context,
    ast.Call: _Python.call,
}
