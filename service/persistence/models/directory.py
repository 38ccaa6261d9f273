"""The office: units, posts, people, absences, and the tokens that stand for people."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.persistence.base import Base, OfTenant, WithId


class Tenant(Base):
    """An office. ``directory_revision`` grows with every change to its people and units."""

    __tablename__ = "tenants"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str]
    directory_revision: Mapped[int]
    created_at: Mapped[datetime]


class UnitRow(OfTenant, Base):
    __tablename__ = "units"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    parent_code: Mapped[str | None]
    head_post: Mapped[str]
    head_role: Mapped[str]
    is_processing_unit: Mapped[bool]
    position: Mapped[int]


class PersonRow(OfTenant, Base):
    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("tenant_id", "login"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    unit_code: Mapped[str]
    team: Mapped[str]
    post: Mapped[str]
    display_title: Mapped[str]
    grade: Mapped[str]
    is_head: Mapped[bool]
    is_team_lead: Mapped[bool]
    roles: Mapped[str]
    status: Mapped[str]
    login: Mapped[str]
    email: Mapped[str]


class AbsenceRow(OfTenant, Base):
    __tablename__ = "absences"
    __table_args__ = (Index("ix_absences_person", "tenant_id", "person_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str]
    kind: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    deputy_id: Mapped[str | None]


class ActingHeadRow(OfTenant, Base):
    """Who acts in a vacant post (직무대리), both days included."""

    __tablename__ = "acting_heads"

    unit_code: Mapped[str] = mapped_column(primary_key=True)
    from_date: Mapped[date] = mapped_column(primary_key=True)
    to_date: Mapped[date | None]
    post: Mapped[str]
    acting_person_id: Mapped[str]
    basis: Mapped[str]


class DeputyOrderRow(OfTenant, Base):
    __tablename__ = "deputy_order"

    unit_code: Mapped[str] = mapped_column(primary_key=True)
    post: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    deputy_person_id: Mapped[str]
    basis: Mapped[str]


class RoleSubstitutionRow(OfTenant, Base):
    __tablename__ = "role_substitutions"

    unit_code: Mapped[str] = mapped_column(primary_key=True)
    missing_role: Mapped[str] = mapped_column(primary_key=True)
    substitute_role: Mapped[str]
    basis: Mapped[str]


class Holiday(OfTenant, Base):
    """A day on which the office is closed, or open against the general calendar."""

    __tablename__ = "holidays"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str]
    is_working_day: Mapped[bool]


class UnitTask(OfTenant, Base):
    """A leaf of the functional classification (단위과제), under which documents are filed."""

    __tablename__ = "unit_tasks"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    path: Mapped[str]
    unit_code: Mapped[str]
    retention: Mapped[str]
    default_disclosure: Mapped[str]
    record_folder: Mapped[str]


class ApiToken(WithId, Base):
    """A bearer token; only its digest is kept."""

    __tablename__ = "api_tokens"
    __table_args__ = (UniqueConstraint("digest"),)

    digest: Mapped[str]
    person_id: Mapped[str]
    name: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
