"""How directives go in the practice ministry: given, assigned, reported on, confirmed."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from service.commands import instances
from service.context import Context
from service.domain.directives import issuer_kind
from service.domain.directory import Person
from service.practice import people
from service.practice.scene import Answers, Scene
from service.practice.words import Words
from service.queries.inbox import TaskLine

OBJECTED: Final = 0.06
SUPPLEMENTED: Final = 0.1
_PACES: Final = {"assign": 90.0, "accept": 120.0, "plan": 600.0, "report": 300.0, "confirm": 240.0}
_WITHOUT_CYCLE: Final = 2400.0  # office minutes until a directive without regular reports is carried out
_CYCLES: Final = (None, None, "P7D", "P7D", "P1M", "P3M")
_RECORDER: Final = "directive_recorder"
_COORDINATOR: Final = "directive_coordinator"


@dataclass
class DirectivePlay:
    """One directive; after ``reports_left`` more reports it is carried out."""

    words: Words
    leads: list[Person]
    reports_left: int
    is_regular: bool
    progress: int = 0
    rests: bool = True

    def pace(self, task: TaskLine) -> float:
        if task.element_id == "report" and not self.is_regular:
            return _WITHOUT_CYCLE
        return _PACES[task.element_id]

    def may_stand_in(self, person_id: str) -> bool:
        return True

    def refused(self, scene: Scene, task: TaskLine) -> None:
        """A directive needs no approval line; there is nothing to choose anew."""

    def answers(self, scene: Scene, task: TaskLine, actor: str) -> Answers:
        given = {
            "assign": self._assign,
            "accept": self._accept,
            "plan": self._plan,
            "report": self._report,
            "confirm": self._confirm,
        }
        return given[task.element_id](scene)

    def _assign(self, scene: Scene) -> Answers:
        return {"lead": scene.chance.choice(self.leads).id, "note": ""}

    def _accept(self, scene: Scene) -> Answers:
        if scene.chance.random() < OBJECTED:
            return {"accepted": False, "reason": self.words.say("objections")}
        return {"accepted": True}

    def _plan(self, scene: Scene) -> Answers:
        return {"plan": self.words.say("plans"), "steps": self.words.say("steps")}

    def _report(self, scene: Scene) -> Answers:
        self.reports_left -= 1
        if self.reports_left <= 0:
            return {"progress": 100, "text": self.words.say("completions"), "finished": True}
        self.progress = min(95, self.progress + scene.chance.randint(10, 40))
        problems = self.words.say("problems")
        return {
            "progress": self.progress,
            "text": self.words.say("reports"),
            "problems": problems,
            "finished": False,
        }

    def _confirm(self, scene: Scene) -> Answers:
        if scene.chance.random() < SUPPLEMENTED:
            return {"confirmed": False, "reason": self.words.say("supplements")}
        return {"confirmed": True, "opinion": self.words.say("confirmations")}


def begin(scene: Scene) -> None:
    """Somebody of rank gives a directive; a recorder puts it on record."""
    issuers = [
        person
        for person in people.at_work(scene.directory, scene.clock.now)
        if issuer_kind(scene.directory, person.id, scene.clock.now)
    ]
    recorders = [
        person
        for role in (_RECORDER, _COORDINATOR)
        for person in people.with_role(scene.directory, role, scene.clock.now)
    ]
    if not issuers or not recorders:
        return
    issuer, recorder = scene.chance.choice(issuers), scene.chance.choice(recorders)
    leads = _leads(scene)
    words = _words(scene, leads[0])
    cycle = scene.chance.choice(_CYCLES)
    with scene.office.transaction(recorder.id) as ctx:
        instance_id = instances.start(ctx, "directive_follow_up", _register(scene, issuer, words, cycle))
        scene.plays[instance_id] = DirectivePlay(
            words, leads, scene.chance.randint(1, 5 if cycle else 2), cycle is not None
        )
        scene.look_for_tasks(ctx)
    scene.counts["directives"] += 1


def adopt(scene: Scene, ctx: Context, task: TaskLine) -> DirectivePlay:
    """A directive that was given in answer to a memo."""
    leads = _leads(scene)
    scene.counts["directives"] += 1
    return DirectivePlay(_words(scene, leads[0]), leads, scene.chance.randint(1, 2), is_regular=False)


def _register(scene: Scene, issuer: Person, words: Words, cycle: str | None) -> dict[str, object]:
    kind = issuer_kind(scene.directory, issuer.id, scene.clock.now)
    title, text = words.several("directives")
    today = scene.clock.now.astimezone(scene.office.zone).date()
    return {
        "issuer_kind": kind.value if kind else "",
        "issuer": issuer.id,
        "title": title,
        "text": text,
        "issued_on": today.isoformat(),
        "due": (today + timedelta(days=scene.chance.randint(10, 120))).isoformat(),
        "report_cycle": cycle,
        "source": words.say("directive_sources"),
        "disclosure": "공개",
    }


def _leads(scene: Scene) -> list[Person]:
    """Return a few division officers of one unit, the first of whom gives the topic."""
    able = [p for p in people.at_work(scene.directory, scene.clock.now) if p.is_team_lead]
    return scene.chance.sample(able, min(3, len(able)))


def _words(scene: Scene, lead: Person) -> Words:
    unit = scene.directory.unit(lead.unit_code)
    return Words(scene.chance, unit.code, unit.name, scene.clock.now.astimezone(scene.office.zone).date())
