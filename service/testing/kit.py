"""An office in memory, ready in milliseconds: the real commands, engine and tables."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from service.commands import deployments, instances, jobs, messages
from service.commands.deployments import Deployed
from service.commands.messages import Correlation
from service.context import MAIN_TENANT, SYSTEM, Context, Office
from service.domain.findings import Finding
from service.engine import Engine
from service.jobs.worker import Worker
from service.persistence import migrate
from service.persistence.database import Database, open_in_memory
from service.persistence.models import PersonRow, Tenant, UnitRow
from service.queries import instances as instance_queries
from service.testing.answering import Neighbours
from service.testing.case import Case
from service.testing.moving_clock import MovingClock

TESTER: Final = "tester"
UNIT: Final = "test-unit"
MAX_JOBS: Final = 10_000


class Kit:
    """An office for one test. ``topics`` are those that models may use; by default any, and each is answered.

    ``database`` is one that has been migrated; without it the office lives in memory, for one thread.

    ::

        kit = Kit()
        kit.deploy(Path("leave.bpmn"), Path("leave_days.dmn"))
        case = kit.start("leave", {"days": 3})
        case.complete("approve", {"approved": True})
        assert case.ended
    """

    def __init__(
        self,
        *,
        topics: Collection[str] | None = None,
        clock: MovingClock | None = None,
        database: Database | None = None,
    ) -> None:
        self.clock = clock or MovingClock()
        self.neighbours = Neighbours()
        self.office = Office(
            database=open_in_memory(_template()) if database is None else _furnished(database),
            engine=_engine(),
            zone=ZoneInfo("Asia/Seoul"),
            external_topics=None if topics is None else frozenset(topics),
            clock=self.clock,
        )
        self._worker = Worker(self.office, self.neighbours)

    @contextmanager
    def acting(self, actor: str = TESTER) -> Iterator[Context]:
        """Open one transaction by ``actor``, for commands the kit has no word for."""
        with self.office.transaction(actor) as ctx:
            yield ctx

    def close(self) -> None:
        """Give the memory back."""
        self.office.database.close()

    # -- putting things in ---------------------------------------------------------------------------

    def deploy(self, *paths: Path | str, topics: Collection[str] = ()) -> Deployed:
        """Deploy files together; raises ``Refused`` with every finding if one cannot be executed right."""
        return self.deploy_files({str(path): Path(path).read_bytes() for path in paths}, topics)

    def deploy_files(self, files: Mapping[str, bytes], topics: Collection[str] = ()) -> Deployed:
        """Deploy contents by file name."""
        with self.acting(SYSTEM) as ctx:
            return deployments.deploy(ctx, "test", files, topics)

    def check(self, files: Mapping[str, bytes]) -> list[Finding]:
        """Return what a deployment would say, without deploying."""
        with self.office.reading(SYSTEM) as ctx:
            return deployments.check(ctx, files)

    def person(self, person_id: str, *roles: str, name: str = "") -> str:
        """Let a person be there, with these roles (candidate groups); return the id."""
        with self.acting(SYSTEM) as ctx:
            row = ctx.session.get(PersonRow, (MAIN_TENANT, person_id)) or _person(person_id, name)
            row.roles = " ".join(sorted({*row.roles.split(), *roles}))
            ctx.session.add(row)
            tenant = ctx.session.get_one(Tenant, MAIN_TENANT)
            tenant.directory_revision += 1
        return person_id

    # -- letting things happen -----------------------------------------------------------------------

    def start(
        self,
        key: str,
        variables: Mapping[str, Any] | None = None,
        *,
        by: str = TESTER,
        business_key: str | None = None,
    ) -> Case:
        """Start the newest version of a process and do what is due at once (calls, other starts)."""
        with self.acting(by) as ctx:
            instance_id = instances.start(ctx, key, variables or {}, business_key)
        self.work_off()
        return Case(self, instance_id)

    def case(self, instance_id: UUID) -> Case:
        return Case(self, instance_id)

    def cases(self, key: str | None = None) -> list[Case]:
        """Return every case of a process, or of all, oldest first."""
        with self.office.reading(SYSTEM) as ctx:
            found = instance_queries.find_instances(ctx, key=key, limit=1000)
        return [Case(self, row.id) for row in reversed(found)]

    def correlate(
        self,
        name: str,
        correlation_key: str | None = None,
        payload: Mapping[str, Any] | None = None,
        message_id: str | None = None,
    ) -> Correlation:
        """Send a message; raises ``NotFound`` if nothing waits for it."""
        with self.acting() as ctx:
            result = messages.correlate(ctx, name, correlation_key, payload, message_id)
        self.work_off()
        return result

    def broadcast(self, name: str, payload: Mapping[str, Any] | None = None) -> int:
        """Send a signal to all that wait for it; return how many did."""
        with self.acting() as ctx:
            count = messages.broadcast(ctx, name, payload)
        self.work_off()
        return count

    def work_off(self) -> int:
        """Do every job that is due now."""
        return self._worker.work_off(MAX_JOBS)

    def advance(self, **span: float) -> datetime:
        """Move the clock on by ``days``, ``hours`` …; every timer on the way goes off at its own moment."""
        end = self.clock.now + timedelta(**span)
        while (due := self._next_due()) is not None and due <= end:
            self.clock.now = max(due, self.clock.now)
            self.work_off()
        self.clock.now = end
        return end

    def advance_to(self, moment: datetime) -> datetime:
        """Move the clock on to ``moment`` (aware)."""
        return self.advance(seconds=(moment - self.clock.now).total_seconds())

    def running(self, key: str | None = None) -> int:
        """Return how many instances are running."""
        with self.office.reading(SYSTEM) as ctx:
            return instance_queries.count_running(ctx, key)

    def _next_due(self) -> datetime | None:
        with self.office.reading(SYSTEM) as ctx:
            return jobs.next_due(ctx)


def _person(person_id: str, name: str) -> PersonRow:
    return PersonRow(
        tenant_id=MAIN_TENANT,
        id=person_id,
        name=name or person_id,
        unit_code=UNIT,
        team="",
        post="",
        display_title="",
        grade="",
        is_head=False,
        is_team_lead=False,
        roles="",
        status="재직",
        login=person_id,
        email="",
    )


@cache
def _engine() -> Engine:
    """One engine per process: what it has compiled is shared by all kits."""
    return Engine()


@cache
def _template() -> Database:
    """Migrate once per process; every kit begins with a copy."""
    database = open_in_memory()
    migrate.upgrade_open(database)
    return _furnished(database)


def _furnished(database: Database) -> Database:
    """Let there be an office with one unit and the tester, unless there is one already."""
    with database.write() as session:
        if session.get(Tenant, MAIN_TENANT) is None:
            made = MovingClock().now
            session.add(Tenant(id=MAIN_TENANT, name="test office", directory_revision=1, created_at=made))
        if session.get(PersonRow, (MAIN_TENANT, TESTER)) is None:
            tester = _person(TESTER, TESTER)
            tester.roles = "tenant_admin"
            session.add_all([_unit(), tester])
    return database


def _unit() -> UnitRow:
    return UnitRow(
        tenant_id=MAIN_TENANT,
        code=UNIT,
        name="test unit",
        kind="",
        head_post="",
        head_role="",
        is_processing_unit=True,
        position=999,
    )
