"""Memos (메모보고): short reports without decision or number, and what their receivers may do."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from service.domain.directory import Directory
from service.domain.errors import Conflict, Invalid, NotPermitted

MAX_BODY: Final = 2000
URGENT_READ_WITHIN: Final = timedelta(minutes=10)


class MemoKind(StrEnum):
    REPORT = "단순보고"
    OPINION_REQUEST = "의견요청"
    DIRECTIVE_REQUEST = "지시요청"
    INSTRUCTION = "지시(하향)"
    URGENT = "긴급보고"
    CIRCULAR = "회람"
    PRIVATE = "비공개보고"


class MemoAction(StrEnum):
    READ = "열람"
    OPINION = "의견"
    DIRECTIVE = "지시"
    FORWARD = "전달"
    TO_DOCUMENT = "문서로 요청"
    ACKNOWLEDGE = "수신확인"


class ReceiptState(StrEnum):
    """Where the memo stands with one receiver."""

    UNREAD = "미열람"
    READ = "열람"
    ANSWERED = "처리"


# What ends a receiver's task; reading alone is noted by itself and does not.
ANSWERS: Final = frozenset(MemoAction) - {MemoAction.READ}
_NEEDS_TEXT: Final = frozenset({MemoAction.OPINION, MemoAction.DIRECTIVE})


@dataclass(frozen=True)
class Memo:
    kind: MemoKind
    reporter_id: str
    recipients: tuple[str, ...]
    title: str
    body: str
    copies: tuple[str, ...] = ()
    sent_at: datetime | None = None
    receipts: Mapping[str, ReceiptState] = field(default_factory=dict)

    @property
    def is_private(self) -> bool:
        return self.kind is MemoKind.PRIVATE

    @property
    def is_closed(self) -> bool:
        """Whether every receiver has answered."""
        return all(self.receipt(person) is ReceiptState.ANSWERED for person in self.recipients)

    def receipt(self, person_id: str) -> ReceiptState:
        return self.receipts.get(person_id, ReceiptState.UNREAD)


def check_memo(memo: Memo, directory: Directory) -> None:
    """Raise ``Invalid`` with the messages per field unless the memo may be sent.

    Receivers must be at work here: people on long leave cannot be chosen.
    """
    messages: dict[str, list[str]] = {}
    if not memo.title.strip():
        messages["title"] = ["is required"]
    if not memo.body.strip():
        messages["body"] = ["is required"]
    elif len(memo.body) > MAX_BODY:
        messages["body"] = [f"has {len(memo.body)} characters; up to {MAX_BODY}, write a document instead"]
    wrong = _wrong_recipients(memo, directory)
    if wrong:
        messages["recipients"] = wrong
    if messages:
        raise Invalid("the memo cannot be sent", messages)


def may_read(memo: Memo, person_id: str, directory: Directory, at: datetime) -> bool:
    """Whether the person may see that the memo exists.

    Reporter, receivers and copies, and their designated deputies; of a private memo not the deputies.
    """
    readers = {memo.reporter_id, *memo.recipients, *memo.copies}
    if person_id in readers:
        return True
    names = {f"user:{reader}" for reader in readers}
    return not memo.is_private and not names.isdisjoint(directory.principals_of(person_id, at))


def check_may_read(memo: Memo, person_id: str, directory: Directory, at: datetime) -> None:
    if not may_read(memo, person_id, directory, at):
        raise NotPermitted("this memo is for its receivers")


def may_direct(memo: Memo, person_id: str, directory: Directory, at: datetime) -> bool:
    """Whether the person may answer with a directive: they head a unit above the reporter."""
    above = directory.upward(directory.person(memo.reporter_id).unit_code)
    held = directory.posts_held_by(person_id, at)
    return person_id != memo.reporter_id and any(unit in above for unit in held)


def check_may_answer(
    memo: Memo, person_id: str, action: MemoAction, directory: Directory, at: datetime
) -> None:
    """Raise ``NotPermitted`` unless the receiver may answer so, ``Conflict`` if they did already.

    ``person_id`` is the receiver, also where a deputy writes for them.
    """
    if person_id not in memo.recipients:
        raise NotPermitted("only a receiver answers a memo")
    if memo.receipt(person_id) is ReceiptState.ANSWERED:
        raise Conflict(f"{person_id} has answered this memo already")
    if action is MemoAction.DIRECTIVE and not may_direct(memo, person_id, directory, at):
        raise NotPermitted("a directive is given by somebody above the reporter")


def check_answer(action: MemoAction, text: str, forward_to: Collection[str] = ()) -> None:
    """Raise ``Invalid`` if an opinion or directive has no text, or a forwarded memo no receiver."""
    if action in _NEEDS_TEXT and not text.strip():
        raise Invalid(f"{action.name} needs a text", {"text": ["is required"]})
    if action is MemoAction.FORWARD and not forward_to:
        raise Invalid("FORWARD needs a receiver", {"forward_to": ["is required"]})


def receipt_after(receipt: ReceiptState, action: MemoAction) -> ReceiptState:
    """Return where the memo stands with a receiver after an action; reading never undoes an answer."""
    if action in ANSWERS:
        return ReceiptState.ANSWERED
    return receipt if receipt is ReceiptState.ANSWERED else ReceiptState.READ


def urgent_deadline(memo: Memo) -> datetime | None:
    """Return until when an urgent memo must be read, in natural time; None for other memos."""
    if memo.kind is not MemoKind.URGENT or memo.sent_at is None:
        return None
    return memo.sent_at + URGENT_READ_WITHIN


def _wrong_recipients(memo: Memo, directory: Directory) -> list[str]:
    if not memo.recipients:
        return ["is required"]
    people = (*memo.recipients, *memo.copies)
    wrong = [f"{p} is not in the directory" for p in people if not directory.has_person(p)]
    known = [directory.person(p) for p in people if directory.has_person(p)]
    wrong += [f"{p.name} is not at work ({p.status})" for p in known if not p.is_active]
    if memo.reporter_id in people:
        wrong.append("the reporter cannot be a receiver")
    if len(set(people)) < len(people):
        wrong.append("names somebody twice")
    return wrong
