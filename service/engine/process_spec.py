"""The spec of a process or sub-process: its elements by name, ready to share between threads."""

from typing import Any

from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from service.engine.specs.base import StartStep

ROOT = ":root"


class ProcessSpec(WorkflowSpec):
    """Names of generated specs hold a colon, which no XML id may: nothing drawn can collide with them.

    ``reach`` tells for each inclusive join which of its ways in a token at a given spec can still come by.
    ``free`` is set for an ad-hoc sub-process. ``listeners`` are the starts of the scope's event sub-processes.
    """

    def __init__(self, scope_id: str) -> None:
        super().__init__(name=scope_id)
        self.start = StartStep(self, ROOT)
        self.starts: dict[str, str] = {}
        self.none_starts: list[str] = []
        self.reach: dict[str, dict[str, frozenset[str]]] = {}
        self.settles = False
        self.listeners: list[Any] = []
        self.free = False

    def initial(self, start_element: str | None = None) -> list[Any]:
        """Return the specs at which a new tree begins."""
        if start_element is not None:
            return [self.task_specs[self.starts[start_element]]]
        return [self.task_specs[name] for name in self.none_starts]
