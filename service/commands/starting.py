"""Starting a process after this transaction: a transaction never holds two instances."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from service.context import Context
from service.persistence.ids import new_id
from service.persistence.models import Job, JobKind, JobState


def start_later(
    ctx: Context, process: str, answers: Mapping[str, Any], key: str, *, actor: str | None = None
) -> None:
    """Write the job that starts ``process`` in the name of ``actor``; the same ``key`` starts it once."""
    if ctx.session.scalar(select(Job.id).where(Job.tenant_id == ctx.tenant, Job.key == key)):
        return
    ctx.session.add(
        Job(
            tenant_id=ctx.tenant,
            id=new_id(),
            key=key,
            kind=JobKind.START,
            payload={"key": process, "answers": dict(answers), "actor": actor or ctx.actor},
            state=JobState.OPEN,
            run_at=ctx.now,
            attempt=0,
            max_attempts=5,
            created_at=ctx.now,
        )
    )
