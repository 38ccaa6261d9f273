"""Texts that mean ill: ``python -m tests.expressions.hostile`` runs them all and tells what they cost.

It prints one line of JSON for each: name, outcome, seconds of its thread, and by how many megabytes the
process had grown at most when it ended.
"""

import json
import resource
import sys
from collections.abc import Iterator
from time import thread_time
from typing import Any, Final, NamedTuple

from service.expressions import SCRIPT, BudgetExceeded, Dialect, ExpressionError, compile_expression
from tests.expressions.evaluating import NOW

VARIABLES: Final[dict[str, Any]] = {"s": "x", "n": 3, "l": list(range(200)), "c": {"x": 1}, "?": 5}
_GROW: Final = "{f: function(x, n) if n = 0 then x else f(%s, n - 1), r: %s}.r"
_TEXT: Final = '{f: function(x, n) if n = 0 then x else f(x + x, n - 1), b: f("aaaaaaaaaa", 16), r: %s}.r'
_LIST: Final = "{f: function(x, n) if n = 0 then x else f(concatenate(x, x), n - 1), l: f([1], 16), r: %s}.r"
_PAIR: Final = "{f: function(x, n) if n = 0 then x else f([x, x], n - 1), p: f(1, 30), r: %s}.r"
_CONTEXTS: Final = "{f: function(x, n) if n = 0 then x else f({a: x, b: x}, n - 1), p: f(1, 30), r: %s}.r"

STOPPED: Final = {
    # What was thought of first.
    "recursion": "(function(g) g(g))(function(g) g(g))",
    "recursion in a context": "{f: function(n) f(n + 1), r: f(1)}.r",
    "giant list": "for i in 1..10000000000 return i",
    "nested loops": "for i in 1..100000, j in 1..100000 return i * j",
    "fibonacci of partial": "for i in 1..10000000 return if i < 3 then 1 else partial[-1] + partial[-2]",
    "doubled text": _GROW % ("x + x", 'f("a", 60)'),
    "doubled list": _GROW % ("concatenate(x, x)", "f([1], 60)"),
    "printed shared list": _PAIR % "string(p)",
    "compared shared list": _PAIR % "p = f(1, 30)",
    "flattened shared list": _PAIR % "flatten(p)",
    "shared list as result": _PAIR % "p",
    "members of shared list": _GROW % ("[x, x]", "f({a: 1}, 30).a"),
    "joined texts": _TEXT % "string join(for i in 1..5000 return b)",
    "list of long texts": _TEXT % "count(for i in 1..90000 return b + string(i))",
    "replaced letters": _TEXT % 'replace(b, "a", b)',
    "quadratic distinct": "distinct values(for i in 1..60000 return {a: i})",
    "sorting": "sort(for i in 1..90000 return -i, function(a, b) a < b)",
    "sums": "{l: for i in 1..5000 return i, r: for i in l return sum(l)}.r",
    "deep list": "for i in 1..5000 return [partial[-1]]",
    "slow regex again and again": 'for i in 1..9000 return matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a|aa)+$")',
    "flattened lists of lists": "{l: for i in 1..90000 return i, m: for i in 1..1000 return l, r: flatten(m)}.r",
    "quadratic index": "{l: for i in 1..30000 return i, r: for i in l return index of(l, i)}.r",
    "quadratic contains": "{l: for i in 1..30000 return i, r: l[list contains(l, item)]}.r",
    "merged contexts": "{l: for i in 1..3000 return {a: i}, r: for i in 1..3000 return context merge(l)}.r",
    # Other ideas.
    "mutual recursion": "{a: function(n, g, h) g(n + 1, h, g), b: function(n, g, h) h(n, h, g), r: a(1, b, a)}.r",
    "y combinator": "(function(f) f(f, 9999))(function(f, n) if n = 0 then 0 else 1 + f(f, n - 1))",
    "shared contexts printed": _CONTEXTS % "string(p)",
    "shared contexts compared": _CONTEXTS % "p = f(1, 30)",
    "shared contexts as result": _CONTEXTS % "p",
    "shared list as JSON": _PAIR % "to json(p)",
    "shared contexts as JSON": _CONTEXTS % "to json(p)",
    "shared list in a text": _PAIR % 'string format("%s", p)',
    "shared list is of a type": _PAIR
    % "p instance of list<list<list<list<list<list<Any>>>>>> and string(p) = null",
    "shared lists in a list of unique ones": _PAIR % "distinct values([p, f(1, 30), f(1, 30)])",
    "shared list looked for": _PAIR % "list contains([p], f(1, 30))",
    "shared list as a position": _PAIR % "index of([p, p], f(1, 30))",
    "shared lists united": _PAIR % "union([p], [f(1, 30)])",
    "shared list removed": _PAIR % "remove([1, 2], flatten(p))",
    "shared list in a test": _PAIR % "p in [f(1, 30)]",
    "shared list under a host of members": _GROW % ("[x, x]", "f({a: {b: 1}}, 30).a.b"),
    "long text of reversed lists": _LIST % "for i in 1..1000 return reverse(l)",
    "sublists": _LIST % "for i in 1..5000 return sublist(l, 1, 60000)",
    "inserted one by one": _LIST % "for i in 1..5000 return insert before(l, 1, i)",
    "removed one by one": _LIST % "for i in 1..5000 return remove(l, 1)",
    "appended to itself": "for i in 1..5000 return append(partial, partial)",
    "sorted again and again": _LIST % "for i in 1..500 return sort(l, function(a, b) a > b)",
    "least of many, many times": _LIST % "for i in 1..5000 return min(l)",
    "mean of many, many times": _LIST % "for i in 1..5000 return mean(l)",
    "median of many, many times": _LIST % "for i in 1..5000 return median(l)",
    "mode of many, many times": _LIST % "for i in 1..5000 return mode(l)",
    "deviation of many, many times": _LIST % "for i in 1..5000 return stddev(l)",
    "product of many, many times": _LIST % "for i in 1..5000 return product(l)",
    "all of many, many times": _LIST % "for i in 1..5000 return all(l)",
    "quantified pairs": "every i in 1..100000, j in 1..100000 satisfies i + j > 0",
    "quantified triples": "some i in l, j in l, k in l satisfies i + j + k < 0",
    "loop over days": 'count(for d in @"0001-01-01"..@"9999-12-31" return d)',
    "filter of a filter": "(for i in 1..90000 return i)[count((for j in 1..90000 return j)[item > 5]) > 1]",
    "split into letters": _TEXT % 'for i in 1..50 return split(b, "a")',
    "extracted letters": _TEXT % 'for i in 1..50 return extract(b, "a")',
    "upper case of much, many times": _TEXT % "for i in 1..5000 return upper case(b)",
    "lower case that grows": _TEXT % "for i in 1..5000 return lower case(b)",
    "text cut in many ways": _TEXT % "for i in 1..60000 return substring(b, i)",
    "text searched many times": _TEXT % 'for i in 1..60000 return contains(b, "b")',
    "text compared many times": _TEXT % 'for i in 1..90000 return b + "c" = b + "c"',
    "base64 of base64": _GROW % ("to base64(x)", 'f("aaaaaaaaaaaa", 78)'),
    "JSON of JSON": _GROW % ("to json(x)", 'f("\\"\\"", 70)'),
    "text format of itself": _GROW % ('string format("%1$s%1$s%1$s%1$s", x)', 'f("a", 60)'),
    "numbers of six thousand digits": "for i in 1..5000 return string(i * 1e6000)",
    "contexts put into each other": _GROW % ("context put(x, string(n), x)", "string(f({}, 60))"),
    "greedy regex over a long text": _TEXT % 'for i in 1..900 return matches(b, "(a*)*b")',
    "look behind": _TEXT % 'for i in 1..900 return replace(b, "a(a|b)*c", "$1")',
}
HARMLESS: Final = {
    "attribute walk": '[].constructor.constructor("return 42")()',
    "dunder": "s.__class__.__mro__",
    "attribute of a function": 'count.constructor("return 42")()',
    "prototype": '{"__proto__": {admin: true}}.admin',
    "prototype by get value": 'get value(c, "constructor")',
    "prototype by context put": 'context put({}, "__proto__", {polluted: 1}).polluted',
    "slow regex": 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$")',
    "regex replacement": 'replace("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "(a*)*b", "x") = ""',
    "regex that fills the memory": 'matches("a", "(a{1000}){1000}{1000000000}")',
    "zone as a path": 'time("10:00:00@../../etc/passwd")',
    "huge power": "(9 ** 9 ** 9) ** 999999999",
    "year beyond the last": '@"999999999-12-31" + @"P999999999Y"',
    "scale of thousands": "round up(1.5, 6000) + decimal(1e6000, 6000) = 1",
    # Other ideas.
    "globals of a function": "(function(x) x).__globals__",
    "class of a number": "(1).__class__.__base__.__subclasses__()",
    "format of a text": '"{0.__class__}".format(s)',
    "module by name": "os.system",
    "import as a function": '__import__("os").getpid()',
    "member of the evaluation": "run.budget.steps",
    "scope by name": "scope.up.run",
    "zone of nothing": 'time("10:00:00@/")',
    "zone with a null byte": 'date and time("2026-01-01T10:00:00@a\\u0000b")',
    "zone above": 'date and time(@"2026-01-01T10:00:00Z", "../UTC")',
    "power of powers": "1.0000001 ** 99999999999 ** 9",
    "root of the largest": "sqrt(9.999e6144) * sqrt(9.999e6144) * 99",
    "months beyond all": '@"P999999999999999999M" * 1e30 + @"2026-01-01"',
    "seconds beyond all": '@"PT1S" * 1e300 + @"2026-01-01T00:00:00Z"',
    "nested repetitions": 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "(((a*)*)*)*b")',
    "back references": 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "(a*)(a*)(a*)(a*)\\\\1\\\\2\\\\3\\\\4b")',
    "deep JSON": f'from json("{"[" * 9000 + "]" * 9000}")',
    "deep JSON of contexts": 'from json("' + '{\\"a\\":' * 900 + "1" + "}" * 900 + '")',
    "huge number in JSON": 'from json("1e999999999")',
    "many digits in JSON": f'from json("[{"9" * 7000}e9999999]")',
    "surrogate in JSON": 'from json("\\"\\\\ud800")',
    "huge range": "5 in [1..1e6000][0]",
    "range of text": 'range("[1..' + "9" * 900 + 'e99999]")',
}
UNREADABLE: Final = {
    "parentheses": "(" * 5000 + "1" + ")" * 5000,
    "in with parentheses": "x in (" * 50 + "1",
    "signs": "-" * 5000 + "1",
    "terms": "+".join(["1"] * 5000),
    "long text": "+".join(["1"] * 100_000),
    "lists": "[" * 3000 + "]" * 3000,
    "number": "1e999999999",
    "number printed": "string length(string(1e999999999))",
    "types": "1 instance of " + "list<" * 500 + "Any" + ">" * 500,
    # Other ideas.
    "contexts": "{a:" * 3000 + "1" + "}" * 3000,
    "filters": "l" + "[1" * 3000 + "]" * 3000,
    "calls": "f(" * 3000 + "1" + ")" * 3000,
    "functions": "function(x) " * 3000 + "1",
    "conditions": "if true then " * 3000 + "1" + " else 2" * 3000,
    "loops": "for i in l return " * 3000 + "1",
    "quantifiers": "some i in l satisfies " * 3000 + "true",
    "members": "c" + ".x" * 15_000 + " +",
    "comment without an end": "1 /*" + "*" * 19_000,
    "text without an end": '"' + "\\" * 19_001,
    "nots": "not(" * 3000 + "true" + ")" * 3000,
    "powers": " ** ".join(["9"] * 9000),
    "digits": "9" * 19_999 + "e9999",
}
GUESTS: Final[dict[str, tuple[Dialect, str]]] = {
    "Python power": (Dialect.PYTHON, "9 ** 9 ** 9 ** 9 > n"),
    "Python class": (Dialect.PYTHON, "().__class__.__base__.__subclasses__()"),
    "Python lambda": (Dialect.PYTHON, "(lambda g: g(g))(lambda g: g(g))"),
    "Python list": (Dialect.PYTHON, "[0] * 10 ** 10"),
    "Python text": (Dialect.PYTHON, "'a' * 10 ** 10"),
    "Python import": (Dialect.PYTHON, "__import__('os').getpid()"),
    "Python comprehension": (Dialect.PYTHON, "[i for i in range(10 ** 10)]"),
    "Python walrus": (Dialect.PYTHON, "(x := 5)"),
    "Python format": (Dialect.PYTHON, "f'{s.__class__}'"),
    "Python nulls": (Dialect.PYTHON, "s\0"),
    "JUEL class": (Dialect.JUEL, "${s.getClass().forName('java.lang.Runtime').getRuntime().exec('id')}"),
    "JUEL class by key": (Dialect.JUEL, "${s['class'].forName('java.lang.Runtime')}"),
    "JUEL conditions": (Dialect.JUEL, "${" + "n ? " * 3000 + "1" + " : 2" * 3000 + "}"),
    "JUEL keys": (Dialect.JUEL, "${c" + "[c" * 3000 + "]" * 3000 + "}"),
    "template of many holes": (Dialect.TEMPLATE, "${l}" * 4000),
    "template of long holes": (Dialect.TEMPLATE, "${" + "n + " * 6000 + "1} and more"),
    "cell of many tests": (Dialect.UNARY, ", ".join(["not"] * 4000)),
    "cell of loops": (Dialect.UNARY, "count(for i in 1..1e9 return i) > ?"),
}


class Cost(NamedTuple):
    """``outcome`` is value, stopped (the budget) or refused (no expression)."""

    name: str
    outcome: str
    seconds: float
    megabytes: float


def everything() -> Iterator[tuple[str, Dialect, str]]:
    for texts in (STOPPED, HARMLESS, UNREADABLE):
        for name, text in texts.items():
            yield name, Dialect.FEEL, text
    for name, (dialect, text) in GUESTS.items():
        yield name, dialect, text


def costs() -> Iterator[Cost]:
    before = _peak()
    for name, dialect, text in everything():
        begun = thread_time()
        outcome = _outcome(text, dialect)
        yield Cost(name, outcome, thread_time() - begun, _peak() - before)


def _outcome(text: str, dialect: Dialect) -> str:
    try:
        compile_expression(text, dialect).evaluate(VARIABLES, now=NOW, budget=SCRIPT)
    except BudgetExceeded:
        return "stopped"
    except ExpressionError:
        return "refused"
    return "value"


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    for cost in costs():
        sys.stdout.write(json.dumps(cost) + "\n")
