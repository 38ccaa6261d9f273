"""The words of documents: steps, outcomes, states and marks are stored in Korean or as codes."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from service.domain.approval_line import LineError
from service.domain.errors import Invalid
from service.web.i18n import gettext as _

Badge = str | tuple[str, str]


def step_kind(kind: str) -> str:
    words = {
        "기안": _("Draft"),
        "검토": _("Review"),
        "병렬협조": _("Cooperation"),
        "순차협조": _("Cooperation"),
        "결재": _("Decision"),
    }
    return words.get(kind, kind)


def outcome(code: str | None) -> str:
    words = {
        "submit": _("submitted"),
        "approve": _("approved"),
        "return": _("returned"),
        "refuse": _("refused"),
        "coordinate_proceed": _("went on, giving reasons"),
        "coordinate_redraft": _("will redraft"),
        "acknowledge": _("took note"),
    }
    return words.get(code or "", code or "")


def acting(kind: str) -> str:
    """Say what somebody is doing on a step that is open now."""
    words = {"검토": _("is reviewing"), "결재": _("is deciding"), "기안": _("is drafting")}
    return words.get(kind, _("is asked for cooperation"))


def document_state(state: str) -> str:
    words = {
        "작성중": _("Being drafted"),
        "진행중": _("On its way"),
        "보류": _("On hold"),
        "반려": _("Returned"),
        "회수": _("Withdrawn"),
        "종결": _("Closed"),
        "결재완료": _("Registered"),
        "발송대기": _("Waiting for dispatch"),
        "발송": _("Dispatched"),
        "편철확정": _("Filed"),
        "이관": _("Transferred"),
        "삭제": _("Discarded"),
    }
    return words.get(state, state)


def state_badge(state: str) -> tuple[str, str]:
    kinds = {"결재완료": "done", "편철확정": "done", "발송": "done", "반려": "returned", "보류": "hold"}
    return kinds.get(state, "open"), document_state(state)


def disclosure(kind: str | None, clauses: str | None = None) -> str:
    """Say whether the public may see it, and by which clause of the Disclosure Act not."""
    words = {"공개": _("Open"), "부분공개": _("Partly open"), "비공개": _("Closed to the public")}
    said = words.get(kind or "", kind or "")
    return f"{said} ({_('clause %(clauses)s', clauses=clauses)})" if clauses else said


def version_reason(reason: str) -> str:
    words = {"draft": _("first draft"), "redraft": _("redrafted"), "edit": _("edited while approving")}
    return words.get(reason, reason)


def field_name(name: str) -> str:
    words = {
        "title": _("Title"),
        "summary": _("Summary"),
        "keywords": _("Keywords"),
        "purpose": _("Purpose"),
        "source": _("Source"),
        "body": _("Body"),
    }
    return words.get(name, name)


def mark_badges(marks: Iterable[Any]) -> list[Badge]:
    """Return the badges for the marks behind a step: 전결, 대결, 직무대리, 대리:교육."""
    found: list[Badge] = []
    for mark in map(str, marks):
        if mark == "전결":
            found.append("delegated")
        elif mark == "대결":
            found.append("substitute")
        elif mark == "직무대리":
            found.append(("substitute", _("Acting head")))
        else:
            found.append(("substitute", _("Stands in (%(why)s)", why=mark.partition(":")[2] or mark)))
    return found


def happened(kind: str) -> str:
    """Name an entry of the history."""
    words = {
        "instance.started": _("started"),
        "instance.ended": _("ended"),
        "instance.cancelled": _("cancelled"),
        "task.opened": _("handed over"),
        "task.completed": _("completed"),
        "task.claimed": _("taken"),
        "task.released": _("given back"),
        "task.assigned": _("handed on"),
        "task.held": _("put on hold"),
        "task.resumed": _("taken off hold"),
        "element.passed": _("passed"),
        "element.cancelled": _("no longer needed"),
        "event.thrown": _("sent"),
        "job.done": _("done by the neighbouring system"),
        "job.refused": _("refused by the neighbouring system"),
        "timer.fired": _("its time had come"),
        "message.received": _("message received"),
        "signal.received": _("signal received"),
        "variables.set": _("values changed"),
    }
    return words.get(kind, kind)


# Where the form has another name for a field than the rule that judges it.
_FORM_KEYS: Final = {
    "disclosure_grounds": "disclosure_clause",
    "closed_parts": "disclosure_parts",
    "review_on": "disclosure_review_on",
}


def problems(error: Invalid) -> Mapping[str, Any]:
    """Return the messages per field of the form, in the reader's language as far as they are known ones."""
    if isinstance(error, LineError):
        field = next((name for name in error.messages if name != "approval_line"), "work_type")
        return {field: [_no_line(error)]}
    return {_FORM_KEYS.get(name, name): _said(texts) for name, texts in error.messages.items()}


def _said(texts: Any) -> Any:
    """Say what the rules of the document card say in English; anything else stays as it is."""
    words = {
        "is required": _("Please fill this in."),
        "directives are for bureau heads and above": _("Directives are for bureau heads and above."),
        "name a word twice": _("A word is named twice."),
        "an open document has no ground": _("An open document has no ground for being closed."),
        "at least one ground is required": _("At least one ground is needed."),
        "say which parts are closed": _("Please say which parts are closed."),
        "ground 5 needs a day on which it is reviewed": _("Ground 5 needs a day on which it is reviewed."),
    }
    return [words.get(text, text) for text in texts] if isinstance(texts, list | tuple) else texts


def _no_line(error: LineError) -> str:
    words = {
        "NO_RULE": _("No delegation rule fits this combination of work type, grade and amount."),
        "SEVERAL_RULES": _("Several delegation rules fit; the owner of the rules has to settle that."),
        "NOBODY": _("Nobody can decide this now: the post is vacant or absent and nobody stands in."),
        "SELF_APPROVAL": _("Who designed a process change must not decide on it."),
    }
    return words.get(error.code, str(error))
