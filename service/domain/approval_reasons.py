"""The sentences of an approval line, Korean and English: rule, post, person, and why someone is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from service.domain.approval_steps import DESK, MINISTER, Notice, Reason, Step, StepKind
from service.domain.organisation import Person


@dataclass(frozen=True)
class Cause:
    """Why a holder does not act: the kind of absence, and until when (local time, '' if unknown)."""

    kind: str
    until: str = ""

    def __str__(self) -> str:
        return f"{self.kind}, ~{self.until}" if self.until else self.kind


_HANGUL_FIRST: Final = 0xAC00
_HANGUL_LAST: Final = 0xD7A3

_ROLES_EN: Final[Mapping[str, str]] = {
    "담당": "desk officer",
    "보좌": "head of secretariat",
    "과장": "director",
    "국장": "director-general",
    "실장": "deputy minister",
    "차관": "vice minister",
    "장관": "minister",
}


def particle(word: str, after_consonant: str, after_vowel: str) -> str:
    """Return ``word`` with the particle its last syllable asks for (노해인이, 윤서호가)."""
    last = ord(word[-1]) if word else 0
    closed = _HANGUL_FIRST <= last <= _HANGUL_LAST and (last - _HANGUL_FIRST) % 28 != 0
    return word + (after_consonant if closed else after_vowel)


def role_en(role: str) -> str:
    return _ROLES_EN.get(role, role)


def drafter(person: Person, unit_name: str) -> Reason:
    ko = f"{unit_name} {person.title} {person.name}: 기안자"
    return Reason("DRAFTER", ko, f"{person.name}, {unit_name}: the drafter", {"person": person.name})


def present(step: Step, person: Person, basis: str = "") -> Reason:
    """The post's own holder acts; ``basis`` tells an acting head's appointment."""
    ko, en = _duty(step)
    code = "ACTING" if basis else "INCUMBENT"
    facts = {"rule": step.rule_id, "post": step.post, "person": person.name, "basis": basis}
    if not basis:
        who = f"{step.post} {person.name}".strip()
        return Reason(code, f"{ko}: {who}", f"{en}: {who}", facts)
    return Reason(
        code,
        f"{ko}: 공석인 {step.post}의 직무대리 {person.name}({basis})",
        f"{en}: {person.name}, acting head while the post {step.post} is vacant ({basis})",
        facts,
    )


def standing_in(step: Step, holder: str, why: Cause, person: Person, is_designated: bool) -> Reason:
    """Somebody decides or cooperates for an absent holder, or for a vacant post (``holder`` is then '')."""
    ko, en = _duty(step)
    deed = "대결" if step.kind is StepKind.DECISION else "대리 협조"
    deed_en = "decides" if step.kind is StepKind.DECISION else "cooperates"
    chosen = "지정된 대결자" if is_designated else "직무대리 순위"
    chosen_en = "designated deputy" if is_designated else "standing order of deputies"
    whom = f"{step.post} {holder}".strip()
    facts = {
        "rule": step.rule_id,
        "post": step.post,
        "holder": holder,
        "why": why.kind,
        "until": why.until,
        "person": person.name,
    }
    return Reason(
        "DESIGNATED_DEPUTY" if is_designated else "DEPUTY_BY_ORDER",
        f"{ko}: {whom} 부재({why})로 {particle(person.name, '이', '가')} {deed}({chosen})",
        f"{en}: {person.name} {deed_en} for {whom}, who is absent: {why} ({chosen_en})",
        facts,
    )


def skipped(step: Step, holder: str, why: Cause) -> Reason:
    whom = f"{step.post} {holder}".strip()
    facts = {"rule": step.rule_id, "post": step.post, "holder": holder, "why": why.kind, "until": why.until}
    return Reason(
        "REVIEWER_ABSENT",
        f"{whom}의 검토 생략: {why}",
        f"Review by {whom} is passed over: {why}",
        facts,
    )


def took_over(step: Step, holder: str, person: Person) -> Reason:
    """Somebody other than the planned person acted on the step."""
    ko, en = _duty(step)
    whom = f"{step.post} {holder}".strip()
    return Reason(
        "TOOK_OVER",
        f"{ko}: {particle(person.name, '이', '가')} {whom}의 일을 대신함",
        f"{en}: {person.name} acted for {whom}",
        {"rule": step.rule_id, "post": step.post, "holder": holder, "person": person.name},
    )


def nobody(step: Step, why: Cause) -> Reason:
    ko, en = _duty(step)
    return Reason(
        "NOBODY",
        f"{ko}: {step.post} 부재({why}), 대신할 사람이 없음",
        f"{en}: {step.post} is absent ({why}) and nobody can stand in",
        {"rule": step.rule_id, "post": step.post, "why": why.kind, "until": why.until},
    )


def left_out(step: Step, code: str, person: str = "") -> Reason:
    """Why a step is not on the line; ``code`` is one of the keys below."""
    ko, en = {
        "OWN_UNIT": ("기안 부서 자신의 협조는 생략", "the drafter's own unit needs no cooperation"),
        "HEAD_ON_LINE": ("이미 보고경로에 있어 협조 생략", "already on the line, no cooperation needed"),
        "SAME_PERSON": (
            "같은 사람이 이어서 처리하므로 한 번만",
            "the same person does the neighbouring step",
        ),
        "DECIDES": ("이 문서를 결재하므로 검토 생략", "decides the document, so does not review it"),
    }[code]
    who = f"{step.post} {person}".strip()
    return Reason(code, f"{who}: {ko}", f"{who}: {en}", {"rule": step.rule_id, "post": step.post})


def no_deputy_set(post: str, holder: str, deputy: str) -> Notice:
    return Notice(
        "NO_DEPUTY_SET",
        f"{post} {particle(holder, '이', '가')} 대결자를 지정하지 않아 직무대리 순위에 따라 {deputy}에게 간다.",
        f"{holder} ({post}) named no deputy; the standing order gives {deputy}.",
    )


def deputy_absent(post: str, holder: str, deputy: str) -> Notice:
    return Notice(
        "DEPUTY_ABSENT",
        f"{post} {particle(holder, '이', '가')} 지정한 대결자도 부재하여 직무대리 순위에 따라 {deputy}에게 간다.",
        f"The deputy named by {holder} ({post}) is absent too; the standing order gives {deputy}.",
    )


def self_approval(name: str) -> Notice:
    return Notice(
        "SELF_APPROVAL",
        f"기안자 {particle(name, '이', '가')} 스스로 결재하게 된다.",
        f"The drafter {name} would decide their own document.",
    )


def nobody_found(post: str) -> Notice:
    return Notice("NOBODY", f"{post}: 처리할 사람이 없다.", f"Nobody can act for {post}.")


def _duty(step: Step) -> tuple[str, str]:
    """Return what the rule asks of the step, in both languages."""
    rule = f"{step.article} {step.rule_id}"
    if step.kind is StepKind.DECISION:
        return _decision_duty(step, rule)
    if step.kind.is_cooperation:
        return f"{rule}에 따른 협조", f"Cooperation asked by rule {step.rule_id}"
    if step.role == DESK:
        return "5급 미만 기안자의 담당 사무관 검토", "Desk officer of a drafter below grade 5"
    return f"{rule}의 결재자까지 가는 보고경로의 검토", f"On the line to the decider of rule {step.rule_id}"


def _decision_duty(step: Step, rule: str) -> tuple[str, str]:
    if step.role == MINISTER:
        return f"{rule}에 따른 장관 결재", f"Decided by the minister under rule {step.rule_id}"
    ko, en = f"{rule}에 따른 {step.role} 전결", f"Delegated to the {role_en(step.role)}, rule {step.rule_id}"
    if step.basis:
        return f"{ko}({step.basis})", f"{en} (for a rank this part of the office does not have)"
    return ko, en
