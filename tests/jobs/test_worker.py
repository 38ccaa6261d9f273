"""Jobs are taken once, come back when a worker dies, and end in one of three ways."""

from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from typing import Any

import pytest

from connectors import ConnectorError
from service.commands import incidents, instances, jobs
from service.context import SYSTEM, WORKER
from service.domain.errors import Conflict
from service.jobs.runner import Runner
from service.jobs.worker import Worker
from service.persistence.database import open_database
from service.persistence.models import Job
from service.queries import instances as instance_queries
from service.testing import Kit
from tests.testing.test_kit import SERVICE

JOBS, WORKERS = 60, 4


class Counting:
    """A neighbour that counts calls by key, from any number of threads."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self._lock = Lock()

    def call(self, topic: str, payload: Mapping[str, Any], key: str) -> dict[str, Any]:
        with self._lock:
            self.calls[key] += 1
        return {}


@pytest.fixture
def kit(database: str) -> Iterator[Kit]:
    opened = open_database(database, pool_size=WORKERS)
    made = Kit(database=opened)
    made.deploy_files({"p.bpmn": SERVICE})
    yield made
    opened.close()


def start(kit: Kit, count: int = 1) -> None:
    """Start instances without doing their jobs."""
    for _ in range(count):
        with kit.acting() as ctx:
            instances.start(ctx, "p", {})


def states(kit: Kit) -> Counter[str]:
    with kit.office.reading(SYSTEM) as ctx:
        return Counter(str(row.state) for row in ctx.session.query(Job))


def test_several_workers_call_the_neighbour_once_for_each_job(kit: Kit) -> None:
    start(kit, JOBS)
    neighbour = Counting()
    workers = [Worker(kit.office, neighbour, batch=3) for _ in range(WORKERS)]

    with ThreadPoolExecutor(WORKERS) as pool:
        done = list(pool.map(lambda worker: worker.work_off(), workers))

    assert sum(done) == JOBS
    assert set(neighbour.calls.values()) == {1}
    assert states(kit) == {"done": JOBS}
    assert kit.running() == 0


def test_a_dead_worker_s_job_comes_back_when_its_lease_ends_with_the_same_key(kit: Kit) -> None:
    start(kit)
    with kit.acting(WORKER) as ctx:
        [lost] = jobs.claim(ctx, 5)

    with kit.acting(WORKER) as ctx:
        assert jobs.claim(ctx, 5) == []
    kit.clock.advance(seconds=jobs.LEASE.total_seconds() + 1)
    with kit.acting(WORKER) as ctx:
        [again] = jobs.claim(ctx, 5)

    assert (again.id, again.key, again.attempt) == (lost.id, lost.key, lost.attempt + 1)


def test_who_was_too_slow_is_told_and_changes_nothing(kit: Kit) -> None:
    start(kit)
    with kit.acting(WORKER) as ctx:
        [slow] = jobs.claim(ctx, 5)
    kit.clock.advance(hours=1)
    with kit.acting(WORKER) as ctx:
        [fast] = jobs.claim(ctx, 5)

    def report(ticket: jobs.Ticket) -> None:
        with kit.acting(WORKER) as ctx:
            jobs.complete(ctx, ticket, {"by": ticket.attempt})

    with pytest.raises(Conflict, match="taken over"):
        report(slow)
    report(fast)

    [case] = kit.cases("p")
    assert case.variables["by"] == 2


def test_an_answer_for_an_instance_that_was_cancelled_meanwhile_is_harmless(kit: Kit) -> None:
    start(kit)
    with kit.acting(WORKER) as ctx:
        [ticket] = jobs.claim(ctx, 5)
    kit.cases("p")[0].cancel()

    Worker(kit.office, Counting()).do(ticket)

    assert states(kit) == {"cancelled": 1}


def test_a_job_that_gave_up_is_an_incident_and_can_be_tried_again(kit: Kit) -> None:
    start(kit)
    kit.neighbours.will("hr.book", *[ConnectorError("no answer")] * 5)
    for _ in range(5):
        kit.work_off()
        kit.clock.advance(hours=1)
    [case] = kit.cases("p")
    assert states(kit) == {"dead": 1}
    [incident] = case.incidents
    assert (incident.kind, incident.element_id) == ("job", "book")

    with kit.acting() as ctx:
        incidents.resolve(ctx, incident.id)
    kit.work_off()

    assert case.ended
    assert case.incidents == []
    assert len({call.key for call in kit.neighbours.calls}) == 1


def test_the_runner_works_when_it_is_woken_and_stops_when_told(kit: Kit) -> None:
    neighbour = Counting()
    runner = Runner(Worker(kit.office, neighbour), threads=2, tick_s=3600)
    start(kit, 3)

    runner.start()
    breath = Event()
    for _ in range(3000):
        if not kit.running():
            break
        runner.wake()
        breath.wait(0.01)  # let the runner's threads have the interpreter
    else:
        pytest.fail("the runner did nothing in half a minute")
    runner.stop()

    assert set(neighbour.calls.values()) == {1}


def test_an_incident_is_resolved_once(kit: Kit) -> None:
    start(kit)
    with kit.acting() as ctx:
        incident_id = incidents.open_incident(ctx, None, "test", "something")

    def resolve() -> None:
        with kit.acting() as ctx:
            incidents.resolve(ctx, incident_id)

    resolve()
    with pytest.raises(Conflict, match="was resolved"):
        resolve()
    with kit.office.reading(SYSTEM) as ctx:
        assert instance_queries.incidents(ctx) == []
