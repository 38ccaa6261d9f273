"""Who of the practice ministry is at work, and who turns to a task."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Final

from service.domain.directory import Directory, Person

_JOINED: Final = {"P041": date(2026, 11, 2)}
_NO_DRAFTERS: Final = frozenset({"P003"})


@dataclass(frozen=True)
class Turn:
    """Who turns to a task, or from when on its own person will."""

    person_id: str | None
    not_before: datetime | None = None


def at_work(directory: Directory, at: datetime) -> list[Person]:
    """Return the people who are at work at that moment."""
    on = at.astimezone(directory.zone).date()
    return [
        person
        for person in directory.people
        if person.is_active and _JOINED.get(person.id, on) <= on and directory.absent(person.id, at) is None
    ]


def drafters(directory: Directory, at: datetime) -> tuple[list[Person], list[Person]]:
    """Return the staff and the division heads who may draft a document now."""
    here = [p for p in at_work(directory, at) if directory.unit(p.unit_code).is_processing_unit]
    heads = [p for p in here if p.is_head and p.id not in _NO_DRAFTERS]
    holding = {p.id for p in here if directory.posts_held_by(p.id, at)}
    return [p for p in here if p.id not in holding], heads


def with_role(directory: Directory, role: str, at: datetime) -> list[Person]:
    return [person for person in at_work(directory, at) if role in person.roles]


def turn(
    directory: Directory, assignee: str, at: datetime, chance: Random, may_stand_in: Callable[[str], bool]
) -> Turn:
    """Return who turns to what is meant for ``assignee``: themselves, their deputy, or they when back."""
    absence = directory.absent(assignee, at)
    if absence is None:
        return Turn(assignee)
    substitute = directory.substitute_for(assignee, at)
    if (
        substitute
        and substitute.is_designated
        and may_stand_in(substitute.person.id)
        and chance.random() < 0.7
    ):
        return Turn(substitute.person.id)
    return Turn(None, absence.end)


def superiors(directory: Directory, person: Person, at: datetime) -> Sequence[str]:
    """Return the heads above a person who are there, the nearest first."""
    found = []
    for unit in directory.upward(person.unit_code):
        holder = directory.holder_of(unit.code, at)
        if holder and holder.person.id != person.id and holder.person.id not in found:
            found.append(holder.person.id)
    return found
