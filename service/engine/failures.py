"""Why a token cannot pass an element; raised inside the engine, reported as ``Trouble``."""

from service.engine.outcome import Trouble


class Failure(Exception):
    """The element at ``element_id`` could not be run; the token stays in front of it."""

    def __init__(self, kind: str, element_id: str, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.trouble = Trouble(kind, element_id, message, code)
