"""What follows once every step has its person: no one acts twice in a row, who is told, what to warn of."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from service.domain import approval_reasons as reasons
from service.domain.approval_steps import Capacity, Notice, Rule, Step, StepKind, StepState
from service.domain.directory import Directory


def with_missed_reviews(plan: Sequence[Step], first: int) -> list[Step]:
    """Return the plan with reviews put before the decision that were left out for a deputy who no longer decides.

    The division head was to decide for the absent director-general and therefore did not review; now
    the director-general is back. ``first`` is the first stage that is still to come.
    """
    *before, decision = plan
    missed = [s for s in before if s.stage < first and s.reason.code == "DECIDES"]
    missed = [s for s in missed if s.person_id != decision.person_id]
    kept = [step for step in before if step not in missed]
    moved = [replace(step, stage=decision.stage + n) for n, step in enumerate(missed)]
    return [*kept, *moved, replace(decision, stage=decision.stage + len(missed))]


def without_repetition(directory: Directory, plan: list[Step], first: int) -> list[Step]:
    """Leave out reviews by a person who acts anyway: as decider, or in the next higher step."""
    decider = plan[-1].person_id
    previous: int | None = None
    for index, step in enumerate(plan):
        if not step.is_walked:
            continue
        if _is_open_review(step, first) and step.person_id == decider:
            plan[index] = _leave_out(directory, step, "DECIDES")
            continue
        if previous is not None and _repeats(plan[previous], step):
            lower = previous if _is_open_review(plan[previous], first) else index
            plan[lower] = _leave_out(directory, plan[lower], "SAME_PERSON")
            if lower == index:
                continue
        previous = index
    return plan


def _repeats(lower: Step, step: Step) -> bool:
    """Whether a review follows the same person's draft or review; a cooperation is another matter."""
    is_same_line = step.kind is StepKind.REVIEW and not lower.kind.is_cooperation
    return is_same_line and step.person_id == lower.person_id


def _is_open_review(step: Step, first: int) -> bool:
    return step.kind is StepKind.REVIEW and step.stage >= first


def _leave_out(directory: Directory, step: Step, code: str) -> Step:
    name = directory.person(step.person_id).name if step.person_id else ""
    return replace(step, state=StepState.LEFT_OUT, reason=reasons.left_out(step, code, name))


def post_reports(directory: Directory, rule: Rule, plan: Sequence[Step], at: datetime) -> tuple[str, ...]:
    """Return who is told afterwards: the absent decider of an important matter, and the rule's rank."""
    drafter_id, decision = plan[0].person_id or "", plan[-1]
    found: list[str | None] = []
    if decision.capacity is Capacity.DEPUTY and rule.is_important:
        found.append(decision.holder_id)
    if rule.post_report_role:
        found.append(_holder_of_role(directory, drafter_id, rule.post_report_role, at))
    return tuple(dict.fromkeys(p for p in found if p and p != decision.person_id))


def _holder_of_role(directory: Directory, drafter_id: str, role: str, at: datetime) -> str | None:
    above = directory.upward(directory.person(drafter_id).unit_code)
    unit = next((u for u in (*above, *directory.units) if u.head_role == role), None)
    holder = directory.holder_of(unit.code, at) if unit else None
    return holder.person.id if holder else None


def warnings(directory: Directory, plan: Sequence[Step]) -> tuple[Notice, ...]:
    notices = [n for step in plan if step.state is not StepState.LEFT_OUT for n in step.notices]
    if plan[-1].person_id is not None and plan[-1].person_id == plan[0].person_id:
        notices.append(reasons.self_approval(directory.person(plan[0].person_id or "").name))
    return tuple(dict.fromkeys(notices))
