"""Threads that share compiled expressions get their own answers."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import pytest

from service.expressions import Expression, compile_expression
from tests.expressions.evaluating import NOW

THREADS: Final = 8
ROUNDS: Final = 1_000

Known = tuple[str, Callable[[int], Any]]

KNOWN: Final[list[Known]] = [
    ("n > 500 and even(n)", lambda n: n > 500 and n % 2 == 0),
    ("n * 3 - 1", lambda n: n * 3 - 1),
    ('string(n) + "번"', lambda n: f"{n}번"),
    ("for i in 1..3 return i * n", lambda n: [n, 2 * n, 3 * n]),
    (
        "{f: function(x) if x < 2 then 1 else x * f(x - 1), r: f(modulo(n, 5))}.r",
        lambda n: [1, 1, 2, 6, 24][n % 5],
    ),
    ("count((for i in 1..9 return i)[item > modulo(n, 9)])", lambda n: 9 - n % 9),
    ("some x in list satisfies x = n", lambda n: True),
    ('if missing = null then n else "wrong"', lambda n: n),
    ("${list[1] - n}", lambda n: 1),
    ('replace(string(n), "^([0-9])", "$1$1")', lambda n: f"{str(n)[0]}{n}"),
]


@pytest.fixture
def switching() -> Iterator[None]:
    """Let threads take turns far more often than they would."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("switching")
def test_eighty_thousand_evaluations_in_eight_threads_are_all_right() -> None:
    shared = [(compile_expression(text), answer) for text, answer in KNOWN]

    with ThreadPoolExecutor(THREADS) as pool:
        wrong = [
            fault for faults in pool.map(_faults, range(THREADS), [shared] * THREADS) for fault in faults
        ]

    assert wrong == []


def _faults(thread: int, shared: list[tuple[Expression, Callable[[int], Any]]]) -> list[tuple[str, int, Any]]:
    faults = []
    for n in range(thread * ROUNDS + 1, (thread + 1) * ROUNDS + 1):
        for expression, answer in shared:
            found = expression.evaluate({"n": n, "list": [n, n + 1]}, now=NOW)
            if found.value != answer(n) or found.cautions:
                faults.append((expression.text, n, found.value))
    return faults
