"""The values a directory is made of: units, people, absences and the rules of standing in."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

ACTIVE: Final = "재직"
ALWAYS: Final = datetime.min.replace(tzinfo=UTC)
FOREVER: Final = datetime.max.replace(tzinfo=UTC)

# Powers given to a person by name: whoever stands in for them does not get these.
PERSONAL_ROLES: Final = frozenset(
    {
        "auditor",
        "connector_operator",
        "privacy_officer",
        "process_designer",
        "process_owner",
        "records_manager",
        "system_admin",
        "tenant_admin",
    }
)


@dataclass(frozen=True)
class Unit:
    """A department. ``head_role`` is the rank of its head in the delegation rules (과장 … 장관)."""

    code: str
    name: str
    kind: str = ""
    parent_code: str | None = None
    head_post: str = ""
    head_role: str = ""
    is_processing_unit: bool = False
    order: int = 0


@dataclass(frozen=True)
class Person:
    """``post`` is the office held (직위), ``grade`` the rank of pay (직급), ``display_title`` the title shown."""

    id: str
    name: str
    unit_code: str
    team: str = ""
    post: str = ""
    display_title: str = ""
    grade: str = ""
    is_head: bool = False
    is_team_lead: bool = False
    roles: frozenset[str] = frozenset()
    status: str = ACTIVE
    login: str = ""
    email: str = ""

    @property
    def is_active(self) -> bool:
        return self.status == ACTIVE

    @property
    def title(self) -> str:
        """Return what stands beside the name: the post, or the title where there is none."""
        return self.post or self.display_title


@dataclass(frozen=True)
class Absence:
    """``person_id`` is away from ``start`` (included) to ``end`` (not included), both aware."""

    person_id: str
    kind: str
    start: datetime
    end: datetime
    deputy_id: str | None = None

    def covers(self, at: datetime) -> bool:
        return self.start <= at < self.end

    @property
    def is_endless(self) -> bool:
        """Whether nobody knows the end: a person whose status says they do not work now."""
        return self.end == FOREVER


@dataclass(frozen=True)
class ActingHead:
    """``person_id`` holds the vacant head post of a unit; both days included, no end while unknown."""

    unit_code: str
    post: str
    person_id: str
    first: date
    last: date | None = None
    basis: str = ""

    def covers(self, on: date) -> bool:
        return self.first <= on and (self.last is None or on <= self.last)


@dataclass(frozen=True)
class DeputyOrder:
    """Place ``seq`` in the standing order of those who stand in for the head of a unit."""

    unit_code: str
    post: str
    seq: int
    person_id: str
    basis: str = ""


@dataclass(frozen=True)
class RoleSubstitution:
    """In and below ``unit_code``, matters of ``missing_role`` are decided by ``substitute_role``."""

    unit_code: str
    missing_role: str
    substitute_role: str
    basis: str = ""


@dataclass(frozen=True)
class Holder:
    """Who holds a head post: its incumbent, or an acting head while it is vacant."""

    person: Person
    is_acting: bool = False
    basis: str = ""


@dataclass(frozen=True)
class Substitute:
    """Who stands in for an absent person; not ``is_designated`` when only the standing order says so."""

    person: Person
    is_designated: bool
