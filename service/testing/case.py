"""One process instance in a test: what it waits for, what happened, what to do next."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol
from uuid import UUID

from service.commands import incidents, instances, user_tasks
from service.commands.trouble import InstanceTrouble
from service.context import SYSTEM, Context, Office
from service.domain.errors import NotFound
from service.persistence.models import Incident, InstanceStatus, TaskState, UserTask
from service.queries import inbox
from service.queries import instances as instance_queries
from service.queries.inbox import TaskLine
from service.queries.instances import HistoryLine, InstanceView

TESTER = "tester"


class Surroundings(Protocol):
    """What a case needs of the kit it lives in."""

    office: Office

    def acting(self, actor: str = TESTER) -> AbstractContextManager[Context]: ...
    def person(self, person_id: str, *roles: str, name: str = "") -> str: ...
    def work_off(self) -> int: ...


class Case:
    """A process instance. Everything it tells is read anew from the database."""

    def __init__(self, kit: Surroundings, instance_id: UUID) -> None:
        self._kit = kit
        self.id = instance_id

    # -- where it stands ------------------------------------------------------------------------------

    @property
    def ended(self) -> bool:
        return self._view().instance.status != InstanceStatus.ACTIVE

    @property
    def status(self) -> InstanceStatus:
        return self._view().instance.status

    @property
    def active_elements(self) -> list[str]:
        """Element ids that wait now, sorted, each once."""
        return self._view().active_elements

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of the instance, also after it has ended."""
        view = self._view()
        with self._kit.office.reading(SYSTEM) as ctx:
            return instance_queries.variables(ctx, view)

    @property
    def history(self) -> list[HistoryLine]:
        """Every line of the history, in order."""
        with self._kit.office.reading(SYSTEM) as ctx:
            return instance_queries.history(ctx, self.id, limit=100_000)

    @property
    def passed(self) -> list[str]:
        """Element ids in the order in which they were completed, one entry per round and child."""
        return [str(line.element_id) for line in self.history if line.kind == "element.passed"]

    @property
    def incidents(self) -> list[Incident]:
        """Open incidents with kind, code and message."""
        with self._kit.office.reading(SYSTEM) as ctx:
            return list(instance_queries.incidents(ctx, instance_id=self.id))

    def tasks(self, element_id: str | None = None) -> list[TaskLine]:
        """Open user tasks, oldest first; of one element or of all."""
        with self._kit.office.reading(SYSTEM) as ctx:
            found = inbox.find_tasks(ctx, instance_id=self.id, element_id=element_id, limit=10_000)
        return list(found)

    def task(self, element_id: str) -> TaskLine:
        """Return the first open task of an element; raises ``NotFound`` naming what is open instead."""
        found = self.tasks(element_id)
        if not found:
            raise NotFound(f"no open user task {element_id}; open: {[t.element_id for t in self.tasks()]}")
        return found[0]

    # -- what to do -----------------------------------------------------------------------------------

    def complete(
        self, element_id: str, answers: Mapping[str, Any] | None = None, *, by: str | None = None
    ) -> None:
        """Complete the first open task of an element, as whoever it is meant for unless ``by`` is given.

        Trouble of the engine becomes an incident, as it does behind the pages, and is raised.
        """
        self.complete_task(self.task(element_id).id, answers, by=by)

    def complete_task(
        self, task_id: UUID, answers: Mapping[str, Any] | None = None, *, by: str | None = None
    ) -> None:
        """Complete this very task."""
        actor = by or self._somebody_for(task_id)
        try:
            with self._kit.acting(actor) as ctx:
                user_tasks.complete(ctx, task_id, answers or {})
        except InstanceTrouble as trouble:
            with self._kit.acting(SYSTEM) as ctx:
                incidents.record_trouble(ctx, trouble)
            raise
        self._kit.work_off()

    def set_variables(self, variables: Mapping[str, Any]) -> None:
        """Set variables from outside; conditions that wait for them are looked at."""
        with self._kit.acting() as ctx:
            instances.set_variables(ctx, self.id, variables)
        self._kit.work_off()

    def cancel(self, reason: str = "test") -> None:
        with self._kit.acting() as ctx:
            instances.cancel(ctx, self.id, reason, by_operator=True)

    def _view(self) -> InstanceView:
        with self._kit.office.reading(SYSTEM) as ctx:
            return instance_queries.instance(ctx, self.id)

    def _somebody_for(self, task_id: UUID) -> str:
        """Return a person the task is meant for, who is let in if need be; the tester takes what is nobody's."""
        with self._kit.office.reading(SYSTEM) as ctx:
            row = ctx.session.get_one(UserTask, (ctx.tenant, task_id))
            assignee, users, groups = row.assignee, list(row.candidate_users), list(row.candidate_groups)
            is_open = row.state == TaskState.OPEN
        if assignee or users:
            return self._kit.person(assignee or users[0])
        if groups:
            return self._kit.person(f"member-of-{groups[0]}", groups[0])
        if is_open:
            with self._kit.acting(TESTER) as ctx:
                user_tasks.assign(ctx, task_id, TESTER)
        return TESTER
