"""Office operations: service tasks that are done at once, in the transaction of the act that reached them.

A connector call goes through a job, since a neighbour must not be called inside a transaction. An
operation of the office itself must not be a job: a document gets its number in the same transaction
as the decision (decree on office work, art. 11).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from service.commands import approvals, documents, memos
from service.commands.acts import OperationCall
from service.context import Context
from service.engine import Wait

Operation = Callable[[Context, OperationCall], dict[str, Any]]

OPERATIONS: Final[Mapping[str, Operation]] = {
    "approval.plan_line": approvals.plan_line,
    "approval.next_stage": approvals.next_stage,
    "document.register": documents.register,
    "memo.open_directive": memos.open_directive,
}


@dataclass(frozen=True)
class OperationResult:
    """``subject`` replaces title or business key of the instance where the operation changed them."""

    variables: Mapping[str, Any]
    subject: Mapping[str, str] = field(default_factory=dict)


def offers(topic: Any) -> bool:
    """Whether the office itself does what a topic asks for."""
    return topic in OPERATIONS


def perform(ctx: Context, instance_id: UUID, wait: Wait) -> OperationResult:
    """Do the operation that ``wait`` asks for and return what it gives to the process."""
    call = OperationCall(instance_id, wait.element_id, wait.attributes, wait.variables)
    return OperationResult(OPERATIONS[wait.attributes["topic"]](ctx, call))
