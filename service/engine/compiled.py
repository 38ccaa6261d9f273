"""A process ready to run."""

from dataclasses import dataclass

from service.engine.info import ProcessInfo
from service.engine.process_spec import ProcessSpec


@dataclass(frozen=True)
class CompiledProcess:
    """A deployed process ready to run. Nothing in it changes, so threads and instances share it."""

    id: str
    digest: str
    info: ProcessInfo
    spec: ProcessSpec
