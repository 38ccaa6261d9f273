"""An approval line in one row of text, for tests and for people."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from service.domain.approval_steps import Step, StepState


def render_steps(steps: Sequence[Step], names: Mapping[str, str] | None = None) -> str:
    """Return the steps of a line in one row: ``P057:기안 > {P020:병렬협조|P006:병렬협조} > P053:결재(전결)``.

    With ``names`` (person id to name) the row is for people: ``추아린 기안 > 변시우 병렬협조 > …``.
    """
    parts: list[str] = []
    if len(steps) == 2 and steps[0].person_id == steps[1].person_id:
        return f"{_who(steps[0], names)}{steps[0].kind}·{_deed(steps[1])}"
    for _, group in groupby(steps, key=lambda step: step.stage):
        texts = [f"{_who(step, names)}{_deed(step)}" for step in group]
        if names is not None:
            parts.extend(texts)
        else:
            parts.append(texts[0] if len(texts) == 1 else "{" + "|".join(texts) + "}")
    return " > ".join(parts)


def _who(step: Step, names: Mapping[str, str] | None) -> str:
    person = step.person_id or "?"
    return f"{person}:" if names is None else f"{names.get(person, person)} "


def _deed(step: Step) -> str:
    kind = "검토생략" if step.state is StepState.SKIPPED else str(step.kind)
    return f"{kind}({step.mark})" if step.marks else kind
