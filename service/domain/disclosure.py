"""Disclosure (공개여부): open, partly open or closed, on which legal ground, until when."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from service.domain.errors import Invalid

IN_DECISION: Final = 5
"""Ground 5 covers matters still being decided: somebody must look again when they are."""


class DisclosureKind(StrEnum):
    OPEN = "공개"
    PARTIAL = "부분공개"
    CLOSED = "비공개"


KIND_LABELS_EN: Final[Mapping[DisclosureKind, str]] = {
    DisclosureKind.OPEN: "Open",
    DisclosureKind.PARTIAL: "Partly open",
    DisclosureKind.CLOSED: "Closed",
}


@dataclass(frozen=True)
class Ground:
    """One of the grounds of 정보공개법 art. 9① (Official Information Disclosure Act)."""

    number: int
    ko: str
    en: str


GROUNDS: Final[Mapping[int, Ground]] = {
    ground.number: ground
    for ground in (
        Ground(1, "다른 법령에 따른 비밀·비공개", "Secret or closed under another law"),
        Ground(2, "국가안보·국방·통일·외교", "National security, defence, unification, foreign affairs"),
        Ground(3, "국민의 생명·신체·재산 보호", "Protection of life, body and property"),
        Ground(4, "재판·수사·형 집행", "Trials, investigations, execution of sentences"),
        Ground(
            5,
            "감사·시험·입찰·인사관리·의사결정 과정",
            "Audits, exams, tenders, personnel, decisions in progress",
        ),
        Ground(6, "개인정보(사생활의 비밀)", "Personal data and privacy"),
        Ground(7, "법인 등의 경영·영업 비밀", "Business secrets of companies"),
        Ground(8, "부동산 투기·매점매석 우려", "Danger of speculation or cornering"),
    )
}

_TEXT: Final = re.compile(r"(?P<kind>공개|부분공개|비공개)(?:\((?P<grounds>[\d,\s]+)\))?")


@dataclass(frozen=True)
class Disclosure:
    """``closed_parts`` says what is hidden of a partly open paper, ``review_on`` when to look again."""

    kind: DisclosureKind
    grounds: tuple[int, ...] = ()
    closed_parts: str = ""
    review_on: date | None = None

    def __str__(self) -> str:
        numbers = ",".join(str(number) for number in self.grounds)
        return f"{self.kind}({numbers})" if numbers else str(self.kind)

    @classmethod
    def parse(cls, text: str) -> "Disclosure":
        """Read ``공개``, ``부분공개(5)`` or ``비공개(5,6)`` as the delegation rules write it."""
        found = _TEXT.fullmatch(text.strip())
        if found is None:
            raise Invalid(f"{text} is no disclosure", {"disclosure": ["is unknown"]})
        numbers = tuple(int(n) for n in re.findall(r"\d+", found["grounds"] or ""))
        return cls(DisclosureKind(found["kind"]), numbers)

    def problems(self) -> dict[str, list[str]]:
        """Return what is wrong, per field; empty if the disclosure is complete."""
        if self.kind is DisclosureKind.OPEN:
            return {"disclosure_grounds": ["an open document has no ground"]} if self.grounds else {}
        found: dict[str, list[str]] = {}
        unknown = [number for number in self.grounds if number not in GROUNDS]
        if not self.grounds:
            found["disclosure_grounds"] = ["at least one ground is required"]
        if unknown:
            found["disclosure_grounds"] = [f"{number} is no ground; there are 1 to 8" for number in unknown]
        if self.kind is DisclosureKind.PARTIAL and not self.closed_parts.strip():
            found["closed_parts"] = ["say which parts are closed"]
        if IN_DECISION in self.grounds and self.review_on is None:
            found["review_on"] = ["ground 5 needs a day on which it is reviewed"]
        return found


def check_disclosure(disclosure: Disclosure) -> None:
    problems = disclosure.problems()
    if problems:
        raise Invalid("the disclosure is not complete", problems)
