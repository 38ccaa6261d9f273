"""Which posts a document passes: from the drafter's unit upward, with the cooperating units.

Only posts, no absences: the same drafter and rule give the same posts whoever is away. People are
found by ``approval_binding``.
"""

from dataclasses import dataclass, replace
from typing import Final

from service.domain import approval_reasons as reasons
from service.domain.approval_steps import DESK, RANKS, LineError, Rule, Step, StepKind, StepState
from service.domain.directory import Directory, Person, Unit
from service.domain.errors import NotFound

# Those who pass their team's desk officer (담당 사무관) first: everybody below grade 5.
BELOW_DESK_OFFICER: Final = frozenset({"6급", "7급", "8급", "9급", "연구사"})


@dataclass(frozen=True)
class _Maker:
    """Makes steps of one line, numbered later."""

    rule: Rule
    drafter: Person

    def of_person(self, kind: StepKind, person: Person, role: str) -> Step:
        title = person.title
        return self._step(kind, person.unit_code, title, role, person.id)

    def of_post(self, kind: StepKind, unit: Unit) -> Step:
        return self._step(kind, unit.code, unit.head_post, unit.head_role, None)

    def _step(self, kind: StepKind, unit_code: str, post: str, role: str, person_id: str | None) -> Step:
        rule = self.rule
        return Step("", kind, 0, rule.rule_id, rule.article, unit_code, post, role, named_person_id=person_id)


def plan_posts(directory: Directory, rule: Rule, drafter: Person) -> tuple[Step, ...]:
    """Return the unbound steps in order, those left out included, numbered and grouped in stages."""
    make = _Maker(rule, drafter)
    vertical = [*_desk(directory, make), *_upward(directory, make)]
    vertical = _up_to_decision(directory, rule, drafter, vertical)
    cooperation = _cooperation(directory, make, vertical)
    place = _place_of_cooperation(vertical)
    draft = make.of_person(StepKind.DRAFT, drafter, "")
    return _numbered([draft, *vertical[:place], *cooperation, *vertical[place:]])


def effective_final_role(directory: Directory, rule: Rule, drafter: Person) -> tuple[str, str]:
    """Return the rank that decides in the drafter's part of the house, and on what basis if another.

    실을 두지 않는 국: the 국장 decides what the rule gives to the 실장.
    """
    if rule.final_role not in RANKS:
        raise LineError("UNKNOWN_ROLE", f"Rule {rule.rule_id} names the unknown rank {rule.final_role}")
    found = directory.role_substitution(drafter.unit_code, rule.final_role)
    return (found.substitute_role, found.basis) if found else (rule.final_role, "")


def is_desk_officer(drafter: Person) -> bool:
    """Whether the drafter may draft without passing a desk officer, and decide a desk officer's matters."""
    return drafter.is_team_lead or drafter.grade not in BELOW_DESK_OFFICER


def _desk(directory: Directory, make: _Maker) -> list[Step]:
    drafter = make.drafter
    if make.rule.final_role == DESK and is_desk_officer(drafter):
        return [make.of_person(StepKind.DECISION, drafter, DESK)]
    if is_desk_officer(drafter):
        return []
    leads = [p for p in directory.members(drafter.unit_code) if p.is_team_lead and p.team == drafter.team]
    return [make.of_person(StepKind.REVIEW, lead, DESK) for lead in leads[:1]]


def _upward(directory: Directory, make: _Maker) -> list[Step]:
    final_role, _ = effective_final_role(directory, make.rule, make.drafter)
    steps: list[Step] = []
    for unit in directory.upward(make.drafter.unit_code):
        if unit.head_role not in RANKS:
            continue
        steps.append(make.of_post(StepKind.REVIEW, unit))
        if RANKS[unit.head_role] >= RANKS[final_role]:
            return steps
    raise LineError("NO_DECIDER", f"No {final_role} stands above unit {make.drafter.unit_code}")


def _up_to_decision(directory: Directory, rule: Rule, drafter: Person, vertical: list[Step]) -> list[Step]:
    """Cut the line at its decision: a desk officer's matter ends with the desk officer, if there is one."""
    if rule.final_role == DESK:
        vertical = vertical[:1]
    _, basis = effective_final_role(directory, rule, drafter)
    return [*vertical[:-1], replace(vertical[-1], kind=StepKind.DECISION, basis=basis)]


def _cooperation(directory: Directory, make: _Maker, vertical: list[Step]) -> list[Step]:
    on_line = {step.unit_code for step in vertical if step.named_person_id is None}
    steps = []
    for kind, post in make.rule.cooperation():
        try:
            unit = directory.unit_with_head_post(post)
        except NotFound as error:
            message = f"Rule {make.rule.rule_id} asks for the cooperation of {post}, a post that no unit has"
            raise LineError("UNKNOWN_POST", message) from error
        step = make.of_post(kind, unit)
        if unit.code == make.drafter.unit_code:
            step = _left_out(step, "OWN_UNIT")
        elif unit.code in on_line:
            step = _left_out(step, "HEAD_ON_LINE")
        steps.append(step)
    return steps


def _left_out(step: Step, code: str) -> Step:
    return replace(step, state=StepState.LEFT_OUT, reason=reasons.left_out(step, code))


def _place_of_cooperation(vertical: list[Step]) -> int:
    """Right after the head of the drafter's own unit, or before the decision if that is the head's."""
    first_head = next((i for i, s in enumerate(vertical) if s.named_person_id is None), 0)
    return min(first_head + 1, len(vertical) - 1)


def _numbered(steps: list[Step]) -> tuple[Step, ...]:
    numbered: list[Step] = []
    stage = -1
    previous: StepKind | None = None
    for index, step in enumerate(steps):
        if not (step.kind is StepKind.COOPERATION_PARALLEL and previous is StepKind.COOPERATION_PARALLEL):
            stage += 1
        numbered.append(replace(step, id=f"s{index}", stage=stage))
        previous = step.kind
    return tuple(numbered)
