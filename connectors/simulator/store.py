"""What a simulated neighbour has taken in: survives a kill, takes effect once per key."""

import json
import sqlite3
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

TABLE: Final = """
CREATE TABLE IF NOT EXISTS received (
    sequence INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    key TEXT NOT NULL,
    payload TEXT NOT NULL,
    answer TEXT NOT NULL,
    calls INTEGER NOT NULL DEFAULT 1,
    UNIQUE (path, key)
)
"""


class Refusal(Exception):
    """A system's business "no": nothing is stored."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Received:
    """One effect; ``calls`` counts how often it was asked for."""

    sequence: int
    path: str
    key: str
    payload: Mapping[str, Any]
    answer: Mapping[str, Any]
    calls: int


# Given what the path received before, the new sequence number and payload, says the answer or refuses.
Effect = Callable[[list[Received], int, Mapping[str, Any]], Mapping[str, Any]]


class Store:
    """A small SQLite file; ``:memory:`` for a test that needs no restart."""

    def __init__(self, file: Path | str) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(file, check_same_thread=False)
        # A kill right after the answer must not lose the effect that the caller was told of.
        self._database.execute("PRAGMA synchronous = FULL")
        with self._database:
            self._database.execute(TABLE)

    def take(self, path: str, key: str, payload: Mapping[str, Any], effect: Effect) -> Mapping[str, Any]:
        """Return the answer to this call; a known key gives the first answer and no second effect.

        Raises ``Refusal`` if the effect refuses or the key came before with another payload.
        """
        with self._lock, self._database:
            before = self._select(path)
            known = next((one for one in before if one.key == key), None)
            if known is None:
                return self._add(path, key, payload, effect, before)
            if known.payload != payload:
                raise Refusal("KEY_REUSED", f"{key} came before with another payload")
            self._database.execute(
                "UPDATE received SET calls = calls + 1 WHERE sequence = ?", (known.sequence,)
            )
            return known.answer

    def received(self, path: str | None = None) -> list[Received]:
        """Return the effects in the order they were taken, of one path or of all."""
        with self._lock:
            return self._select(path)

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def _add(
        self, path: str, key: str, payload: Mapping[str, Any], effect: Effect, before: list[Received]
    ) -> Mapping[str, Any]:
        (sequence,) = self._database.execute("SELECT coalesce(max(sequence), 0) + 1 FROM received").fetchone()
        answer = effect(before, sequence, payload)
        row = (sequence, path, key, json.dumps(payload), json.dumps(answer))
        self._database.execute(
            "INSERT INTO received (sequence, path, key, payload, answer) VALUES (?, ?, ?, ?, ?)", row
        )
        return answer

    def _select(self, path: str | None) -> list[Received]:
        rows = self._database.execute(
            "SELECT sequence, path, key, payload, answer, calls FROM received"
            " WHERE path = coalesce(?, path) ORDER BY sequence",
            (path,),
        )
        return [
            Received(sequence, place, key, json.loads(payload), json.loads(answer), calls)
            for sequence, place, key, payload, answer, calls in rows
        ]
