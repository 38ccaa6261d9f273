"""How long the checks of a table of 1,000 rules and 5 inputs take, against trying inputs out.

The baseline asks every combination of boundary values and notes which rows match; a sample of the
combinations is timed and the time for all of them is reckoned from it.

Run: ``.venv/bin/python -m tests.benchmarks.decision_checks``
"""

import sys
import time
from collections.abc import Callable
from math import prod
from random import Random
from typing import Any

from service.decisions import DecisionModel, boundaries, check_model, read_model
from service.decisions.tablecheck.cells import read_cell
from tests.decisions.partitions import KINDS, Part, file_of, parts
from tests.decisions.writing import NOW

ROWS = 1000
SAMPLE = 300


def seconds(work: Callable[[], object], rounds: int = 3) -> float:
    """Return the least processor time of some rounds: others share the machine."""
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


def anew(work: Callable[[], object]) -> None:
    """Do it without the cells that were read before."""
    read_cell.cache_clear()
    work()


def brute_force(model: DecisionModel) -> tuple[int, float]:
    """Return how many combinations of boundaries there are, and the seconds that each takes."""
    columns: list[list[Any]] = [list(column.values) for column in boundaries(model, "d")]
    columns[0], columns[1] = list(KINDS), [False, True]
    random = Random(1)
    sample = [tuple(random.choice(values) for values in columns) for _ in range(SAMPLE)]
    names = [column.input for column in boundaries(model, "d")]

    def ask() -> None:
        for point in sample:
            model.decide("d", dict(zip(names, point, strict=True)), now=NOW)

    return prod(map(len, columns)), seconds(ask, 1) / SAMPLE


def report(name: str, rows: list[Part]) -> float:
    content = file_of(rows)
    model = read_model(content, "large.dmn")
    checks = seconds(lambda: anew(model.check_tables))
    whole = seconds(lambda: anew(lambda: check_model(content, "large.dmn")))
    found = check_model(content, "large.dmn")
    sys.stdout.write(f"{name:8} checks {checks:.2f} s, with reading {whole:.2f} s, {len(found)} findings\n")
    for finding in found:
        sys.stdout.write(f"         {finding}\n")
    return checks


def main() -> None:
    rows = parts(ROWS)
    checks = report("sound", rows)
    report("gap", [*rows[:500], *rows[501:]])
    report("doubled", [*rows, rows[77]])
    combinations, each = brute_force(read_model(file_of(rows), "large.dmn"))
    whole = combinations * each
    sys.stdout.write(
        f"brute force: {combinations:.1e} combinations of {each * 1000:.2f} ms, {whole / 3600:.0f} hours; "
        f"ratio 1:{whole / checks:.0e}\n"
    )


if __name__ == "__main__":
    main()
