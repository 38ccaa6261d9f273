"""Who is who: units, people, posts, and who stands in for whom.

A ``Directory`` is a snapshot. It answers for a given moment and knows no clock; its indexes are built
once, on first use. Three things look alike and are not:

- a *deputy* (대결자) stands in for a person who is absent now;
- an *acting head* (직무대리) holds a vacant post and owns its inbox;
- a *role substitution* says who decides where a unit lacks a rank (실을 두지 않는 국).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from service.domain.errors import Invalid, NotFound
from service.domain.organisation import (
    ALWAYS,
    FOREVER,
    PERSONAL_ROLES,
    Absence,
    ActingHead,
    DeputyOrder,
    Holder,
    Person,
    RoleSubstitution,
    Substitute,
    Unit,
)

__all__ = [
    "Absence",
    "ActingHead",
    "DeputyOrder",
    "Directory",
    "Holder",
    "Person",
    "RoleSubstitution",
    "Substitute",
    "Unit",
]

K = TypeVar("K")
V = TypeVar("V")

_PERSONAL_GROUPS: Final = frozenset(f"group:{role}" for role in PERSONAL_ROLES)


@dataclass(frozen=True)
class Directory:
    """A snapshot of the organisation; ``zone`` is the office's time zone."""

    zone: ZoneInfo
    units: tuple[Unit, ...] = ()
    people: tuple[Person, ...] = ()
    absences: tuple[Absence, ...] = ()
    acting_heads: tuple[ActingHead, ...] = ()
    deputy_orders: tuple[DeputyOrder, ...] = ()
    role_substitutions: tuple[RoleSubstitution, ...] = ()

    # -- people and units ----------------------------------------------------------------------------

    def person(self, person_id: str) -> Person:
        try:
            return self._people[person_id]
        except KeyError:
            raise NotFound(f"person {person_id} is not in the directory") from None

    def has_person(self, person_id: str) -> bool:
        return person_id in self._people

    def unit(self, code: str) -> Unit:
        try:
            return self._units[code]
        except KeyError:
            raise NotFound(f"unit {code} is not in the directory") from None

    def unit_with_head_post(self, post: str) -> Unit:
        """Return the unit led by ``post`` (기획재정담당관); the directory is where a renamed post is noticed."""
        try:
            return self._units_by_post[post]
        except KeyError:
            raise NotFound(f"no unit is led by the post {post}") from None

    def members(self, unit_code: str) -> tuple[Person, ...]:
        return self._members.get(unit_code, ())

    def display(self, person_id: str) -> str:
        """Return unit, title and name: names alone are ambiguous (김민서 exists twice)."""
        person = self.person(person_id)
        unit = self.unit(person.unit_code).name
        title = person.title
        words = [title, person.name] if title.startswith(unit) else [unit, title, person.name]
        return " ".join(word for word in words if word)

    def upward(self, unit_code: str) -> tuple[Unit, ...]:
        """Return the unit and all above it, lowest first."""
        line: list[Unit] = []
        code: str | None = unit_code
        while code:
            unit = self.unit(code)
            if unit in line:
                raise Invalid(f"unit {code} is above itself")
            line.append(unit)
            code = unit.parent_code
        return tuple(line)

    def head_of(self, unit_code: str) -> Person | None:
        """Return the incumbent head; None while the post is vacant."""
        return self._heads.get(unit_code)

    def acting_head_of(self, unit_code: str, at: datetime) -> ActingHead | None:
        on = at.astimezone(self.zone).date()
        return next((a for a in self._acting.get(unit_code, ()) if a.covers(on)), None)

    def holder_of(self, unit_code: str, at: datetime) -> Holder | None:
        """Return who holds the head post at that moment, present or not; None if nobody does."""
        head = self.head_of(unit_code)
        if head is not None and head.is_active:
            return Holder(head)
        acting = self.acting_head_of(unit_code, at)
        return Holder(self.person(acting.person_id), True, acting.basis) if acting else None

    def posts_held_by(self, person_id: str, at: datetime) -> tuple[Unit, ...]:
        """Return the units whose head post the person holds, as incumbent or acting head."""
        codes = dict.fromkeys(self._heads_by_person.get(person_id, ()))
        codes |= dict.fromkeys(self._acting_by_person.get(person_id, ()))
        holders = ((code, self.holder_of(code, at)) for code in codes)
        return tuple(self.unit(code) for code, holder in holders if holder and holder.person.id == person_id)

    def role_substitution(self, unit_code: str, role: str) -> RoleSubstitution | None:
        """Return the nearest rule, going upward, that lets another rank decide matters of ``role``."""
        rules = (self._substitutions.get((unit.code, role)) for unit in self.upward(unit_code))
        return next((rule for rule in rules if rule), None)

    # -- absence and standing in -----------------------------------------------------------------------

    def absent(self, person_id: str, at: datetime) -> Absence | None:
        """Return the absence that covers the moment; people on long leave are absent without end."""
        found = next((a for a in self._absences.get(person_id, ()) if a.covers(at)), None)
        person = self.person(person_id)
        if found is None and not person.is_active:
            return Absence(person_id, person.status, ALWAYS, FOREVER)
        return found

    def is_available(self, person_id: str, at: datetime) -> bool:
        return self.has_person(person_id) and self.absent(person_id, at) is None

    def deputies(self, unit_code: str) -> tuple[Person, ...]:
        """Return the standing order of those who stand in for the head of the unit, first one first."""
        return tuple(self.person(d.person_id) for d in self._orders.get(unit_code, ()))

    def substitute_for(self, person_id: str, at: datetime) -> Substitute | None:
        """Return who stands in for an absent person; None if they are present or nobody is left.

        The designated deputy, or else the first present one in the standing order of the person's post.
        A substitute's own substitute is never asked: standing in does not cascade.
        """
        absence = self.absent(person_id, at)
        if absence is None:
            return None
        if absence.deputy_id and self.is_available(absence.deputy_id, at):
            return Substitute(self.person(absence.deputy_id), is_designated=True)
        for unit in self.posts_held_by(person_id, at):
            deputy = self.first_deputy(unit.code, at, other_than=person_id)
            if deputy:
                return Substitute(deputy, is_designated=False)
        return None

    def first_deputy(self, unit_code: str, at: datetime, other_than: str = "") -> Person | None:
        present = (d for d in self.deputies(unit_code) if d.id != other_than and self.is_available(d.id, at))
        return next(present, None)

    def substitutes(self, person_id: str, at: datetime) -> tuple[Person, ...]:
        """Return the absent people for whom this person stands in at that moment."""
        return tuple(absentee for absentee, _ in self._stands_in_for(person_id, at))

    def principals_of(self, person_id: str, at: datetime) -> frozenset[str]:
        """Return every name under which work may be waiting for this person at that moment.

        ``user:P054``, ``group:drafter`` for roles, ``post:9990301`` for head posts held. A designated
        deputy also has those of the absent person, without the powers that are personal; one who
        stands in by the standing order only has the absent person's posts, not their letters.
        """
        own = self.own_principals_of(person_id, at)
        for absentee, substitute in self._stands_in_for(person_id, at):
            if substitute.is_designated:
                own |= self.own_principals_of(absentee.id, at) - _PERSONAL_GROUPS
            else:
                own |= self._post_principals(absentee.id, at)
        return own

    def own_principals_of(self, person_id: str, at: datetime) -> frozenset[str]:
        """Return the person's own names, without those of people they stand in for."""
        groups = (f"group:{role}" for role in self.person(person_id).roles)
        return frozenset({f"user:{person_id}", *groups}) | self._post_principals(person_id, at)

    # -- inside ----------------------------------------------------------------------------------------

    def _post_principals(self, person_id: str, at: datetime) -> frozenset[str]:
        return frozenset(f"post:{unit.code}" for unit in self.posts_held_by(person_id, at))

    def _stands_in_for(self, person_id: str, at: datetime) -> list[tuple[Person, Substitute]]:
        found = ((a, self.substitute_for(a, at)) for a in sorted(self._may_substitute(person_id, at)))
        return [(self.person(a), s) for a, s in found if s and s.person.id == person_id]

    def _may_substitute(self, person_id: str, at: datetime) -> set[str]:
        designated = {a.person_id for a in self._absences_by_deputy.get(person_id, ()) if a.covers(at)}
        holders = (self.holder_of(code, at) for code in self._orders_by_deputy.get(person_id, ()))
        return designated | {h.person.id for h in holders if h and h.person.id != person_id}

    @cached_property
    def _people(self) -> Mapping[str, Person]:
        return {p.id: p for p in self.people}

    @cached_property
    def _units(self) -> Mapping[str, Unit]:
        return {u.code: u for u in self.units}

    @cached_property
    def _units_by_post(self) -> Mapping[str, Unit]:
        return {u.head_post: u for u in self.units if u.head_post}

    @cached_property
    def _members(self) -> Mapping[str, tuple[Person, ...]]:
        return _grouped((p.unit_code, p) for p in self.people)

    @cached_property
    def _heads(self) -> Mapping[str, Person]:
        return {p.unit_code: p for p in self.people if p.is_head}

    @cached_property
    def _heads_by_person(self) -> Mapping[str, tuple[str, ...]]:
        return _grouped((p.id, code) for code, p in self._heads.items())

    @cached_property
    def _acting(self) -> Mapping[str, tuple[ActingHead, ...]]:
        return _grouped((a.unit_code, a) for a in self.acting_heads)

    @cached_property
    def _absences(self) -> Mapping[str, tuple[Absence, ...]]:
        return _grouped((a.person_id, a) for a in self.absences)

    @cached_property
    def _absences_by_deputy(self) -> Mapping[str, tuple[Absence, ...]]:
        return _grouped((a.deputy_id, a) for a in self.absences if a.deputy_id)

    @cached_property
    def _orders(self) -> Mapping[str, tuple[DeputyOrder, ...]]:
        return _grouped((d.unit_code, d) for d in sorted(self.deputy_orders, key=lambda d: d.seq))

    @cached_property
    def _orders_by_deputy(self) -> Mapping[str, tuple[str, ...]]:
        return _grouped((d.person_id, d.unit_code) for d in self.deputy_orders)

    @cached_property
    def _acting_by_person(self) -> Mapping[str, tuple[str, ...]]:
        return _grouped((a.person_id, a.unit_code) for a in self.acting_heads)

    @cached_property
    def _substitutions(self) -> Mapping[tuple[str, str], RoleSubstitution]:
        return {(r.unit_code, r.missing_role): r for r in self.role_substitutions}


def _grouped(pairs: Iterable[tuple[K, V]]) -> Mapping[K, tuple[V, ...]]:
    groups: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
