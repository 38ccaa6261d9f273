"""Some three dozen cases at various steps, so that a newcomer's inbox is not empty.

Each is played by the real commands on the working days before now, as ``data/today.json`` tells it:
who began it when, with which card, and what was answered since. Where the answers end, it waits.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from service.commands import instances, user_tasks
from service.context import SYSTEM, Context, Office
from service.practice.scene import Answers, Play, Scene, open_scene
from service.queries import instances as running
from service.queries.inbox import TaskLine

_FILE: Final = Path(__file__).parent / "data" / "today.json"
_EARLIEST: Final = timedelta(days=45)  # before now; longer ago than any of the cases began
_PACE: Final = timedelta(minutes=40)  # of office time between two acts of a case
_HELD_FOR: Final = timedelta(days=3)  # from now on
_COORDINATOR: Final = "P028"

Case = Mapping[str, Any]


@dataclass
class ToldPlay:
    """A case that goes as told; ``acts`` are the answers still to be given, first one first."""

    card: dict[str, Any]
    acts: list[dict[str, Any]]
    held_until: datetime
    rests: bool = True

    def pace(self, task: TaskLine) -> float:
        return _PACE / timedelta(minutes=1)

    def may_stand_in(self, person_id: str) -> bool:
        return False

    def refused(self, scene: Scene, task: TaskLine) -> None:
        """What is told here is lawful."""

    def answers(self, scene: Scene, task: TaskLine, actor: str) -> Answers:
        told = self.acts.pop(0)
        return self.card if "submit" in told else told


def prepare(office: Office, now: datetime) -> None:
    """Play the cases up to ``now``; an office that has cases already keeps those and gets no others.

    Raises ``NotFound`` where the ministry or its processes are missing.
    """
    with office.reading(SYSTEM) as ctx:
        if running.count_running(ctx):
            return
    told = json.loads(_FILE.read_text(encoding="utf-8"))
    scene = open_scene(office, now - _EARLIEST, 0, _notice, {})
    for case in told["documents"]:
        _note(scene, now, case, "internal_approval", _title(case), _card(case["card"], now))
    for case in told["memos"]:
        _note(scene, now, case, "memo_report", case["memo"], {})
    for case in told["directives"]:
        _note(scene, now, case, "directive_follow_up", _directive(case, now), {})
    scene.agenda.run(now)
    scene.work_off_jobs()


def _note(
    scene: Scene, now: datetime, case: Case, process: str, answers: Answers, card: dict[str, Any]
) -> None:
    day = scene.calendar.add_working_days(now.astimezone(scene.office.zone).date(), -case["days_ago"])
    begin = datetime.combine(day, time.fromisoformat(case["at"]), scene.office.zone)
    play = ToldPlay(card, list(case["acts"]), now + _HELD_FOR)
    scene.agenda.at(begin, partial(_begin, scene, case["by"], process, answers, play))


def _begin(scene: Scene, by: str, process: str, answers: Answers, play: Play) -> None:
    with scene.office.transaction(by) as ctx:
        scene.plays[instances.start(ctx, process, answers)] = play
        scene.look_for_tasks(ctx)


def _notice(scene: Scene, task: TaskLine) -> None:
    scene.agenda.at(scene.calendar.add_business_time(scene.clock.now, _PACE), partial(_go_on, scene, task))


def _go_on(scene: Scene, task: TaskLine) -> None:
    """Let the next thing be done that is told of the case, by the one whose task it is."""
    play = scene.plays[task.instance_id]
    if not isinstance(play, ToldPlay) or not play.acts:
        return
    actor = task.assignee or _COORDINATOR
    with scene.office.transaction(actor) as ctx:
        user_tasks.mark_read(ctx, task.id)
        _act(scene, ctx, task, play, actor)
    scene.work_off_jobs()


def _act(scene: Scene, ctx: Context, task: TaskLine, play: ToldPlay, actor: str) -> None:
    answers = play.answers(scene, task, actor)
    if "hold" in answers:
        user_tasks.hold(ctx, task.id, str(answers["hold"]), play.held_until)
        return
    user_tasks.complete(ctx, task.id, answers)
    scene.look_for_tasks(ctx)


def _title(case: Case) -> dict[str, Any]:
    return {"title": case["card"]["title"]}


def _card(told: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    card = {"outcome": "submit", **told}
    if "review_days" in card:
        review_on = now + timedelta(days=card.pop("review_days"))
        card["disclosure_review_on"] = review_on.date().isoformat()
    return card


def _directive(case: Case, now: datetime) -> dict[str, Any]:
    due = now + timedelta(days=case["due_days"])
    return {**case["directive"], "due": due.date().isoformat()}
