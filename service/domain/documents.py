"""The life of a document that the office makes: its states, and who may do what in each.

작성중 → 진행중 ⇄ 보류 → 반려 or 회수 (→ 작성중 or 종결) or 결재완료 → 발송 → 편철확정 → 이관.
What was rejected or withdrawn is kept; nothing is deleted but a draft that nobody saw.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from service.domain.approval_steps import StepKind
from service.domain.errors import Conflict, Invalid, NotPermitted


class DocumentState(StrEnum):
    DRAFTING = "작성중"
    IN_PROGRESS = "진행중"
    HELD = "보류"
    RETURNED = "반려"
    WITHDRAWN = "회수"
    CLOSED = "종결"
    REGISTERED = "결재완료"
    AWAITING_DISPATCH = "발송대기"
    DISPATCHED = "발송"
    FILED = "편철확정"
    TRANSFERRED = "이관"
    DISCARDED = "삭제"


class DocumentAction(StrEnum):
    EDIT = "수정"
    SUBMIT = "상신"
    DISCARD = "삭제"
    APPROVE = "승인"
    APPROVE_WITH_EDIT = "수정승인"
    RETURN = "반려"
    RETURN_TO_PREVIOUS = "전단계반려"
    COOPERATE = "협조"
    REFUSE_COOPERATION = "협조거절"
    HOLD = "보류"
    RESUME = "보류 해제"
    WITHDRAW = "회수"
    REQUEST_WITHDRAWAL = "회수요청"
    CHANGE_LINE = "경로변경"
    REDRAFT = "재기안"
    CLOSE = "종결"
    CHANGE_DISCLOSURE = "공개여부 변경"
    ACKNOWLEDGE = "사후보고확인"
    CORRECT = "정정"


_S, _A = DocumentState, DocumentAction

_MOVES: Final[Mapping[DocumentState, frozenset[DocumentState]]] = {
    _S.DRAFTING: frozenset({_S.IN_PROGRESS, _S.DISCARDED}),
    _S.IN_PROGRESS: frozenset({_S.HELD, _S.RETURNED, _S.WITHDRAWN, _S.REGISTERED}),
    _S.HELD: frozenset({_S.IN_PROGRESS, _S.RETURNED, _S.WITHDRAWN}),
    _S.RETURNED: frozenset({_S.DRAFTING, _S.CLOSED}),
    _S.WITHDRAWN: frozenset({_S.DRAFTING, _S.CLOSED}),
    _S.REGISTERED: frozenset({_S.AWAITING_DISPATCH, _S.FILED}),
    _S.AWAITING_DISPATCH: frozenset({_S.DISPATCHED, _S.REGISTERED}),
    _S.DISPATCHED: frozenset({_S.AWAITING_DISPATCH, _S.FILED}),
    _S.FILED: frozenset({_S.TRANSFERRED}),
    _S.CLOSED: frozenset(),
    _S.TRANSFERRED: frozenset(),
    _S.DISCARDED: frozenset(),
}

# What drafters, step owners and the absent decider may do; the states they may do it in.
_BY_DRAFTER: Final[Mapping[DocumentAction, frozenset[DocumentState]]] = {
    _A.EDIT: frozenset({_S.DRAFTING}),
    _A.SUBMIT: frozenset({_S.DRAFTING}),
    _A.DISCARD: frozenset({_S.DRAFTING}),
    _A.CHANGE_DISCLOSURE: frozenset({_S.DRAFTING}),
    _A.WITHDRAW: frozenset({_S.IN_PROGRESS}),
    _A.REQUEST_WITHDRAWAL: frozenset({_S.IN_PROGRESS, _S.HELD}),
    _A.CHANGE_LINE: frozenset({_S.IN_PROGRESS, _S.HELD}),
    _A.REDRAFT: frozenset({_S.RETURNED, _S.WITHDRAWN}),
    _A.CLOSE: frozenset({_S.RETURNED, _S.WITHDRAWN}),
    _A.CORRECT: frozenset({_S.REGISTERED, _S.DISPATCHED, _S.FILED}),
}

# Cooperators give opinions only; reviewers and the decider may edit (행정업무규정 art. 9③④).
_REVIEWING: Final = frozenset(
    {_A.EDIT, _A.APPROVE, _A.APPROVE_WITH_EDIT, _A.RETURN, _A.RETURN_TO_PREVIOUS, _A.HOLD, _A.RESUME}
)
_BY_STEP: Final[Mapping[StepKind, frozenset[DocumentAction]]] = {
    StepKind.DRAFT: frozenset(),
    StepKind.REVIEW: _REVIEWING | {_A.CHANGE_LINE},
    StepKind.DECISION: _REVIEWING | {_A.CHANGE_DISCLOSURE},
    StepKind.COOPERATION_PARALLEL: frozenset({_A.COOPERATE, _A.REFUSE_COOPERATION, _A.HOLD, _A.RESUME}),
    StepKind.COOPERATION_SERIAL: frozenset({_A.COOPERATE, _A.REFUSE_COOPERATION, _A.HOLD, _A.RESUME}),
}

REASON_REQUIRED: Final = frozenset(
    {
        _A.RETURN,
        _A.RETURN_TO_PREVIOUS,
        _A.REFUSE_COOPERATION,
        _A.HOLD,
        _A.CHANGE_LINE,
        _A.CHANGE_DISCLOSURE,
        _A.CORRECT,
    }
)


@dataclass(frozen=True)
class Situation:
    """What decides whether somebody may act on a document.

    ``step`` is the kind of the step that is open for them now, in their own right or for an absent
    person; ``next_has_opened`` whether the one after the drafter has seen the document; ``is_decider``
    whether they took, or were entitled to take, the final decision.
    """

    state: DocumentState
    is_drafter: bool = False
    step: StepKind | None = None
    next_has_opened: bool = False
    is_decider: bool = False
    is_post_report_receiver: bool = False


def allowed(situation: Situation) -> frozenset[DocumentAction]:
    """Return what the person may do with the document now."""
    return frozenset(_by_drafter(situation) | _by_step(situation) | _afterwards(situation))


def may(action: DocumentAction, situation: Situation) -> bool:
    return action in allowed(situation)


def check_may(action: DocumentAction, situation: Situation) -> None:
    """Raise ``NotPermitted`` for the wrong person, ``Conflict`` for the wrong moment."""
    if may(action, situation):
        return
    if action is DocumentAction.WITHDRAW and situation.is_drafter and situation.next_has_opened:
        raise Conflict("the next person has opened the document: ask them to give it back", {"opened": True})
    others = (state for state in DocumentState if state is not situation.state)
    if any(may(action, replace(situation, state=state)) for state in others):
        facts = {"state": situation.state.name}
        raise Conflict(f"a document in state {situation.state.name} does not allow {action.name}", facts)
    raise NotPermitted(f"{action.name} is not for this person")


def check_reason(action: DocumentAction, reason: str) -> None:
    """Raise ``Invalid`` if the action needs a reason and has none."""
    if action in REASON_REQUIRED and not reason.strip():
        raise Invalid(f"{action.name} needs a reason", {"reason": ["is required"]})


def moved(state: DocumentState, to: DocumentState) -> DocumentState:
    """Return ``to``; raises ``Conflict`` if a document cannot go there from ``state``."""
    if to not in _MOVES[state]:
        raise Conflict(f"a document cannot go from {state.name} to {to.name}", {"state": state.name})
    return to


def next_states(state: DocumentState) -> frozenset[DocumentState]:
    return _MOVES[state]


def _by_drafter(situation: Situation) -> set[DocumentAction]:
    if not situation.is_drafter:
        return set()
    found = {action for action, states in _BY_DRAFTER.items() if situation.state in states}
    # Before the next person opened it a document comes back at once; afterwards they must agree.
    return found - {_A.WITHDRAW if situation.next_has_opened else _A.REQUEST_WITHDRAWAL}


def _by_step(situation: Situation) -> frozenset[DocumentAction]:
    if situation.step is None or situation.state not in (_S.IN_PROGRESS, _S.HELD):
        return frozenset()
    actions = _BY_STEP[situation.step]
    return actions - ({_A.HOLD} if situation.state is _S.HELD else {_A.RESUME})


def _afterwards(situation: Situation) -> set[DocumentAction]:
    found: set[DocumentAction] = set()
    if situation.state not in (_S.REGISTERED, _S.AWAITING_DISPATCH, _S.DISPATCHED, _S.FILED):
        return found
    if situation.is_decider:
        found.add(_A.CHANGE_DISCLOSURE)
    if situation.is_post_report_receiver:
        found.add(_A.ACKNOWLEDGE)
    return found
