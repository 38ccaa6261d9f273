"""The document card (문서관리카드): what must be filled in before a document is submitted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from service.domain.disclosure import Disclosure
from service.domain.errors import Invalid
from service.domain.retention import Retention

MAX_TITLE: Final = 200
MAX_SUMMARY: Final = 1000
MAX_KEYWORDS: Final = 20


@dataclass(frozen=True)
class DocumentCard:
    """The drafter's part of the card.

    ``summary`` (요지) and ``keywords`` are duties since 2026 (행정업무규정 art. 5②); ``unit_task`` (단위과제) says
    where the document is filed. ``purpose`` and ``source`` tell the reader why they read it.
    """

    title: str
    body: str
    summary: str = ""
    keywords: tuple[str, ...] = ()
    unit_task: str = ""
    retention: Retention | None = None
    disclosure: Disclosure | None = None
    purpose: str = ""
    source: str = ""


def card_problems(card: DocumentCard) -> dict[str, list[str]]:
    """Return what is missing or wrong, per field; empty if the document may be submitted."""
    problems = _missing(card)
    _add_if(problems, "title", len(card.title) > MAX_TITLE, f"has more than {MAX_TITLE} characters")
    _add_if(problems, "summary", len(card.summary) > MAX_SUMMARY, f"has more than {MAX_SUMMARY} characters")
    _add_if(problems, "keywords", len(card.keywords) > MAX_KEYWORDS, f"are more than {MAX_KEYWORDS}")
    repeated = len(set(card.keywords)) < len(card.keywords)
    _add_if(problems, "keywords", repeated, "name a word twice")
    if card.disclosure is not None:
        problems |= card.disclosure.problems()
    return problems


def check_card(card: DocumentCard) -> None:
    """Raise ``Invalid`` with the messages per field unless the document may be submitted."""
    problems = card_problems(card)
    if problems:
        raise Invalid(f"{len(problems)} field(s) of the document card are not in order", problems)


def _missing(card: DocumentCard) -> dict[str, list[str]]:
    values: Mapping[str, bool] = {
        "title": bool(card.title.strip()),
        "body": bool(card.body.strip()),
        "summary": bool(card.summary.strip()),
        "keywords": any(word.strip() for word in card.keywords),
        "unit_task": bool(card.unit_task.strip()),
        "retention": card.retention is not None,
        "disclosure": card.disclosure is not None,
    }
    return {name: ["is required"] for name, filled in values.items() if not filled}


def _add_if(problems: dict[str, list[str]], field: str, is_wrong: bool, message: str) -> None:
    if is_wrong:
        problems.setdefault(field, []).append(message)
