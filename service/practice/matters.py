"""What the documents of the practice ministry are about, and how often: work type, grade, amount."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from service.domain.disclosure import IN_DECISION, Disclosure, DisclosureKind
from service.practice.words import Words


@dataclass(frozen=True)
class Matter:
    """One matter as the delegation rules see it. ``weight`` says how often it comes up."""

    work_type: str
    grade: str | None = None
    weight: float = 1.0
    amounts: tuple[int, ...] = ()
    amount: int | None = None


_SPENDING: Final = tuple(
    n * 100_000 for n in (4, 9, 18, 35, 60, 120, 164, 185, 240, 310, 480, 760, 1_500, 3_200)
)
_MOVING: Final = (18_000_000, 45_000_000, 92_000_000, 140_000_000, 300_000_000)
_STUDYING: Final = (28_000_000, 45_000_000, 60_000_000, 90_000_000)

_ANYWHERE: Final = (
    Matter("LEAVE", "과원", 15),
    Matter("EXPENSE", None, 16, _SPENDING),
    Matter("EXPENSE", None, 0.6, (520_000_000, 810_000_000)),
    Matter("CONSULT", "일반", 17),
    Matter("CONSULT", "중요", 3.5),
    Matter("PETITION", "일반", 13),
    Matter("PETITION", "중요", 2.5),
    Matter("MEETING", "일반", 8),
    Matter("MEETING", "중요", 1),
    Matter("CERT", None, 5),
    Matter("NA_DATA", "일반", 4),
    Matter("NA_DATA", "중요", 1.2),
    Matter("NA_ANSWER", "일반", 0.8),
    Matter("NA_ANSWER", "중요", 0.4),
    Matter("PRESS", "일반", 2),
    Matter("PRESS", "중요", 0.5),
    Matter("ANNUAL_PLAN", "일반", 2.5),
    Matter("ANNUAL_PLAN", "중요", 0.6),
    Matter("BASIC_PLAN", "일반", 0.5),
    Matter("BASIC_PLAN", "중요", 0.25),
    Matter("ADMIN_RULE", "일반", 0.8),
    Matter("ADMIN_RULE", "중요", 0.3),
    Matter("LAW_DRAFT", None, 0.2),
    Matter("MINISTRY_RULE", None, 0.2),
    Matter("BUDGET_MOVE", None, 0.5, _MOVING),
    Matter("BUDGET_REQ", None, 0.15),
    Matter("RESEARCH", None, 0.5, _STUDYING),
    Matter("DISCLOSE", "공개", 2),
    Matter("DISCLOSE", "부분공개·비공개", 1),
    Matter("OVERSEAS", "5급 이하", 0.4),
    Matter("DIRECTIVE_PLAN", "장관", 0.4),
    Matter("DIRECTIVE_PLAN", "차관 이하", 0.8),
    Matter("DIRECTIVE_DONE", "차관", 0.3),
    Matter("DIRECTIVE_DONE", "국장", 0.5),
    Matter("DATA_SHARE", None, 0.8),
)

_OF_UNIT: Final[Mapping[str, tuple[Matter, ...]]] = {
    "9990030": (
        Matter("HR_JUNIOR", None, 3),
        Matter("HR_SENIOR", None, 1),
        Matter("RECORD_DISPOSAL", None, 0.5),
    ),
    "9990021": (Matter("AUDIT", None, 6),),
    "9990112": (Matter("PROCESS_DEPLOY", None, 2), Matter("DIRECTIVE_PLAN", "대통령·국무총리", 1)),
    "9990302": (Matter("EMERGENCY", None, 8),),
}

_OF_HEADS: Final = (
    Matter("LEAVE", "과장급", 8),
    Matter("OVERSEAS", "4급 이상", 1),
    Matter("MEETING", "중요", 2),
    Matter("NA_ANSWER", "중요", 1),
)

URGENT: Final = frozenset({"EMERGENCY", "NA_DATA", "NA_ANSWER", "PRESS"})


def choose(chance: Random, unit_code: str, *, is_head: bool) -> Matter:
    """Return a matter that a drafter of that unit may well have."""
    there: Sequence[Matter] = _OF_HEADS if is_head else (*_ANYWHERE, *_OF_UNIT.get(unit_code, ()))
    found = chance.choices(there, [matter.weight for matter in there])[0]
    return replace(found, amount=chance.choice(found.amounts)) if found.amounts else found


def draft_answers(
    words: Words, matter: Matter, rule: Mapping[str, Any], unit_task: str, on: date
) -> dict[str, Any]:
    """Return the answers to the draft form, with retention and disclosure as the rule proposes them."""
    return {
        "outcome": "submit",
        "title": words.title(matter.work_type)[:200],
        "work_type": matter.work_type,
        "grade": matter.grade,
        "amount": matter.amount,
        "summary": words.say("summaries"),
        "keywords": words.keywords(),
        "purpose": words.say("purposes"),
        "source": words.say("sources"),
        "body": words.body(matter.work_type, matter.amount),
        "unit_task": unit_task,
        "retention": rule["default_retention"],
        **disclosure_answers(Disclosure.parse(str(rule["default_disclosure"])), on),
    }


def disclosure_answers(disclosure: Disclosure, on: date) -> dict[str, Any]:
    answers: dict[str, Any] = {"disclosure": disclosure.kind.value}
    if disclosure.kind is DisclosureKind.OPEN:
        return answers
    answers["disclosure_clause"] = [str(ground) for ground in disclosure.grounds]
    if disclosure.kind is DisclosureKind.PARTIAL:
        answers["disclosure_parts"] = "개인의 성명·연락처, 검토 중인 사항"
    if IN_DECISION in disclosure.grounds:
        answers["disclosure_review_on"] = (on + timedelta(days=180)).isoformat()
    return answers
