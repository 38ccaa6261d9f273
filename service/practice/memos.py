"""How memos go in the practice ministry: sent upwards, asked around, answered."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from service.commands import instances
from service.context import Context
from service.domain.directives import issuer_kind
from service.domain.directory import Person
from service.persistence.models import Memo
from service.practice import people
from service.practice.scene import Answers, Scene
from service.practice.words import Words
from service.queries.inbox import TaskLine

PRIVATE: Final = "비공개보고"
UPWARD: Final = frozenset({"단순보고", "지시요청", "긴급보고", PRIVATE})
_URGENT: Final = "긴급보고"
_SHARES: Final = {"read": 0.66, "opinion": 0.22, "forward": 0.05, "document": 0.03, "directive": 0.04}
_FORWARDED: Final = "전달: "


@dataclass
class MemoPlay:
    reporter: Person
    kind: str
    words: Words
    is_forwarded: bool = False
    rests: bool = False

    def pace(self, task: TaskLine) -> float:
        return 4.0 if self.kind == _URGENT else 75.0

    def may_stand_in(self, person_id: str) -> bool:
        return self.kind != PRIVATE and person_id != self.reporter.id

    def refused(self, scene: Scene, task: TaskLine) -> None:
        """Answers to a memo need no line; there is nothing to choose anew."""

    def answers(self, scene: Scene, task: TaskLine, actor: str) -> Answers:
        shares = {**_SHARES, "directive": 0.3} if self.kind == "지시요청" else _SHARES
        action = scene.chance.choices(list(shares), list(shares.values()))[0]
        recipient = task.assignee or actor
        if action == "directive" and not self._may_direct(scene, recipient):
            action = "opinion"
        if action in ("forward", "document") and (self.is_forwarded or self.kind == PRIVATE):
            action = "read"
        scene.counts[f"memo:{action}"] += 1
        return self._written(scene, action, recipient, actor)

    def _written(self, scene: Scene, action: str, recipient: str, actor: str) -> dict[str, Any]:
        if action == "forward":
            to = _somebody(scene, {self.reporter.id, recipient, actor})
            return {"action": action, "forward_to": to, "text": self.words.say("memo_forwards")}
        if action == "directive":
            due = scene.clock.now.astimezone(scene.office.zone).date() + timedelta(
                days=scene.chance.randint(7, 60)
            )
            return {"action": action, "text": self.words.say("memo_orders"), "due": due.isoformat()}
        texts = {"opinion": "memo_opinions", "document": "memo_requests"}
        return {"action": action, **({"text": self.words.say(texts[action])} if action in texts else {})}

    def _may_direct(self, scene: Scene, recipient: str) -> bool:
        above = people.superiors(scene.directory, self.reporter, scene.clock.now)
        return recipient in above and issuer_kind(scene.directory, recipient, scene.clock.now) is not None


def begin(scene: Scene) -> None:
    """Somebody who is at work writes a memo to those above or beside them."""
    here = people.at_work(scene.directory, scene.clock.now)
    reporter = scene.chance.choice(here)
    words = _words(scene, reporter)
    kind, title, body = words.several("memos")
    recipients = _recipients(scene, reporter, kind)
    answers = {"kind": kind, "recipients": recipients, "title": title, "body": body}
    with scene.office.transaction(reporter.id) as ctx:
        instance_id = instances.start(ctx, "memo_report", answers)
        scene.plays[instance_id] = MemoPlay(reporter, kind, words)
        scene.look_for_tasks(ctx)
    scene.counts["memos"] += 1


def adopt(scene: Scene, ctx: Context, task: TaskLine) -> MemoPlay:
    """A memo that somebody passed on."""
    memo_id = UUID(str(task.business_key).removeprefix("memo:"))
    memo = ctx.session.get_one(Memo, (ctx.tenant, memo_id))
    reporter = scene.directory.person(memo.reporter_id)
    scene.counts["memos"] += 1
    return MemoPlay(reporter, memo.kind, _words(scene, reporter), task.title.startswith(_FORWARDED))


def _recipients(scene: Scene, reporter: Person, kind: str) -> list[str]:
    """Return the next superiors of a report, or some people for anything else."""
    above = people.superiors(scene.directory, reporter, scene.clock.now)
    if kind in UPWARD and above:
        return list(above[: scene.chance.choice((1, 1, 2, 3))])
    found = dict.fromkeys(_somebody(scene, {reporter.id}) for _ in range(scene.chance.randint(1, 4)))
    return list(found)


def _somebody(scene: Scene, other_than: set[str]) -> str:
    active = [p.id for p in scene.directory.people if p.is_active and p.id not in other_than]
    return scene.chance.choice(active)


def _words(scene: Scene, reporter: Person) -> Words:
    unit = scene.directory.unit(reporter.unit_code)
    return Words(scene.chance, unit.code, unit.name, scene.clock.now.astimezone(scene.office.zone).date())
