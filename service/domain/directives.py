"""Directives (지시사항): their life, who may do what, and what an extension changes.

The light (신호등) is in ``directive_signals``; 지연 and 기한경과 are lights, not states.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from service.domain.directory import Directory
from service.domain.errors import Conflict, Invalid, NotPermitted


class IssuerKind(StrEnum):
    PRESIDENT = "대통령"
    PRIME_MINISTER = "국무총리"
    CABINET = "국무회의"
    MINISTER = "장관"
    VICE_MINISTER = "차관"
    DEPUTY_MINISTER = "실장"
    DIRECTOR_GENERAL = "국장"


def issuer_kind(directory: Directory, person_id: str, at: datetime) -> IssuerKind | None:
    """Return in which rank the person gives directives; None for those below a director-general."""
    ranks = {unit.head_role for unit in directory.posts_held_by(person_id, at)}
    return next((kind for kind in IssuerKind if kind.value in ranks), None)


class ReportCycle(StrEnum):
    """How often progress is reported; ``iso`` is the duration that a timer waits."""

    NONE = "없음"
    WEEK = "주"
    MONTH = "월"
    QUARTER = "분기"

    @property
    def iso(self) -> str | None:
        return {"주": "P7D", "월": "P1M", "분기": "P3M"}.get(self.value)

    @classmethod
    def from_iso(cls, text: str | None) -> "ReportCycle":
        found = next((cycle for cycle in cls if cycle.iso == (text or None)), None)
        if found is None:
            raise Invalid(f"{text} is no report cycle", {"report_cycle": ["is none of P7D, P1M, P3M"]})
        return found


class DirectiveState(StrEnum):
    REGISTERED = "등록"
    AWAITING_ASSIGNMENT = "배정 대기"
    ASSIGNED = "수용 대기"
    DISPUTED = "소관 조정"
    PLANNING = "계획 작성중"
    IN_PROGRESS = "추진중"
    AWAITING_CONFIRMATION = "완료 승인 대기"
    TO_SUPPLEMENT = "반려(보완)"
    DONE = "완료"
    STANDING = "상시관리"
    CANCELLED = "취소"

    @property
    def is_final(self) -> bool:
        return self in (DirectiveState.DONE, DirectiveState.STANDING, DirectiveState.CANCELLED)


class DirectiveAct(StrEnum):
    SUBMIT = "등록"
    ASSIGN = "배정"
    ACCEPT = "수용"
    OBJECT = "소관 이의"
    PLAN = "추진계획"
    REPORT = "실적 보고"
    REPORT_DONE = "완료 보고"
    CONFIRM = "완료 승인"
    ASK_SUPPLEMENT = "보완"
    MAKE_STANDING = "상시관리 전환"
    REQUEST_EXTENSION = "기한 연장 요청"
    APPROVE_EXTENSION = "기한 연장 승인"
    CANCEL = "취소"


_S, _A = DirectiveState, DirectiveAct

_NEXT: Final[Mapping[tuple[DirectiveState, DirectiveAct], DirectiveState]] = {
    (_S.REGISTERED, _A.SUBMIT): _S.AWAITING_ASSIGNMENT,
    (_S.REGISTERED, _A.ASSIGN): _S.ASSIGNED,
    (_S.AWAITING_ASSIGNMENT, _A.ASSIGN): _S.ASSIGNED,
    (_S.DISPUTED, _A.ASSIGN): _S.ASSIGNED,
    (_S.ASSIGNED, _A.ACCEPT): _S.PLANNING,
    (_S.ASSIGNED, _A.OBJECT): _S.DISPUTED,
    (_S.PLANNING, _A.PLAN): _S.IN_PROGRESS,
    (_S.IN_PROGRESS, _A.REPORT): _S.IN_PROGRESS,
    (_S.IN_PROGRESS, _A.REPORT_DONE): _S.AWAITING_CONFIRMATION,
    (_S.TO_SUPPLEMENT, _A.REPORT): _S.TO_SUPPLEMENT,
    (_S.TO_SUPPLEMENT, _A.REPORT_DONE): _S.AWAITING_CONFIRMATION,
    (_S.AWAITING_CONFIRMATION, _A.CONFIRM): _S.DONE,
    (_S.AWAITING_CONFIRMATION, _A.ASK_SUPPLEMENT): _S.TO_SUPPLEMENT,
    (_S.AWAITING_CONFIRMATION, _A.MAKE_STANDING): _S.STANDING,
    (_S.IN_PROGRESS, _A.MAKE_STANDING): _S.STANDING,
}

_MANAGERS: Final = frozenset({"group:directive_manager", "group:directive_coordinator"})
_BY_MANAGER: Final = frozenset({_A.SUBMIT, _A.ASSIGN})
_BY_LEAD: Final = frozenset({_A.ACCEPT, _A.OBJECT, _A.PLAN, _A.REPORT, _A.REPORT_DONE, _A.REQUEST_EXTENSION})
_REASON_REQUIRED: Final = frozenset({_A.OBJECT, _A.ASK_SUPPLEMENT, _A.CANCEL, _A.REQUEST_EXTENSION})


@dataclass(frozen=True)
class Directive:
    """The facts that rules look at.

    ``issuer_id`` is None where the issuer is outside (대통령): then the directive managers confirm.
    ``due`` None means without end (상시). ``extended_to`` counts once ``extension_approved_at`` is set.
    Days are those of the office's zone.
    """

    state: DirectiveState
    issued_on: date
    issuer_id: str | None = None
    lead_id: str | None = None
    due: date | None = None
    cycle: ReportCycle = ReportCycle.NONE
    assigned_on: date | None = None
    planned_on: date | None = None
    reports: tuple[date, ...] = ()
    progress: int = 0
    extended_to: date | None = None
    extension_approved_at: datetime | None = None

    @property
    def effective_due(self) -> date | None:
        """The day that counts: a new one only once the issuer approved it."""
        approved = self.extended_to is not None and self.extension_approved_at is not None
        return self.extended_to if approved else self.due


def state_after(state: DirectiveState, act: DirectiveAct) -> DirectiveState:
    """Return the state that an act leads to; raises ``Conflict`` if the state does not allow it."""
    if not state.is_final:
        if act is DirectiveAct.CANCEL:
            return DirectiveState.CANCELLED
        if act in (DirectiveAct.REQUEST_EXTENSION, DirectiveAct.APPROVE_EXTENSION):
            return state
    found = _NEXT.get((state, act))
    if found is None:
        raise Conflict(f"a directive in state {state.name} does not allow {act.name}", {"state": state.name})
    return found


def acts_in(state: DirectiveState) -> frozenset[DirectiveAct]:
    """Return the acts that a state allows, whoever asks."""
    always = {_A.CANCEL, _A.REQUEST_EXTENSION, _A.APPROVE_EXTENSION}
    named = {act for (before, act) in _NEXT if before is state}
    return frozenset(named if state.is_final else named | always)


def may(act: DirectiveAct, directive: Directive, principals: Collection[str]) -> bool:
    """Whether somebody with these principals may do this to the directive, its state aside."""
    return not _actors(act, directive).isdisjoint(principals)


def check_may(act: DirectiveAct, directive: Directive, principals: Collection[str]) -> None:
    """Raise ``NotPermitted`` for the wrong person, ``Conflict`` for the wrong moment."""
    if not may(act, directive, principals):
        raise NotPermitted(f"{act.name} of a directive is for {', '.join(sorted(_actors(act, directive)))}")
    state_after(directive.state, act)


def check_reason(act: DirectiveAct, reason: str) -> None:
    if act in _REASON_REQUIRED and not reason.strip():
        raise Invalid(f"{act.name} needs a reason", {"reason": ["is required"]})


def check_extension(directive: Directive, new_due: date, on: date) -> None:
    """Raise ``Invalid`` unless the extension is asked for in time and really is one (요청은 기한 전)."""
    if directive.due is None:
        raise Invalid("a standing directive has no due date", {"new_due": ["there is no due date"]})
    if on > directive.due:
        raise Invalid("an extension is requested before the due date", {"new_due": ["is requested too late"]})
    if new_due <= directive.due:
        raise Invalid("the new due date must be later", {"new_due": ["must be after the present due date"]})


def _actors(act: DirectiveAct, directive: Directive) -> frozenset[str]:
    if act in _BY_MANAGER:
        return _MANAGERS
    if act in _BY_LEAD:
        return frozenset({f"user:{directive.lead_id}"}) if directive.lead_id else frozenset()
    return frozenset({f"user:{directive.issuer_id}"}) if directive.issuer_id else _MANAGERS
