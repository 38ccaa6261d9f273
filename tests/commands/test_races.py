"""Two people at the same moment: one succeeds, the other is told by whom and when."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from service.commands import instances, messages, user_tasks
from service.context import SYSTEM
from service.domain.errors import Conflict
from service.persistence.database import open_database
from service.queries import definitions, inbox
from service.queries import instances as instance_queries
from service.testing import Kit

TASKS, THREADS = 25, 4

MODEL = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
             xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="urn:test" id="race_definitions">
  <process id="race" isExecutable="true">
    <startEvent id="begun"/>
    <sequenceFlow id="begun_to_approve" sourceRef="begun" targetRef="approve"/>
    <userTask id="approve" name="Approve" camunda:candidateGroups="approver"/>
    <sequenceFlow id="approve_to_book" sourceRef="approve" targetRef="book"/>
    <serviceTask id="book" camunda:type="external" camunda:topic="hr.book"/>
    <sequenceFlow id="book_to_done" sourceRef="book" targetRef="done"/>
    <endEvent id="done"/>
  </process>
</definitions>"""


@pytest.fixture
def kit(database):
    opened = open_database(database, pool_size=THREADS)
    yield Kit(database=opened)
    opened.close()


def test_of_two_who_complete_the_same_task_one_is_told_by_whom_and_when(kit):
    people = [kit.person(f"person-{n}", "approver") for n in range(THREADS)]
    kit.deploy_files({"race.bpmn": MODEL})
    ids = []
    for _ in range(TASKS):
        with kit.acting() as ctx:
            ids.append(instances.start(ctx, "race", {}))
    with kit.office.reading(SYSTEM) as ctx:
        tasks = [line.id for line in inbox.find_tasks(ctx, process_key="race", limit=100)]
    start = Barrier(THREADS)

    def work(person: str) -> tuple[int, list[Conflict]]:
        done, told = 0, []
        start.wait()
        for task_id in tasks:
            try:
                with kit.acting(person) as ctx:
                    user_tasks.complete(ctx, task_id, {})
                done += 1
            except Conflict as conflict:
                told.append(conflict)
        return done, told

    with ThreadPoolExecutor(THREADS) as pool:
        results = list(pool.map(work, people))

    assert sum(done for done, _ in results) == TASKS
    told = [conflict for _, conflicts in results for conflict in conflicts]
    assert len(told) == TASKS * (THREADS - 1)
    assert {conflict.facts.get("by") for conflict in told} <= set(people)
    assert all(conflict.facts["at"] == kit.clock.now for conflict in told)
    kit.work_off()
    assert len(kit.neighbours.calls) == len({call.key for call in kit.neighbours.calls}) == TASKS
    with kit.office.reading(SYSTEM) as ctx:
        assert all(instance_queries.verify(ctx, instance_id).intact for instance_id in ids)
        assert instance_queries.count_running(ctx) == 0


WAITING = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:test" id="wait_definitions">
  <message id="m" name="paid"/>
  <process id="wait" isExecutable="true">
    <startEvent id="begun"/>
    <sequenceFlow id="begun_to_paid" sourceRef="begun" targetRef="paid"/>
    <intermediateCatchEvent id="paid"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>
    <sequenceFlow id="paid_to_done" sourceRef="paid" targetRef="done"/>
    <endEvent id="done"/>
  </process>
</definitions>"""


def test_a_message_sent_twice_at_once_takes_effect_once_and_is_answered_twice(kit):
    kit.deploy_files({"wait.bpmn": WAITING})
    case = kit.start("wait")
    start = Barrier(THREADS)

    def send(_: int):
        start.wait()
        with kit.acting() as ctx:
            return messages.correlate(ctx, "paid", None, {}, "the-same")

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(send, range(THREADS)))

    assert {answer.instance_id for answer in answers} == {case.id}
    assert sorted(answer.repeated for answer in answers) == [False] + [True] * (THREADS - 1)
    assert [line.kind for line in case.history].count("message.received") == 1


def test_of_two_deployments_at_once_none_fails_badly(kit):
    start = Barrier(THREADS)

    def deploy(number: int) -> str:
        start.wait()
        try:
            kit.deploy_files({"race.bpmn": MODEL.replace(b"Approve", str(number).encode())})
        except Conflict:
            return "told"
        return "deployed"

    with ThreadPoolExecutor(THREADS) as pool:
        ends = list(pool.map(deploy, range(THREADS)))

    with kit.office.reading(SYSTEM) as ctx:
        assert [row.version for row in definitions.versions(ctx, "race")] == list(
            range(ends.count("deployed"), 0, -1)
        )
