"""Turns what an instance newly waits for into rows: user tasks with their grants, jobs, subscriptions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Protocol
from uuid import UUID

from service.catalogue import Definition
from service.context import Context
from service.engine import Wait, WaitKind
from service.persistence.ids import new_id
from service.persistence.ledger import Entry
from service.persistence.models import FAR_FUTURE, JobKind, JobState, TaskState

MAX_ATTEMPTS: Final = 5
DEFAULT_PRIORITY: Final = 50


class Titled(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def business_key(self) -> str | None: ...


@dataclass
class Opened:
    tasks: list[dict[str, Any]] = field(default_factory=list)
    grants: list[dict[str, Any]] = field(default_factory=list)
    jobs: list[dict[str, Any]] = field(default_factory=list)
    subscriptions: list[dict[str, Any]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


def open_waits(
    ctx: Context, instance_id: UUID, of: Definition, subject: Titled, waits: Iterable[Wait]
) -> Opened:
    """Return the rows for ``waits``; conditions need none, the engine watches them itself."""
    opened = Opened()
    for wait in waits:
        if wait.kind is WaitKind.USER_TASK:
            _open_task(ctx, opened, instance_id, of, subject, wait)
        elif wait.kind in (WaitKind.TIMER, WaitKind.SERVICE_CALL):
            opened.jobs.append(_job(ctx, instance_id, wait))
        elif wait.kind in (WaitKind.MESSAGE, WaitKind.SIGNAL):
            opened.subscriptions.append(_subscription(ctx, instance_id, wait))
    return opened


def grants_of(
    tenant: int,
    task_id: UUID,
    due_at: datetime | None,
    assignee: str | None,
    candidate_users: Sequence[str],
    candidate_groups: Sequence[str],
) -> list[dict[str, Any]]:
    """Return one grant per principal: the assignee's alone, or one for each candidate."""
    if assignee is not None:
        principals = {f"user:{assignee}"}
    else:
        principals = {f"user:{u}" for u in candidate_users} | {_group(g) for g in candidate_groups}
    return [
        {"tenant_id": tenant, "principal": p, "due_at": due_at or FAR_FUTURE, "task_id": task_id}
        for p in sorted(principals)
    ]


def _group(name: str) -> str:
    return name if name.startswith("post:") else f"group:{name}"


def _open_task(
    ctx: Context, opened: Opened, instance_id: UUID, of: Definition, subject: Titled, wait: Wait
) -> None:
    attributes, task_id = wait.attributes, new_id()
    users, groups = _names(attributes.get("candidate_users")), _names(attributes.get("candidate_groups"))
    due_at, assignee = _moment(ctx, attributes.get("due_date")), attributes.get("assignee") or None
    opened.tasks.append(
        {
            "tenant_id": ctx.tenant,
            "id": task_id,
            "instance_id": instance_id,
            "token": wait.token,
            "process_key": of.key,
            "element_id": wait.element_id,
            "name": wait.name,
            "title": subject.title,
            "business_key": subject.business_key,
            "form_key": attributes.get("form_key"),
            "verb": attributes.get("dure.verb"),
            "loop_index": wait.loop_index,
            "assignee": assignee,
            "candidate_users": users,
            "candidate_groups": groups,
            "priority": int(attributes.get("priority") or DEFAULT_PRIORITY),
            "state": TaskState.OPEN,
            "created_at": ctx.now,
            "due_at": due_at,
            "follow_up_at": _moment(ctx, attributes.get("follow_up_date")),
        }
    )
    opened.grants += grants_of(ctx.tenant, task_id, due_at, assignee, users, groups)
    who = {"assignee": assignee} if assignee else {"candidate_users": users, "candidate_groups": groups}
    opened.entries.append(Entry("task.opened", "engine", wait.element_id, {"task": task_id, **who}))


def _job(ctx: Context, instance_id: UUID, wait: Wait) -> dict[str, Any]:
    is_timer = wait.kind is WaitKind.TIMER
    return {
        "tenant_id": ctx.tenant,
        "id": new_id(),
        "key": f"{instance_id}:{wait.element_id}:{wait.token}",
        "kind": JobKind.TIMER if is_timer else JobKind.CALL,
        "instance_id": instance_id,
        "token": wait.token,
        "element_id": wait.element_id,
        "topic": wait.attributes.get("topic"),
        "payload": {} if is_timer else dict(wait.variables),
        "retries": wait.attributes.get("retry_cycle"),
        "state": JobState.OPEN,
        "run_at": wait.due or ctx.now,
        "attempt": 0,
        "max_attempts": int(wait.attributes.get("retries") or MAX_ATTEMPTS),
        "created_at": ctx.now,
    }


def _subscription(ctx: Context, instance_id: UUID, wait: Wait) -> dict[str, Any]:
    key = wait.attributes.get("correlation_key")
    return {
        "tenant_id": ctx.tenant,
        "id": new_id(),
        "kind": wait.kind.value,
        "name": str(wait.attributes.get(wait.kind.value, "")),
        "correlation_key": None if key is None else str(key),
        "instance_id": instance_id,
        "token": wait.token,
        "element_id": wait.element_id,
        "created_at": ctx.now,
    }


def _names(value: Any) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else [str(name) for name in value]


def _moment(ctx: Context, value: Any) -> datetime | None:
    """Read a due date as the engine gives it; a moment without zone is on the office's clock."""
    if value in (None, ""):
        return None
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return (moment if moment.tzinfo else moment.replace(tzinfo=ctx.office.zone)).astimezone(UTC)
