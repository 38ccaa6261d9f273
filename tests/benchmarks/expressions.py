"""How long expressions and decision tables take: ``python -m tests.benchmarks.expressions``.

One run measures ours, Python's own compiled ``eval`` and feelin in Node. Every call has other inputs and
nothing keeps results; a figure is the median over short batches, in microseconds a call. Ends with 1 if
a bar is missed or the three disagree.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from types import CodeType
from typing import Any, Final

from service.expressions import compile_expression
from tests.decisions.writing import NOW, decision, definitions, inputs, read_model, table

FEELIN: Final = Path(__file__).with_name("expressions.mjs")
BATCH: Final = 20
BARS: Final = {"two-term condition": 3.0, "20-rule table": 15.0}
"""Most microseconds of ours; the condition may instead stay within EVAL_RATIO of eval."""
EVAL_RATIO: Final = 8
FEELIN_RATIO: Final = 50

Input = Mapping[str, Any]
Call = Callable[[Input], Any]


@dataclass(frozen=True)
class Contest:
    """One thing to evaluate in three ways; ``task`` is what feelin is told."""

    name: str
    ours: Call
    evaluated: Call
    task: Mapping[str, Any]
    inputs: Sequence[Input]
    for_feelin: int


def main() -> int:
    passed = True
    for contest in (condition(), date_arithmetic(), rules(20), rules(1000)):
        ours, baseline, feelin = measured(contest)
        passed = _shown(contest.name, ours, baseline, feelin) and passed
    return 0 if passed else 1


def measured(contest: Contest) -> tuple[float, float, float]:
    """Return the microseconds of ours, of eval and of feelin."""
    told = {**contest.task, "batch": BATCH, "inputs": contest.inputs[: contest.for_feelin]}
    answered = subprocess.run(
        ["node", FEELIN], input=json.dumps(told), capture_output=True, text=True, check=True
    )
    feelin = json.loads(answered.stdout)
    for i, result in enumerate(feelin["results"]):
        values = {_text(contest.ours(contest.inputs[i])), _text(contest.evaluated(contest.inputs[i])), result}
        if len(values) != 1:
            sys.exit(f"{contest.name}: the three disagree about {contest.inputs[i]}: {values}")
    return _median(contest.ours, contest), _median(contest.evaluated, contest), feelin["microseconds"]


def _median(call: Call, contest: Contest) -> float:
    times = []
    for start in range(0, len(contest.inputs), BATCH):
        batch = contest.inputs[start : start + BATCH]
        begun = perf_counter()
        for given in batch:
            call(given)
        times.append((perf_counter() - begun) / len(batch) * 1e6)
    return statistics.median(times)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _shown(name: str, ours: float, baseline: float, feelin: float) -> bool:
    bar = BARS.get(name, float("inf"))
    quick = ours < bar or (name == "two-term condition" and ours < EVAL_RATIO * baseline)
    passed = quick and feelin > FEELIN_RATIO * ours
    sys.stdout.write(
        f"{name:20} ours {ours:8.2f} us   eval {baseline:8.2f} us (ours {ours / baseline:5.1f} times)   "
        f"feelin {feelin:10.1f} us (ours {feelin / ours:6.0f} times faster)   {'ok' if passed else 'MISSED'}\n"
    )
    return passed


def condition() -> Contest:
    text = 'amount > 1000 and dept = "sales"'
    given = [{"amount": 1 + i % 1999, "dept": ("sales", "audit", "legal")[i % 3]} for i in range(20_000)]
    return _expression("two-term condition", text, _code('amount > 1000 and dept == "sales"'), given, {})


def date_arithmetic() -> Contest:
    text = 'date(begun) + duration("P40D") > date("2026-06-01")'
    code = _code('date.fromisoformat(begun) + timedelta(days=40) > date.fromisoformat("2026-06-01")')
    days = [date.fromordinal(date(2026, 1, 1).toordinal() + i % 365).isoformat() for i in range(20_000)]
    known = {"date": date, "timedelta": timedelta}
    return _expression("date arithmetic", text, code, [{"begun": day} for day in days], known)


def _expression(
    name: str, text: str, code: CodeType, given: Sequence[Input], known: Mapping[str, Any]
) -> Contest:
    expression = compile_expression(text)
    around = {"__builtins__": {}, **known}
    return Contest(
        name,
        lambda variables: expression.evaluate(variables, now=NOW).value,
        lambda variables: eval(code, around, variables),  # noqa: S307  the baseline itself
        {"kind": "expression", "text": text},
        given,
        4_000,
    )


def _code(text: str) -> CodeType:
    return compile(text, "baseline", "eval")


def rules(count: int) -> Contest:
    """Two columns, of which no single one tells the rule: a department and a bracket of four."""
    kinds = count // 4
    rows = [
        ([f'"d{i % kinds}"', f"[{i // kinds * 100}..{i // kinds * 100 + 100})"], [f'"r{i}"'])
        for i in range(count)
    ]
    columns = {"dept": "string", "amount": "number"}
    logic = table(columns, ["out"], rows)
    xml = definitions(inputs(*columns), decision("d", logic, *(f"in_{name}" for name in columns)))
    model = read_model(xml, "benchmark.dmn")
    given = [{"dept": f"d{i * 7 % kinds}", "amount": i * 13 % 400} for i in range(4_000)]
    told = [{"cells": cells, "output": outputs[0]} for cells, outputs in rows]
    return Contest(
        f"{count}-rule table",
        lambda variables: model.decide("d", variables, now=NOW).value,
        _first_of([(_code(_python(cells)), outputs[0].strip('"')) for cells, outputs in rows]),
        {"kind": "table", "columns": list(columns), "rules": told},
        given,
        400 if count < 100 else 20,
    )


def _python(cells: Sequence[str]) -> str:
    low, _, high = cells[1].strip("[)").partition("..")
    return f"dept == {cells[0]} and {low} <= amount < {high}"


def _first_of(rows: Sequence[tuple[CodeType, str]]) -> Call:
    around: dict[str, Any] = {"__builtins__": {}}

    def decide(variables: Input) -> str | None:
        for code, output in rows:
            if eval(code, around, variables):  # noqa: S307  the baseline itself
                return output
        return None

    return decide


if __name__ == "__main__":
    sys.exit(main())
