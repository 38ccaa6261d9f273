"""Whatever is written, an evaluation ends within its budget and touches nothing."""

from time import monotonic
from typing import Final

import pytest

from service.expressions import SCRIPT, Budget, BudgetExceeded, Dialect, ExpressionError, compile_expression
from tests.expressions.evaluating import NOW

GROW: Final = "{f: function(x, n) if n = 0 then x else f(%s, n - 1), r: %s}.r"
BIG: Final = GROW % ("x + x", 'f("aaaaaaaaaa", 16)')

STOPPED: Final = {
    "recursion": "(function(g) g(g))(function(g) g(g))",
    "giant list": "for i in 1..10000000000 return i",
    "nested loops": "for i in 1..100000, j in 1..100000 return i * j",
    "doubled text": GROW % ("x + x", 'f("a", 60)'),
    "doubled list": GROW % ("concatenate(x, x)", "f([1], 60)"),
    "printed shared list": GROW % ("[x, x]", "string(f(1, 30))"),
    "compared shared list": GROW % ("[x, x]", "f(1, 30) = f(1, 30)"),
    "flattened shared list": GROW % ("[x, x]", "flatten(f(1, 30))"),
    "shared list as result": GROW % ("[x, x]", "f(1, 30)"),
    "members of shared list": GROW % ("[x, x]", "f({a: 1}, 30).a"),
    "joined texts": f"string join(for i in 1..5000 return {BIG})",
    "replaced letters": f'replace({BIG}, "a", {BIG})',
    "quadratic distinct": "distinct values(for i in 1..60000 return {a: i})",
    "sorting": "sort(for i in 1..90000 return -i, function(a, b) a < b)",
    "sums": "{l: for i in 1..5000 return i, r: for i in l return sum(l)}.r",
    "deep list": "for i in 1..5000 return [partial[-1]]",
    "slow regex again and again": 'for i in 1..9000 return matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a|aa)+$")',
}
HARMLESS: Final = {
    "attribute walk": '[].constructor.constructor("return 42")()',
    "dunder": "s.__class__.__mro__",
    "prototype": '{"__proto__": {admin: true}}.admin',
    "slow regex": 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$")',
    "regex that fills the memory": 'matches("a", "(a{1000}){1000}{1000000000}")',
    "zone as a path": 'time("10:00:00@../../etc/passwd")',
    "huge power": "(9 ** 9 ** 9) ** 999999999",
    "year beyond the last": '@"999999999-12-31" + @"P999999999Y"',
}
UNREADABLE: Final = {
    "parentheses": "(" * 5000 + "1" + ")" * 5000,
    "in with parentheses": "x in (" * 50 + "1",
    "signs": "-" * 5000 + "1",
    "terms": "+".join(["1"] * 5000),
    "long text": "+".join(["1"] * 100_000),
    "lists": "[" * 3000 + "]" * 3000,
    "number": "1e999999999",
    "types": "1 instance of " + "list<" * 500 + "Any" + ">" * 500,
}


@pytest.mark.parametrize("text", STOPPED.values(), ids=STOPPED)
def test_what_asks_for_too_much_is_stopped(text: str) -> None:
    begun = monotonic()

    with pytest.raises(BudgetExceeded):
        compile_expression(text).evaluate({"s": "x"}, now=NOW, budget=SCRIPT)

    assert monotonic() - begun < SCRIPT.seconds + 2


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_there_is_nothing_to_reach(text: str) -> None:
    assert compile_expression(text).evaluate({"s": "x"}, now=NOW).value in (None, False)


@pytest.mark.parametrize("dialect", [Dialect.FEEL, Dialect.UNARY, Dialect.PYTHON, Dialect.JUEL])
@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_refused_at_once(text: str, dialect: Dialect) -> None:
    written = f"${{{text}}}" if dialect is Dialect.JUEL else text
    begun = monotonic()

    with pytest.raises(ExpressionError):
        compile_expression(written, dialect)

    assert monotonic() - begun < 2


def test_the_budget_is_the_callers() -> None:
    expression = compile_expression("count(for i in 1..500 return i)")

    assert expression.evaluate({}, now=NOW, budget=Budget(steps=2_000, seconds=1)).value == 500
    with pytest.raises(BudgetExceeded, match="steps"):
        expression.evaluate({}, now=NOW, budget=Budget(steps=400, seconds=1))


def test_a_host_function_inside_does_not_renew_the_budget() -> None:
    inner = compile_expression("count(for i in 1..300 return i)")
    outer = compile_expression("for i in 1..2000 return inner()")

    def call_inner() -> int:
        return int(inner.evaluate({}, now=NOW).value)

    with pytest.raises(BudgetExceeded):
        outer.evaluate({}, now=NOW, budget=Budget(steps=1_000, seconds=1), functions={"inner": call_inner})
