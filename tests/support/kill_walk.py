"""Moves one document from draft to archive in a process that is killed at a given commit.

``python -m tests.support.kill_walk`` reads lines ``DATABASE_URL SIMULATOR_URL POINT`` and answers each
with a line of JSON. Point 0 counts the commits of an undisturbed walk; point 2n-1 kills the process
(SIGKILL) before its n-th commit, point 2n after it, and lets another process finish the walk.
Processes are forked, so that each begins at once with everything imported.
"""

import json
import os
import signal
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from connectors import Registry
from connectors.records import RecordsConnector
from service.commands import instances, user_tasks
from service.context import SYSTEM, Office
from service.engine import Engine
from service.jobs.worker import Worker
from service.persistence.database import open_database
from service.persistence.models import ApprovalStep, Document, InstanceStatus, Job, Opinion, ProcessInstance
from service.queries import inbox
from service.queries import instances as instance_queries
from service.testing import MovingClock
from tests.support.practice import DRAFT

ANSWERS: dict[str, dict[str, Any]] = {
    "draft": dict(DRAFT),
    "review": {"outcome": "approve", "opinion": "검토했습니다."},
    "decide": {"outcome": "approve"},
}
DRAFTER = "P057"
ZONE = ZoneInfo("Asia/Seoul")


@dataclass
class Walk:
    """One process's part of the walk; ``kill_at`` is the point at which it dies, 0 for never."""

    url: str
    simulator: str
    kill_at: int
    later: timedelta
    commits: int = field(default=0, init=False)

    def run(self) -> None:
        registry = Registry(RecordsConnector(self.simulator))
        clock = MovingClock()
        clock.now += self.later
        office = Office(open_database(self.url), Engine(), ZONE, frozenset(registry.topics()), clock=clock)
        self._count_commits(office)
        worker = Worker(office, registry)
        self._begin(office)
        while self._step(office, worker):
            pass
        office.database.close()

    def _count_commits(self, office: Office) -> None:
        dialect = office.database.engine.dialect
        commit = dialect.do_commit

        def counted(connection: Any) -> None:
            self.commits += 1
            self._die_at(2 * self.commits - 1)
            commit(connection)
            self._die_at(2 * self.commits)

        dialect.do_commit = counted  # type: ignore[method-assign]

    def _die_at(self, point: int) -> None:
        if point == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def _begin(self, office: Office) -> None:
        with office.reading(SYSTEM) as ctx:
            if ctx.session.scalar(select(Document.id)):
                return
        with office.transaction(DRAFTER) as ctx:
            instances.start(ctx, "internal_approval", {})

    def _step(self, office: Office, worker: Worker) -> bool:
        """Do the next thing that is to be done; return whether there was one."""
        with office.reading(SYSTEM) as ctx:
            tasks = inbox.find_tasks(ctx, limit=1)
        if tasks:
            with office.transaction(str(tasks[0].assignee)) as ctx:
                user_tasks.complete(ctx, tasks[0].id, ANSWERS[tasks[0].element_id])
            return True
        return worker.work_off() > 0


def verdict(url: str) -> dict[str, Any]:
    """Tell what the database holds after the walk."""
    database = open_database(url)
    office = Office(database, Engine(), ZONE)
    with office.reading(SYSTEM) as ctx:
        [document] = ctx.session.scalars(select(Document)).all()
        [instance] = ctx.session.scalars(select(ProcessInstance)).all()
        told = {
            "state": document.state,
            "number": document.number,
            "versions": document.version,
            "rounds": document.round,
            "steps": [s.state for s in ctx.session.scalars(select(ApprovalStep).order_by(ApprovalStep.seq))],
            "opinions": len(ctx.session.scalars(select(Opinion)).all()),
            "ended": instance.status == InstanceStatus.ENDED,
            "intact": instance_queries.verify(ctx, instance.id).intact,
            "jobs": [str(job.state) for job in ctx.session.scalars(select(Job))],
            "key": ctx.session.scalars(select(Job.key)).one(),
        }
    database.close()
    return told


def forked(walk: Walk) -> int:
    """Run the walk in a process of its own; return the number of its commits, or -1 if it was killed."""
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            walk.run()
            os.write(writable, str(walk.commits).encode())
        finally:
            os._exit(0)
    os.close(writable)
    with os.fdopen(readable) as stream:
        text = stream.read()
    _, status = os.waitpid(child, 0)
    return -1 if os.WIFSIGNALED(status) else int(text or "-2")


def main() -> None:
    for line in sys.stdin:
        url, simulator, point = line.split()
        first = forked(Walk(url, simulator, int(point), timedelta(0)))
        if first == -1:
            forked(Walk(url, simulator, 0, timedelta(minutes=10)))
        sys.stdout.write(json.dumps({"commits": first, **verdict(url)}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
