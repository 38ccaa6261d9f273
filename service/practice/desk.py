"""What people of the practice ministry do with a task: turn to it, read it, hold it, complete it."""

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from service.commands import user_tasks
from service.domain.approval_line import LineError
from service.practice import people
from service.practice.scene import Scene
from service.practice.words import remark
from service.queries.inbox import TaskLine

HOLDABLE: Final = frozenset({"review", "decide", "cooperate"})
HOLDS: Final = 0.02
_GROUPS: Final = {"assign": "directive_coordinator"}
_LATER: Final = 4 * 60.0  # office minutes


def notice(scene: Scene, task: TaskLine) -> None:
    """A new task: somebody will turn to it some time."""
    pace = scene.plays[task.instance_id].pace(task)
    scene.agenda.at(scene.office_time(pace), partial(open_task, scene, task))


def open_task(scene: Scene, task: TaskLine) -> None:
    """Somebody opens the task and reads it; a while later they act, or put it on hold."""
    actor = _actor(scene, task, partial(open_task, scene, task))
    if actor is None:
        return
    with scene.office.transaction(actor) as ctx:
        user_tasks.mark_read(ctx, task.id)
    may_hold = task.element_id in HOLDABLE and scene.chance.random() < HOLDS
    act = _hold if may_hold else complete
    scene.agenda.at(
        scene.clock.now + timedelta(minutes=scene.chance.uniform(1, 12)), partial(act, scene, task)
    )


def complete(scene: Scene, task: TaskLine) -> None:
    """Complete the task with what the case has them answer; what the rules refuse is tried again later."""
    actor = _actor(scene, task, partial(complete, scene, task))
    if actor is None:
        return
    play = scene.plays[task.instance_id]
    answers = play.answers(scene, task, actor)
    try:
        with scene.office.transaction(actor) as ctx:
            user_tasks.complete(ctx, task.id, answers)
            scene.look_for_tasks(ctx)
    except LineError as error:
        scene.counts[f"refused:{error.code}"] += 1
        play.refused(scene, task)
        scene.agenda.at(scene.office_time(_LATER), partial(complete, scene, task))
    else:
        scene.counts[task.element_id] += 1
        scene.forget(task)


def _hold(scene: Scene, task: TaskLine) -> None:
    actor = _actor(scene, task, partial(complete, scene, task))
    if actor is None:
        return
    until = scene.office_time(2 * _LATER, spread=0.4)
    reason = remark(scene.chance, "holds")
    with scene.office.transaction(actor) as ctx:
        user_tasks.hold(ctx, task.id, reason, until)
    scene.counts["held"] += 1
    scene.agenda.at(until, partial(_resume, scene, task))


def _resume(scene: Scene, task: TaskLine) -> None:
    actor = _actor(scene, task, partial(_resume, scene, task))
    if actor is None:
        return
    with scene.office.transaction(actor) as ctx:
        user_tasks.resume(ctx, task.id)
    complete(scene, task)


def _actor(scene: Scene, task: TaskLine, again: partial[None]) -> str | None:
    """Return who turns to the task now; if nobody does, note when it is tried again."""
    if task.assignee is None:
        return _member(scene, task, again)
    may_stand_in = scene.plays[task.instance_id].may_stand_in
    turn = people.turn(scene.directory, task.assignee, scene.clock.now, scene.chance, may_stand_in)
    if turn.not_before is not None:
        scene.agenda.at(_opening(scene, turn.not_before), again)
    return turn.person_id


def _member(scene: Scene, task: TaskLine, again: partial[None]) -> str | None:
    members = people.with_role(scene.directory, _GROUPS[task.element_id], scene.clock.now)
    if not members:
        scene.agenda.at(scene.office_time(_LATER), again)
        return None
    return scene.chance.choice(members).id


def _opening(scene: Scene, moment: datetime) -> datetime:
    """Return a moment soon after the person is back."""
    delay = timedelta(minutes=scene.chance.uniform(5, 60))
    return scene.calendar.add_business_time(moment, delay)
