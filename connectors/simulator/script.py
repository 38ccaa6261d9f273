"""The failures that a simulated neighbour was told to play."""

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from marshmallow import Schema, fields, post_load, validate


class Fault(StrEnum):
    """``UNAVAILABLE`` 503 and ``BUSY`` 429 before any effect; ``FAIL`` 500 and ``DROP`` (the connection
    is closed without an answer) after it; ``TIMEOUT`` holds the answer back, before any effect;
    ``REFUSE`` a business "no"; ``DENY`` 403; ``GARBAGE`` a 200 that is no JSON."""

    UNAVAILABLE = "unavailable"
    BUSY = "busy"
    FAIL = "fail"
    DROP = "drop"
    TIMEOUT = "timeout"
    REFUSE = "refuse"
    DENY = "deny"
    GARBAGE = "garbage"


@dataclass(frozen=True)
class Scene:
    """What ``times`` calls to ``path`` (all paths if empty) meet with."""

    fault: Fault
    times: int = 1
    path: str = ""
    code: str = "REFUSED"
    message: str = ""
    seconds: float = 30.0


class SceneSchema(Schema):
    fault = fields.Enum(Fault, by_value=True, required=True)
    times = fields.Integer(strict=True, validate=validate.Range(1, 1_000_000))
    path = fields.String()
    code = fields.String(validate=validate.Length(min=1))
    message = fields.String()
    seconds = fields.Float(validate=validate.Range(0, 3600))

    @post_load
    def scene(self, values: dict[str, Any], **_: Any) -> Scene:
        return Scene(**values)


class Script:
    """The scenes still to be played, in order; threads may share it."""

    def __init__(self) -> None:
        self._scenes: deque[Scene] = deque()
        self._lock = threading.Lock()

    def add(self, values: Mapping[str, Any]) -> None:
        """Append a scene; raises marshmallow's ``ValidationError`` if it is not understood."""
        scene: Scene = SceneSchema().load(values)
        with self._lock:
            self._scenes.extend([scene] * scene.times)

    def next(self, path: str) -> Scene | None:
        """Take the first scene that is meant for ``path``."""
        with self._lock:
            for scene in self._scenes:
                if scene.path in ("", path):
                    self._scenes.remove(scene)
                    return scene
        return None

    def clear(self) -> None:
        with self._lock:
            self._scenes.clear()
