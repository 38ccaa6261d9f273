"""The texts that the fuzzer mutates: every case of the standard, cells, guests, and things ill meant."""

from typing import Final

from tests.expressions.cases import SECTIONS

_GUESTS: Final = (
    "empty tags || order.customer.name == 'Lee'",
    "amount > 1 ? 'big' : 'small'",
    "order.getCustomer().getName().equals('Kim')",
    "tags[amount % 2]",
    "not amount or name in tags",
    "order['customer']['name'] != '' and len(tags) > 1",
    "variables:gt(amount, 5)",
)
_CELLS: Final = (
    "-",
    "not(1, 2)",
    "> 5, < 3",
    '"a", "b", null',
    "[1..5), > amount",
    "? > 3 and ? < 6",
    "every x in ? satisfies x > 1",
)
_LARGE: Final = (
    "{f: function(x, n) if n = 0 then x else f([x, x], n - 1), r: f(1, 9)}.r",
    "for i in 1..30, j in i..30 return if i = 1 then j else partial[-1] + j",
    'replace("aaaa", "(a+)+$", "$1$0")',
    "sort(tags, function(a, b) a < b)",
    "1e6144 * 1e-6143 ** 99",
    '@"999999999-12-31" + @"P999999999Y" * 1e30',
    'from json("[{}, 1e9]")[1].a',
)
CORPUS: Final = tuple(text for cases in SECTIONS.values() for text, _ in cases) + _GUESTS + _CELLS + _LARGE
