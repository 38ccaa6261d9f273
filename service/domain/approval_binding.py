"""Which person a step falls to at one moment: incumbent, acting head, deputy, proxy, or nobody.

Late binding: the preview calls this with the moment of drafting, the process when the step becomes
active, and the answers may differ.
"""

from dataclasses import replace
from datetime import datetime

from service.domain import approval_reasons as reasons
from service.domain.approval_steps import MINISTER, Binding, Capacity, Notice, Step, StepKind, StepState
from service.domain.directory import Absence, Directory, Holder, Substitute

VACANT = reasons.Cause("공석")


def bind(directory: Directory, step: Step, at: datetime) -> Binding:
    """Return who acts on the step at that moment, as what and why.

    An absent or missing reviewer is skipped with the reason; an absent cooperator or decider has
    somebody stand in. ``person_id`` is None where nobody is left.
    """
    if step.kind is StepKind.DRAFT:
        return _drafter(directory, step)
    holder = _holder(directory, step, at)
    if holder is None:
        return _vacant(directory, step, at)
    absence = directory.absent(holder.person.id, at)
    if absence is None:
        capacity = Capacity.ACTING if holder.is_acting else Capacity.INCUMBENT
        basis = (holder.basis or VACANT.kind) if holder.is_acting else ""
        reason = reasons.present(step, holder.person, basis)
        return Binding(holder.person.id, holder.person.id, capacity, reason)
    return _absent(directory, step, holder, absence, at)


def bound(directory: Directory, step: Step, at: datetime) -> Step:
    """Return the step with its person of that moment; one that is off the line for good stays so."""
    if step.reason.code in ("OWN_UNIT", "HEAD_ON_LINE"):
        return step
    binding = bind(directory, step, at)
    return replace(
        step,
        person_id=binding.person_id,
        holder_id=binding.holder_id,
        capacity=binding.capacity,
        state=StepState.SKIPPED if binding.skipped else StepState.PLANNED,
        skipped=binding.skipped,
        marks=_marks(step, binding),
        reason=binding.reason,
        notices=binding.notices,
    )


def by_person(directory: Directory, step: Step, person_id: str) -> Step:
    """Return the step with the person who really acted on it, as holder of the post or for its holder."""
    if person_id == step.person_id:
        return step
    person = directory.person(person_id)
    if person_id == step.holder_id:
        capacity, reason = Capacity.INCUMBENT, reasons.present(step, person)
    else:
        capacity = Capacity.DEPUTY if step.kind is StepKind.DECISION else Capacity.PROXY
        holder = directory.person(step.holder_id).name if step.holder_id else ""
        reason = reasons.took_over(step, holder, person)
    marks = _marks_of(step, capacity, step.reason.facts.get("why", ""))
    return replace(step, person_id=person_id, capacity=capacity, marks=marks, reason=reason, notices=())


def _drafter(directory: Directory, step: Step) -> Binding:
    person = directory.person(step.named_person_id or "")
    reason = reasons.drafter(person, directory.unit(person.unit_code).name)
    return Binding(person.id, person.id, Capacity.INCUMBENT, reason)


def _holder(directory: Directory, step: Step, at: datetime) -> Holder | None:
    if step.named_person_id is not None:
        return Holder(directory.person(step.named_person_id))
    return directory.holder_of(step.unit_code, at)


def _vacant(directory: Directory, step: Step, at: datetime) -> Binding:
    if step.kind is StepKind.REVIEW:
        return _skip(step, None, "", VACANT)
    deputy = directory.first_deputy(step.unit_code, at)
    substitute = Substitute(deputy, is_designated=False) if deputy else None
    return _stand_in(step, None, "", VACANT, substitute, None)


def _absent(directory: Directory, step: Step, holder: Holder, absence: Absence, at: datetime) -> Binding:
    person, why = holder.person, _cause(directory, absence)
    if step.kind is StepKind.REVIEW:
        return _skip(step, person.id, person.name, why)
    substitute = _substitute(directory, step, person.id, at)
    notice = _order_notice(step, person.name, absence, substitute)
    return _stand_in(step, person.id, person.name, why, substitute, notice)


def _substitute(directory: Directory, step: Step, holder_id: str, at: datetime) -> Substitute | None:
    """The designated deputy, or the standing order of *this* post: the holder may have several."""
    found = directory.substitute_for(holder_id, at)
    if (found and found.is_designated) or step.named_person_id is not None:
        return found
    deputy = directory.first_deputy(step.unit_code, at, other_than=holder_id)
    return Substitute(deputy, is_designated=False) if deputy else None


def _order_notice(step: Step, holder: str, absence: Absence, substitute: Substitute | None) -> Notice | None:
    if substitute is None or substitute.is_designated:
        return None
    if absence.deputy_id is None:
        return reasons.no_deputy_set(step.post, holder, substitute.person.name)
    return reasons.deputy_absent(step.post, holder, substitute.person.name)


def _cause(directory: Directory, absence: Absence) -> reasons.Cause:
    if absence.is_endless:
        return reasons.Cause(absence.kind)
    return reasons.Cause(absence.kind, f"{absence.end.astimezone(directory.zone):%Y-%m-%d %H:%M}")


def _skip(step: Step, holder_id: str | None, holder: str, why: reasons.Cause) -> Binding:
    reason = reasons.skipped(step, holder, why)
    return Binding(holder_id, holder_id, Capacity.INCUMBENT, reason, why.kind, why.kind)


def _stand_in(
    step: Step,
    holder_id: str | None,
    holder: str,
    why: reasons.Cause,
    substitute: Substitute | None,
    notice: Notice | None,
) -> Binding:
    capacity = Capacity.DEPUTY if step.kind is StepKind.DECISION else Capacity.PROXY
    if substitute is None:
        missing = (reasons.nobody_found(step.post),)
        return Binding(None, holder_id, capacity, reasons.nobody(step, why), "", why.kind, missing)
    reason = reasons.standing_in(step, holder, why, substitute.person, substitute.is_designated)
    return Binding(
        substitute.person.id, holder_id, capacity, reason, "", why.kind, (notice,) if notice else ()
    )


def _marks(step: Step, binding: Binding) -> tuple[str, ...]:
    return _marks_of(step, binding.capacity, binding.absence_kind, binding.skipped)


def _marks_of(step: Step, capacity: Capacity, absence_kind: str, skipped: str = "") -> tuple[str, ...]:
    marks = []
    if step.kind is StepKind.DECISION and step.role != MINISTER:
        marks.append("전결")
    if skipped:
        marks.append(skipped)
    elif capacity is Capacity.PROXY:
        marks.append(f"{Capacity.PROXY}:{absence_kind}" if absence_kind else str(Capacity.PROXY))
    elif capacity is not Capacity.INCUMBENT:
        marks.append(str(capacity))
    return tuple(marks)
