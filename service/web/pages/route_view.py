"""The approval line on pages: each step with who, in which state, and why this person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from service.domain.approval_line import Line, Reason, Step, StepState
from service.domain.directory import Directory
from service.domain.documents import DocumentState
from service.persistence.models import ApprovalStep
from service.web.i18n import gettext as _
from service.web.i18n import language
from service.web.pages import document_words as words
from service.web.pages.naming import Named, named

REGISTERED: Final = frozenset(
    {
        DocumentState.REGISTERED,
        DocumentState.AWAITING_DISPATCH,
        DocumentState.DISPATCHED,
        DocumentState.FILED,
        DocumentState.TRANSFERRED,
    }
)


@dataclass(frozen=True)
class StepView:
    """``state`` is done, now, waiting, returned or skipped; ``acted_by`` is set if not the planned person acted."""

    kind: str
    who: Named
    state: str
    why: str
    badges: Sequence[words.Badge] = ()
    at: datetime | None = None
    outcome: str = ""
    left_out: bool = False


@dataclass(frozen=True)
class RoundView:
    number: int
    is_current: bool
    steps: Sequence[StepView]


@dataclass(frozen=True)
class Preview:
    """The line a matter would take, or why there is none."""

    rule: str = ""
    steps: Sequence[StepView] = ()
    left_out: Sequence[StepView] = ()
    warnings: Sequence[str] = ()
    post_reports: Sequence[Named] = ()
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)


def route(directory: Directory, steps: Iterable[ApprovalStep]) -> list[StepView]:
    return [_row(directory, step) for step in steps]


def rounds(
    directory: Directory, current: Sequence[ApprovalStep], earlier: Sequence[ApprovalStep]
) -> list[RoundView]:
    """Return every round, the current one first."""
    numbers = sorted({step.round for step in (*current, *earlier)}, reverse=True)
    now = current[0].round if current else None
    return [
        RoundView(
            number, number == now, route(directory, (s for s in (*earlier, *current) if s.round == number))
        )
        for number in numbers
    ]


def progress(directory: Directory, steps: Sequence[ApprovalStep], state: str) -> list[dict[str, Any]]:
    """Return the line in one row, with the register as its last station."""
    if not steps:
        return []
    row = [
        {"name": view.kind, "state": view.state, "note": view.who.name}
        for view in route(directory, steps)
        if not view.left_out
    ]
    is_registered = state in REGISTERED
    return [*row, {"name": _("Register"), "state": "done" if is_registered else "waiting", "note": None}]


def preview(directory: Directory, line: Line) -> Preview:
    said = language()
    return Preview(
        rule=line.rule_id,
        steps=[_planned(directory, step) for step in line.steps],
        left_out=[_planned(directory, step) for step in line.left_out],
        warnings=[notice.ko if said == "ko" else notice.en for notice in line.warnings],
        post_reports=[named(directory, person) for person in line.post_reports],
    )


def why(reason: Mapping[str, Any] | Reason) -> str:
    """Return the sentence in the reader's language."""
    if isinstance(reason, Reason):
        return reason.ko if language() == "ko" else reason.en
    return str(reason.get(language()) or reason.get("ko") or "")


def _row(directory: Directory, step: ApprovalStep) -> StepView:
    person = step.acted_by or step.person_id or step.holder_id
    return StepView(
        kind=words.step_kind(step.kind),
        who=named(directory, person) if person else Named(step.post),
        state=_state(step),
        why=why(step.reason),
        badges=words.mark_badges(step.marks),
        at=step.ended_at if step.acted_by else None,
        outcome=words.outcome(step.outcome),
        left_out=step.state == "left_out",
    )


def _state(step: ApprovalStep) -> str:
    if step.outcome in ("return", "refuse"):
        return "returned"
    states = {"done": "done", "active": "now", "skipped": "skipped", "left_out": "skipped"}
    return states.get(step.state, "waiting")


def _planned(directory: Directory, step: Step) -> StepView:
    person = step.person_id or step.holder_id
    return StepView(
        kind=words.step_kind(step.kind.value),
        who=named(directory, person) if person else Named(step.post),
        state="waiting" if step.state is StepState.PLANNED else "skipped",
        why=why(step.reason),
        badges=words.mark_badges(step.marks),
        left_out=step.state is StepState.LEFT_OUT,
    )
