"""The approval line (결재선): who must see, cooperate and decide, in which order, and why.

``compute_line`` is the preview and the plan. ``next_stage`` binds again what is still to come when a
step becomes active: between the two people leave, return and change posts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from service.domain.approval_binding import bind, bound, by_person
from service.domain.approval_route import plan_posts
from service.domain.approval_settling import post_reports, warnings, with_missed_reviews, without_repetition
from service.domain.approval_steps import (
    PROCESS_CHANGE_FLOW,
    Binding,
    Capacity,
    LineError,
    Notice,
    Reason,
    Rule,
    Step,
    StepKind,
    StepState,
    rule_of,
)
from service.domain.approval_text import render_steps
from service.domain.directory import Directory
from service.domain.errors import NotFound

__all__ = [
    "Binding",
    "Capacity",
    "Line",
    "LineError",
    "Notice",
    "Reason",
    "Rule",
    "Stage",
    "Step",
    "StepKind",
    "StepState",
    "acted",
    "bind",
    "check_submittable",
    "compute_line",
    "next_stage",
    "render_route",
    "rule_of",
]


@dataclass(frozen=True)
class Stage:
    """Steps that are open at the same time: one, or several parallel cooperations."""

    index: int
    steps: tuple[Step, ...]

    @property
    def kind(self) -> str:
        """``draft``, ``review``, ``cooperation`` or ``decision``, as the process model asks it."""
        kind = self.steps[0].kind
        return "cooperation" if kind.is_cooperation else kind.name.lower()


@dataclass(frozen=True)
class Line:
    """A line as it stands at ``bound_at``. ``plan`` holds every step, those left out with the reason."""

    rule: Rule
    drafter_id: str
    bound_at: datetime
    plan: tuple[Step, ...]
    post_reports: tuple[str, ...] = ()
    warnings: tuple[Notice, ...] = ()

    @property
    def rule_id(self) -> str:
        return self.rule.rule_id

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return the steps on the line, skipped ones included: they are shown with their reason."""
        return tuple(step for step in self.plan if step.state is not StepState.LEFT_OUT)

    @property
    def left_out(self) -> tuple[Step, ...]:
        return tuple(step for step in self.plan if step.state is StepState.LEFT_OUT)

    @property
    def decision(self) -> Step:
        return self.plan[-1]

    @property
    def final_role(self) -> str:
        return self.decision.role

    def step(self, step_id: str) -> Step:
        found = next((step for step in self.plan if step.id == step_id), None)
        if found is None:
            raise NotFound(f"the approval line has no step {step_id}")
        return found

    def stages(self) -> tuple[Stage, ...]:
        """Return the stages on which somebody has to act; the first is the draft."""
        walked = [step for step in self.plan if step.is_walked]
        return tuple(Stage(index, tuple(steps)) for index, steps in groupby(walked, key=lambda s: s.stage))


def compute_line(directory: Directory, rule: Rule, drafter_id: str, at: datetime) -> Line:
    """Return the line of a matter under ``rule``, bound to the people of that moment (aware).

    Raises ``LineError`` if the rule names a rank or post that does not exist.
    """
    drafter = directory.person(drafter_id)
    return _bind_from(directory, Line(rule, drafter_id, at, plan_posts(directory, rule, drafter)), 0, at)


def next_stage(directory: Directory, line: Line, done: int, at: datetime) -> tuple[Line, Stage | None]:
    """Return the line bound again after stage ``done``, and the next stage (None after the decision).

    Steps up to ``done`` stay as they are: put in them who really acted. Reviewers absent by now are
    skipped. Raises ``LineError`` NOBODY if nobody can act on the next stage, SELF_APPROVAL where a
    drafter may not decide.
    """
    line = _bind_from(directory, line, done + 1, at)
    stage = next((s for s in line.stages() if s.index > done), None)
    for step in stage.steps if stage else ():
        if step.person_id is None:
            raise LineError("NOBODY", step.reason.en, "approval_line")
    if stage and stage.kind == "decision":
        _check_not_own_decision(line)
    return line, stage


def check_submittable(line: Line) -> None:
    """Raise ``LineError`` if the document may not be submitted on this line."""
    _check_not_own_decision(line)
    missing = [step for step in line.steps if step.is_walked and step.person_id is None]
    if missing:
        raise LineError("NOBODY", missing[0].reason.en, "approval_line")


def acted(directory: Directory, line: Line, step_id: str, person_id: str, at: datetime) -> Line:
    """Return the line with the person who really acted on a step, and the marks that follow from it.

    An absent decider may decide from afar after all: then nobody decided for them, and nobody reports.
    Raises ``LineError`` SELF_APPROVAL if the drafter decides for the absent, where a drafter may not.
    """
    step = line.step(step_id)
    plan = tuple(by_person(directory, step, person_id) if s is step else s for s in line.plan)
    line = _settled(directory, replace(line, plan=plan), at)
    if step.kind is StepKind.DECISION:
        _check_not_own_decision(line)
    return line


def render_route(line: Line, names: Mapping[str, str] | None = None) -> str:
    """Return the line in one row, with ids or (given ``names``, id to name) for people."""
    return render_steps(line.steps, names)


def _bind_from(directory: Directory, line: Line, first: int, at: datetime) -> Line:
    if line.decision.stage < first:
        return line
    decision = bound(directory, line.decision, at)
    plan = with_missed_reviews((*line.plan[:-1], decision), first)
    plan = [bound(directory, step, at) if step.stage >= first else step for step in plan]
    plan = without_repetition(directory, plan, first)
    return _settled(directory, replace(line, bound_at=at, plan=tuple(plan)), at)


def _settled(directory: Directory, line: Line, at: datetime) -> Line:
    reports = post_reports(directory, line.rule, line.plan, at)
    return replace(line, post_reports=reports, warnings=warnings(directory, line.plan))


def _check_not_own_decision(line: Line) -> None:
    if line.rule.flow_id == PROCESS_CHANGE_FLOW and line.decision.person_id == line.drafter_id:
        message = "Who designed a process change must not decide on it"
        raise LineError("SELF_APPROVAL", message, "approval_line")
