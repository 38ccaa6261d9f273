"""Mutated expressions: ``python -m tests.expressions.fuzz --count 1000000 --seed 1``.

Nothing may come out of an evaluation but a value or an ``ExpressionError``. A ``RecursionError`` that an
evaluation turned into a spent budget is reported as well, unless the stack was really deep. Ends with 1
if anything stray came up.
"""

import argparse
import re
import sys
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from time import thread_time
from traceback import walk_tb
from typing import Any, Final

from service.expressions import CONDITION, Dialect, ExpressionError, compile_expression
from service.expressions.builtins import BUILTINS
from tests.expressions.corpus import CORPUS
from tests.expressions.evaluating import NOW

VARIABLES: Final[dict[str, Any]] = {
    "a b": 1,
    "amount": 2000,
    "name": "Kim",
    "nothing": None,
    "tags": ["x", "y"],
    "order": {"lines": [1, 2, 3], "customer": {"name": "Lee"}},
    "?": 3,
}
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\w+|\s+|\S')
_DIALECTS: Final = (*[Dialect.FEEL] * 5, Dialect.UNARY, Dialect.PYTHON, Dialect.JUEL, Dialect.TEMPLATE, None)
_DEEP_STACK: Final = 300
"""Frames of an evaluation that may really have run out of stack."""
_LATE_S: Final = 0.2
_SEEDS: Final = (
    *CORPUS,
    *(f"{name}({', '.join(f.params)})" for name, f in BUILTINS.items()),
    *(f'{name}("a", 1, [2], null)' for name in BUILTINS),
)


@dataclass
class Report:
    """``stray`` counts what should not have come up, by its kind; ``examples`` has a text for each."""

    count: int = 0
    values: int = 0
    stray: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    late: list[tuple[float, str]] = field(default_factory=list)

    def note(self, error: BaseException, text: str) -> None:
        kind = f"{type(error).__name__}: {str(error)[:60]}"
        self.stray[kind] += 1
        self.examples.setdefault(kind, text[:200])


def fuzz(count: int, seed: int, texts: Sequence[str] = _SEEDS) -> Report:
    """Evaluate ``count`` mutated texts, always the same ones for the same seed."""
    report = Report()
    random = Random(seed)
    for text in _mutants(random, count, texts):
        dialect = random.choice(_DIALECTS)
        written = f"${{{text}}}" if dialect in (Dialect.JUEL, Dialect.TEMPLATE) else text
        begun = thread_time()
        _try(written, dialect, report)
        taken = thread_time() - begun
        if taken > CONDITION.seconds + _LATE_S:
            report.late.append((round(taken, 2), written[:200]))
    return report


def _try(text: str, dialect: Dialect | None, report: Report) -> None:
    report.count += 1
    try:
        compile_expression(text, dialect, ("a b",)).evaluate(VARIABLES, now=NOW)
        report.values += 1
    except ExpressionError as error:
        hidden = error.__context__
        if isinstance(hidden, RecursionError) and not _is_deep(hidden):
            report.note(hidden, text)
    except Exception as error:
        report.note(error, text)


def _is_deep(error: BaseException) -> bool:
    return sum(1 for _ in walk_tb(error.__traceback__)) > _DEEP_STACK


def _mutants(random: Random, count: int, texts: Sequence[str]) -> Iterator[str]:
    tokens = [_TOKEN.findall(text) for text in texts]
    words = [token for text in tokens for token in text]
    for _ in range(count):
        mutant = list(random.choice(tokens))
        for _ in range(random.randint(1, 4)):
            _mutate(mutant, random, tokens, words)
        yield "".join(mutant)


def _mutate(mutant: list[str], random: Random, tokens: Sequence[Sequence[str]], words: Sequence[str]) -> None:
    """Replace, insert or delete a token, or put another text in the middle."""
    at, way = random.randrange(len(mutant) + 1), random.random()
    if way < 0.35:
        mutant[at : at + 1] = [random.choice(words)]
    elif way < 0.6:
        mutant.insert(at, random.choice(words))
    elif way < 0.8:
        del mutant[at : at + 1]
    else:
        mutant[at:at] = random.choice(tokens)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    warnings.simplefilter("ignore", SyntaxWarning)
    report = fuzz(wanted.count, wanted.seed)
    print(f"{report.count} mutants, {report.values} with a value, {sum(report.stray.values())} stray")
    for kind, times in report.stray.most_common():
        print(f"  {times} times {kind} | {report.examples[kind]}")
    print(f"{len(report.late)} late")
    for taken, text in report.late[:20]:
        print(f"  {taken} s | {text}")
    return int(bool(report.stray))


if __name__ == "__main__":
    sys.exit(main())
