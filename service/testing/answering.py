"""A neighbour that answers as told and remembers every call."""

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Called:
    topic: str
    payload: Mapping[str, Any]
    key: str


@dataclass
class Neighbours:
    """Answers every topic with ``{}`` unless told otherwise; ``calls`` lists what was asked."""

    calls: list[Called] = field(default_factory=list)
    _answers: dict[str, deque[Mapping[str, Any] | Exception]] = field(
        default_factory=lambda: defaultdict(deque)
    )

    def will(self, topic: str, *answers: Mapping[str, Any] | Exception) -> None:
        """Queue what the next calls of ``topic`` return or raise."""
        self._answers[topic].extend(answers)

    def call(self, topic: str, payload: Mapping[str, Any], key: str) -> dict[str, Any]:
        self.calls.append(Called(topic, payload, key))
        queue = self._answers[topic]
        answer = queue.popleft() if queue else {}
        if isinstance(answer, Exception):
            raise answer
        return dict(answer)
