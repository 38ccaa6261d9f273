"""The organisation between rows and values."""

from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.directory import (
    Absence,
    ActingHead,
    DeputyOrder,
    Directory,
    Person,
    RoleSubstitution,
    Unit,
)
from service.domain.errors import NotFound
from service.persistence.models.directory import (
    AbsenceRow,
    ActingHeadRow,
    DeputyOrderRow,
    PersonRow,
    RoleSubstitutionRow,
    Tenant,
    UnitRow,
)


def load_revision(session: Session, tenant: int) -> int:
    """Return the revision of the office's directory; raise ``NotFound`` if there is no such office."""
    revision = session.scalar(select(Tenant.directory_revision).where(Tenant.id == tenant))
    if revision is None:
        raise NotFound(f"no office {tenant}")
    return revision


def load_directory(session: Session, tenant: int, zone: ZoneInfo) -> Directory:
    """Return the whole organisation as one value; units keep the order of the office (직제순)."""
    units = session.scalars(select(UnitRow).where(UnitRow.tenant_id == tenant).order_by(UnitRow.position))
    people = session.scalars(select(PersonRow).where(PersonRow.tenant_id == tenant).order_by(PersonRow.id))
    absences = session.scalars(
        select(AbsenceRow).where(AbsenceRow.tenant_id == tenant).order_by(AbsenceRow.id)
    )
    acting = session.scalars(select(ActingHeadRow).where(ActingHeadRow.tenant_id == tenant))
    deputies = session.scalars(
        select(DeputyOrderRow)
        .where(DeputyOrderRow.tenant_id == tenant)
        .order_by(DeputyOrderRow.unit_code, DeputyOrderRow.seq)
    )
    substitutions = session.scalars(
        select(RoleSubstitutionRow).where(RoleSubstitutionRow.tenant_id == tenant)
    )
    return Directory(
        zone=zone,
        units=tuple(_unit(row) for row in units),
        people=tuple(_person(row) for row in people),
        absences=tuple(_absence(row) for row in absences),
        acting_heads=tuple(_acting_head(row) for row in acting),
        deputy_orders=tuple(
            DeputyOrder(row.unit_code, row.post, row.seq, row.deputy_person_id, row.basis) for row in deputies
        ),
        role_substitutions=tuple(
            RoleSubstitution(row.unit_code, row.missing_role, row.substitute_role, row.basis)
            for row in substitutions
        ),
    )


def _unit(row: UnitRow) -> Unit:
    return Unit(
        row.code,
        row.name,
        row.kind,
        row.parent_code,
        row.head_post,
        row.head_role,
        row.is_processing_unit,
        row.position,
    )


def _person(row: PersonRow) -> Person:
    return Person(
        row.id,
        row.name,
        row.unit_code,
        row.team,
        row.post,
        row.display_title,
        row.grade,
        row.is_head,
        row.is_team_lead,
        frozenset(row.roles.split()),
        row.status,
        row.login,
        row.email,
    )


def _absence(row: AbsenceRow) -> Absence:
    return Absence(row.person_id, row.kind, row.starts_at, row.ends_at, row.deputy_id)


def _acting_head(row: ActingHeadRow) -> ActingHead:
    return ActingHead(row.unit_code, row.post, row.acting_person_id, row.from_date, row.to_date, row.basis)
