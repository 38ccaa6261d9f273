"""How documents go in the practice ministry: drafted, examined, returned, decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from service import catalogue
from service.commands import instances
from service.context import Context
from service.domain.directory import Person
from service.persistence.models import UnitTask
from service.practice import matters, people
from service.practice.matters import Matter
from service.practice.scene import Answers, Scene
from service.practice.words import Words
from service.queries.inbox import TaskLine

HEADS: Final = 0.05  # of all documents, those that a division head drafts

RETURNED: Final = {"review": 0.05, "decide": 0.025}
REFUSED: Final = 0.035
GIVEN_UP: Final = 0.012
GIVEN_UP_AFTER_RETURN: Final = 0.06
EDITED: Final = 0.08
WITH_OPINION: Final = 0.3
PATIENCE: Final = 3  # rounds after which nobody returns the document any more
_PACES: Final = {"draft": 25.0, "review": 50.0, "cooperate": 80.0, "decide": 70.0, "coordinate": 90.0}


@dataclass
class DocumentPlay:
    """One document. ``given`` is what a draft began with that a memo asked for."""

    drafter: Person
    matter: Matter
    words: Words
    given: Mapping[str, Any] | None = None
    written: dict[str, Any] | None = None
    rounds: int = 0
    rests: bool = False

    def pace(self, task: TaskLine) -> float:
        usual = _PACES.get(task.element_id, 240.0)
        return usual / 4 if self.matter.work_type in matters.URGENT else usual

    def may_stand_in(self, person_id: str) -> bool:
        return person_id != self.drafter.id

    def refused(self, scene: Scene, task: TaskLine) -> None:
        """No lawful line for this matter: the drafter takes up another."""
        if task.element_id == "draft":
            self.matter = _choose(scene, self.drafter)
            self.written, self.rounds = None, self.rounds - 1

    def answers(self, scene: Scene, task: TaskLine, actor: str) -> Answers:
        if task.element_id == "draft":
            return self._draft(scene)
        if task.element_id == "coordinate":
            return self._coordinate(scene)
        if task.element_id == "acknowledge":
            return {"opinion": self._opinion(scene) or None}
        if task.element_id == "cooperate":
            return self._judged(scene, "refuse", REFUSED, "refusals")
        answers = self._judged(scene, "return", RETURNED[task.element_id], "returns")
        if answers["outcome"] == "approve" and scene.chance.random() < EDITED:
            answers["edited_body"] = self._edit(scene)
        return answers

    def _draft(self, scene: Scene) -> Answers:
        given_up = GIVEN_UP_AFTER_RETURN if self.rounds else GIVEN_UP
        if scene.chance.random() < given_up:
            scene.counts["discarded"] += 1
            return {"outcome": "discard"}
        self.rounds += 1
        if self.written is None:
            self.written = self._first_text(scene)
        else:
            self._edit(scene)
        return self.written

    def _first_text(self, scene: Scene) -> dict[str, Any]:
        on = scene.clock.now.astimezone(scene.office.zone).date()
        with scene.office.reading(self.drafter.id) as ctx:
            rule, unit_tasks = _rule(ctx, self.matter), _unit_tasks(ctx, self.drafter.unit_code)
        return {
            **matters.draft_answers(self.words, self.matter, rule, scene.chance.choice(unit_tasks), on),
            **{key: value for key, value in (self.given or {}).items() if value},
        }

    def _judged(self, scene: Scene, no: str, share: float, reasons: str) -> dict[str, Any]:
        if self.rounds < PATIENCE and scene.chance.random() < share:
            scene.counts["returned" if no == "return" else "refused"] += 1
            return {"outcome": no, "opinion": self.words.say(reasons)}
        return {"outcome": "approve", "opinion": self._opinion(scene)}

    def _coordinate(self, scene: Scene) -> Answers:
        outcome = scene.chance.choice(("redraft", "proceed"))
        return {"outcome": outcome, "opinion": self.words.say("settlements")}

    def _opinion(self, scene: Scene) -> str:
        return self.words.say("opinions") if scene.chance.random() < WITH_OPINION else ""

    def _edit(self, scene: Scene) -> str:
        """Add a remark to the text and return it."""
        text = self.written or {}
        text["body"] = f"{text['body']}\n(수정) {self.words.say('edits')}"
        return str(text["body"])


def begin(scene: Scene) -> None:
    """Somebody who is at work opens a document card."""
    staff, heads = people.drafters(scene.directory, scene.clock.now)
    if heads and scene.chance.random() < HEADS:
        staff = heads
    if not staff:
        return
    drafter = scene.chance.choice(staff)
    matter = _choose(scene, drafter)
    with scene.office.transaction(drafter.id) as ctx:
        instance_id = instances.start(ctx, "internal_approval", {})
        scene.plays[instance_id] = DocumentPlay(drafter, matter, _words(scene, drafter))
        scene.look_for_tasks(ctx)
    scene.counts["documents"] += 1


def adopt(scene: Scene, ctx: Context, task: TaskLine) -> DocumentPlay:
    """A draft that was opened for somebody because a memo asked for a document."""
    drafter = scene.directory.person(task.assignee or "")
    scene.counts["documents"] += 1
    return DocumentPlay(drafter, Matter("CONSULT", "일반"), _words(scene, drafter), {"title": task.title})


def _choose(scene: Scene, drafter: Person) -> Matter:
    is_head = bool(scene.directory.posts_held_by(drafter.id, scene.clock.now))
    return matters.choose(scene.chance, drafter.unit_code, is_head=is_head)


def _words(scene: Scene, drafter: Person) -> Words:
    unit = scene.directory.unit(drafter.unit_code)
    on = scene.clock.now.astimezone(scene.office.zone).date()
    return Words(scene.chance, unit.code, unit.name, on)


def _rule(ctx: Context, matter: Matter) -> Mapping[str, Any]:
    """Return the rule that holds for the matter today: it proposes retention and disclosure."""
    asked = {"work_type": matter.work_type, "grade": matter.grade, "amount": matter.amount}
    found = catalogue.decisions(ctx).decide("delegation", "latest", None, asked, ctx.local_now)
    rule: Mapping[str, Any] = found.value
    return rule


def _unit_tasks(ctx: Context, unit_code: str) -> list[str]:
    """Return under which unit tasks a unit files: its own, or any if it has none."""
    query = select(UnitTask.code, UnitTask.unit_code).where(UnitTask.tenant_id == ctx.tenant)
    rows = ctx.session.execute(query.order_by(UnitTask.code)).all()
    return [row.code for row in rows if row.unit_code == unit_code] or [row.code for row in rows]
