"""Large tables without overlap or gap, made by cutting the space of their inputs again and again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from tests.decisions.writing import decision, definitions, inputs, table

KINDS: Final = tuple(f"KIND{i:02d}" for i in range(24))
COLUMNS: Final = {"kind": "string", "urgent": "boolean", "amount": "number", "on": "date", "score": "number"}
_FIRST_DAY: Final = date(2026, 1, 1)
_END: Final = {"amount": 10_000_000, "on": 3650, "score": 1000}


@dataclass(frozen=True)
class Part:
    """A box: the kinds, the urgencies, and from each interval the start and the end, which is outside."""

    kind: tuple[str, ...]
    urgent: tuple[bool, ...]
    amount: tuple[int, int]
    on: tuple[int, int]
    score: tuple[int, int]

    def cells(self) -> list[str]:
        kinds = "-" if len(self.kind) == len(KINDS) else ", ".join(f'"{kind}"' for kind in self.kind)
        urgent = "-" if len(self.urgent) == 2 else str(self.urgent[0]).lower()
        low, high = (f'date("{_FIRST_DAY + timedelta(days=day)}")' for day in self.on)
        return [
            kinds,
            urgent,
            f"[{self.amount[0]}..{self.amount[1]})",
            f"[{low}..{high})",
            f"? >= {self.score[0]} and ? < {self.score[1]}",
        ]

    def holds(self, asked: dict[str, Any]) -> bool:
        day = (asked["on"] - _FIRST_DAY).days
        among = asked["kind"] in self.kind and asked["urgent"] in self.urgent
        numbers = ((self.amount, asked["amount"]), (self.on, day), (self.score, asked["score"]))
        return among and all(low <= number < high for (low, high), number in numbers)


def parts(count: int, seed: int = 1) -> list[Part]:
    """Return disjoint parts that cover everything, in a random order."""
    random = Random(seed)
    found = [Part(KINDS, (False, True), (0, 10_000_000), (0, 3650), (0, 1000))]
    while len(found) < count:
        part = found.pop(random.randrange(len(found)))
        found += _cut(part, random.choice(list(COLUMNS)), random) or [part]
    random.shuffle(found)
    return found


def _cut(part: Part, column: str, random: Random) -> Sequence[Part]:
    side: Any = getattr(part, column)
    if column in ("kind", "urgent"):
        at = random.randrange(1, len(side)) if len(side) > 1 else 0
        pieces = [side[:at], side[at:]] if at else []
    else:
        middle = random.randrange(side[0] + 1, side[1]) if side[1] - side[0] > 1 else 0
        pieces = [(side[0], middle), (middle, side[1])] if middle else []
    return [replace(part, **{column: piece}) for piece in pieces]


def file_of(rows: Sequence[Part], policy: str = "UNIQUE") -> bytes:
    """Write the table, complete for the values that its columns list."""
    body = table(COLUMNS, ["o"], [(row.cells(), [str(i)]) for i, row in enumerate(rows, 1)])
    last = _FIRST_DAY + timedelta(days=_END["on"])
    allowed = {
        "kind": ", ".join(f'"{kind}"' for kind in KINDS),
        "amount": f"[0..{_END['amount']})",
        "on": f'[date("{_FIRST_DAY}")..date("{last}"))',
        "score": f"[0..{_END['score']})",
    }
    for name, values in allowed.items():
        written = f"<text>{name}</text></inputExpression>"
        body = body.replace(written, f"{written}<inputValues><text>{values}</text></inputValues>")
    head = f'<decisionTable xmlns:dure="urn:dure:dmn:1.0" dure:complete="true" hitPolicy="{policy}">'
    body = body.replace("<decisionTable>", head)
    return definitions(inputs(*COLUMNS), decision("d", body, *[f"in_{name}" for name in COLUMNS]))
