"""The practice ministry in a database, driven by the words of its people."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from service.commands import deployments, instances, user_tasks
from service.context import SYSTEM
from service.persistence.database import Database, open_in_memory
from service.persistence.models import Document
from service.practice import ministry
from service.queries import documents, inbox
from service.queries.documents import Card
from service.queries.inbox import TaskLine
from service.testing import Kit, MovingClock

ROOT: Final = Path(__file__).parent.parent.parent

DRAFT: Final[Mapping[str, Any]] = {
    "outcome": "submit",
    "title": "2027년 생활안전 시행계획 수립",
    "work_type": "ANNUAL_PLAN",
    "grade": "일반",
    "summary": "2027년에 할 일을 정한다.",
    "keywords": "생활안전, 시행계획",
    "purpose": "시행계획을 확정하기 위함",
    "body": "1. 추진 배경\n2. 주요 내용  끝.",
    "unit_task": "UT-1002",
    "retention": "5년",
    "disclosure": "공개",
}


class Practice(Kit):
    """A kit that holds the ministry, its three processes and their forms."""

    def __init__(self, database: Database | None = None, clock: MovingClock | None = None) -> None:
        super().__init__(database=database or open_in_memory(_template()), clock=clock)
        if database is not None:
            furnish(self)

    def draft(self, drafter: str, **answers: Any) -> UUID:
        """Begin an internal approval and submit it; return the document's id."""
        document_id = self.begin(drafter)
        self.act(drafter, document_id, "draft", {**DRAFT, **answers})
        return document_id

    def begin(self, drafter: str) -> UUID:
        with self.acting(drafter) as ctx:
            instance_id = instances.start(ctx, "internal_approval", {})
            row = documents.of_instance(ctx, instance_id)
        assert row is not None
        return row

    def act(self, person: str, document_id: UUID, element_id: str, answers: Mapping[str, Any]) -> None:
        """Let a person complete their task on a document, as it lies in their inbox."""
        task = self.inbox_task(person, f"document:{document_id}", element_id)
        with self.acting(person) as ctx:
            user_tasks.complete(ctx, task.id, answers)
        self.work_off()

    def inbox(self, person: str) -> tuple[TaskLine, ...]:
        with self.office.reading(person) as ctx:
            principals = ctx.directory.principals_of(person, ctx.now)
            return inbox.open_tasks(ctx, principals).lines

    def inbox_task(self, person: str, business_key: str, element_id: str) -> TaskLine:
        found = self.inbox(person)
        for task in found:
            if (task.business_key, task.element_id) == (business_key, element_id):
                return task
        raise AssertionError(
            f"{person} has no {element_id} of {business_key}: {[(t.element_id, t.business_key) for t in found]}"
        )

    def document(self, document_id: UUID) -> Document:
        with self.office.reading(SYSTEM) as ctx:
            return ctx.session.get_one(Document, (ctx.tenant, document_id))

    def card(self, document_id: UUID, reader: str) -> Card:
        with self.office.reading(reader) as ctx:
            return documents.card(ctx, document_id)


def furnish(kit: Kit) -> None:
    """Load the ministry and deploy what comes with the product."""
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for folder in ("processes", "forms")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in (".bpmn", ".dmn", ".form")
    }
    with kit.acting(SYSTEM) as ctx:
        ministry.load(ctx)
        deployments.deploy(ctx, "library", files)


@cache
def _template() -> Database:
    kit = Kit()
    furnish(kit)
    return kit.office.database
