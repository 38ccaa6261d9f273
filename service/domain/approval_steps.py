"""The values of an approval line: rule, step, binding, and the sentence that says why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from service.domain.errors import Invalid

MINISTER: Final = "장관"
DESK: Final = "담당"
IMPORTANT: Final = "중요"
EMERGENCY_FLOW: Final = "F11"
PROCESS_CHANGE_FLOW: Final = "F12"

# 보좌 heads a secretariat; for the delegation rules it counts as the head of a division.
RANKS: Final[Mapping[str, int]] = {
    DESK: 0,
    "보좌": 1,
    "과장": 1,
    "국장": 2,
    "실장": 3,
    "차관": 4,
    MINISTER: 5,
}


class StepKind(StrEnum):
    DRAFT = "기안"
    REVIEW = "검토"
    COOPERATION_PARALLEL = "병렬협조"
    COOPERATION_SERIAL = "순차협조"
    DECISION = "결재"

    @property
    def is_cooperation(self) -> bool:
        return self in (StepKind.COOPERATION_PARALLEL, StepKind.COOPERATION_SERIAL)


class Capacity(StrEnum):
    """As what a person acts: in their own post, in a vacant one, or for somebody absent."""

    INCUMBENT = "재직"
    ACTING = "직무대리"
    DEPUTY = "대결"
    PROXY = "대리"


class StepState(StrEnum):
    PLANNED = "planned"
    SKIPPED = "skipped"  # 검토생략: shown on the line with its reason
    LEFT_OUT = "left_out"  # not on the line: the same person does a higher step, or it is the own unit


class LineError(Invalid):
    """The line cannot be computed or submitted; ``code`` is for machines (NO_RULE, SELF_APPROVAL)."""

    def __init__(self, code: str, message: str, field_name: str = "work_type") -> None:
        super().__init__(message, {field_name: [message]})
        self.code = code


@dataclass(frozen=True)
class Reason:
    """Why this person: one sentence in each language, and the ``facts`` it was made from."""

    code: str
    ko: str
    en: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Notice:
    """Something the drafter should know about the line (NO_DEPUTY_SET, SELF_APPROVAL)."""

    code: str
    ko: str
    en: str


@dataclass(frozen=True)
class Rule:
    """What the delegation decision (위임전결 규정) says about a matter.

    ``coop_posts`` lists posts: ``;`` between those asked at once, ``>`` before those asked afterwards.
    ``article`` is the place in the regulation; ``grade`` and ``work_type`` are the decision's inputs.
    """

    rule_id: str
    final_role: str
    coop_posts: str = ""
    coop_mode: str = ""
    post_report_role: str = ""
    default_retention: str = ""
    default_disclosure: str = ""
    flow_id: str = "F01"
    work_type: str = ""
    grade: str = ""
    article: str = "위임전결 규정"

    @property
    def is_important(self) -> bool:
        """Whether a deputy's decision must be reported to the absent decider (행정업무규정 art. 10③)."""
        return self.grade == IMPORTANT or bool(self.post_report_role) or self.flow_id == EMERGENCY_FLOW

    def cooperation(self) -> tuple[tuple[StepKind, str], ...]:
        """Return the cooperating posts in order, parallel ones first."""
        first, *later = self.coop_posts.split(">")
        kind = StepKind.COOPERATION_SERIAL if self.coop_mode == "순차" else StepKind.COOPERATION_PARALLEL
        serial = ";".join(later)
        return tuple((kind, post) for post in _posts(first)) + tuple(
            (StepKind.COOPERATION_SERIAL, post) for post in _posts(serial)
        )


def rule_of(decision: Any, *, work_type: str = "", grade: str | None = None, amount: Any = None) -> Rule:
    """Return the rule in the output of the delegation decision (one mapping, or a list of them).

    Raises ``LineError``: NO_RULE if nothing matched, naming the field to look at, or SEVERAL_RULES.
    """
    found = decision if isinstance(decision, list | tuple) else [decision]
    found = [output for output in found if output]
    if not found:
        raise _no_rule(work_type, grade or "", amount)
    if len(found) > 1:
        ids = ", ".join(str(output.get("rule_id")) for output in found)
        raise LineError("SEVERAL_RULES", f"Several delegation rules match: {ids}")
    names = set(Rule.__dataclass_fields__) - {"work_type", "grade"}
    values = {name: str(value) for name, value in found[0].items() if name in names and value is not None}
    return Rule(**values, work_type=work_type, grade=grade or "")


def _no_rule(work_type: str, grade: str, amount: Any) -> LineError:
    given = f"work type {work_type}, grade {grade or 'none'}, amount {'none' if amount is None else amount}"
    field_name = "grade" if grade else "amount" if amount is None else "work_type"
    return LineError("NO_RULE", f"No delegation rule matches: {given}", field_name)


def _posts(text: str) -> list[str]:
    return [post.strip() for post in text.split(";") if post.strip()]


@dataclass(frozen=True)
class Binding:
    """Which person a step falls to at one moment.

    ``holder_id`` is whose step it is: the post's holder, also while somebody stands in for them.
    ``skipped`` says why a reviewer is passed over (출장). Without a person and not skipped, nobody was
    found and the step cannot be opened.
    """

    person_id: str | None
    holder_id: str | None
    capacity: Capacity
    reason: Reason
    skipped: str = ""
    absence_kind: str = ""
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class Step:
    """One step of the line.

    ``person_id`` is the planned person; the post is bound again when the step becomes active. A step
    with ``named_person_id`` belongs to that person and not to a post. Steps with the same ``stage`` are
    open at once. ``marks`` stand behind the kind: 전결, 대결, 직무대리, 대리:교육. ``basis`` says why another
    rank than the rule's decides.
    """

    id: str
    kind: StepKind
    stage: int
    rule_id: str
    article: str
    unit_code: str
    post: str
    role: str = ""
    basis: str = ""
    named_person_id: str | None = None
    person_id: str | None = None
    holder_id: str | None = None
    capacity: Capacity = Capacity.INCUMBENT
    state: StepState = StepState.PLANNED
    skipped: str = ""
    marks: tuple[str, ...] = ()
    reason: Reason = field(default_factory=lambda: Reason("UNBOUND", "", ""))
    notices: tuple[Notice, ...] = ()

    @property
    def is_walked(self) -> bool:
        """Whether somebody has to act on this step."""
        return self.state is StepState.PLANNED

    @property
    def mark(self) -> str:
        return "·".join(self.marks)
