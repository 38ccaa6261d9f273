"""The engine room: saved state + stimulus + now -> Outcome. The only room that knows SpiffWorkflow.

A walk through it: ``reader`` makes a ``model.Diagram`` of a file, ``checks`` judge it, ``normalise``
rewrites it, ``builder`` turns it into ``specs``; an ``instance`` moves tokens through ``tree``s of them;
``codec`` and ``pruning`` keep its state small; ``waits`` reads off what it waits for. ``engine`` is the door.

A called process runs in the state of its caller, in a tree of its own: an act changes one instance only, and
errors and interruptions go through. ``library`` binds it when the token arrives; the state keeps the reference.
"""

from service.engine.compiled import CompiledProcess
from service.engine.engine import Engine
from service.engine.info import ProcessInfo, StartInfo
from service.engine.library import NO_LIBRARY, Called, Library
from service.engine.limits import Limits
from service.engine.outcome import Outcome, Passed, Thrown, Trouble, Wait, WaitKind

__all__ = [
    "NO_LIBRARY",
    "Called",
    "CompiledProcess",
    "Engine",
    "Library",
    "Limits",
    "Outcome",
    "Passed",
    "ProcessInfo",
    "StartInfo",
    "Thrown",
    "Trouble",
    "Wait",
    "WaitKind",
]
