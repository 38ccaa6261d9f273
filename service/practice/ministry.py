"""Puts the practice ministry into an office: who is who, what it files where, on which days it is closed."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import inspect

from service.commands import deployments
from service.commands.deployments import Deployed
from service.context import Context
from service.domain.errors import NotFound
from service.persistence.models import (
    AbsenceRow,
    ActingHeadRow,
    DeputyOrderRow,
    Holiday,
    PersonRow,
    RegisterSeries,
    RoleSubstitutionRow,
    Tenant,
    UnitRow,
    UnitTask,
)

NAME: Final = "미래생활부"
BOOKS_OF: Final = 2026  # the year whose register numbers the files say how far they had come
_DATA: Final = Path(__file__).parent / "data"
_MODELS: Final = (".bpmn", ".dmn")

Row = Mapping[str, str]


@dataclass(frozen=True)
class Loaded:
    """How many rows of each table were added or changed; empty if the office had them all."""

    counts: Mapping[str, int]


def open_office(ctx: Context, name: str) -> None:
    """Give the office a row, without any people yet; one that has it keeps its name."""
    if ctx.session.get(Tenant, ctx.tenant) is None:
        ctx.session.add(Tenant(id=ctx.tenant, name=name, directory_revision=0, created_at=ctx.now))
        ctx.session.flush()


def load(ctx: Context) -> Loaded:
    """Add the ministry's people, units and books to the office, and bring up to date those it has.

    What the office has beyond the files stays. The directory's revision grows only if it changes.
    """
    open_office(ctx, NAME)
    organisation = Counter(
        table.__tablename__
        for table, values in _organisation(ctx)
        if _put(ctx, table, {"tenant_id": ctx.tenant, **values})
    )
    books = Counter(
        table.__tablename__
        for table, values in _books()
        if _put(ctx, table, {"tenant_id": ctx.tenant, **values})
    )
    if organisation:
        ctx.session.get_one(Tenant, ctx.tenant).directory_revision += 1
    ctx.session.flush()
    return Loaded({**organisation, **books})


def deploy_library(ctx: Context, processes_dir: Path, forms_dir: Path) -> Deployed:
    """Deploy every model, decision and form below the two folders, together.

    Raises ``NotFound`` if there is none, ``Refused`` with every finding.
    """
    found = {f"processes/{name}": content for name, content in _files(processes_dir, _MODELS)}
    found |= {f"forms/{name}": content for name, content in _files(forms_dir, (".form",))}
    if not found:
        raise NotFound(f"no models below {processes_dir} and no forms below {forms_dir}")
    return deployments.deploy(ctx, NAME, found)


def _files(folder: Path, suffixes: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name.endswith(suffixes):
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _put(ctx: Context, table: Any, values: Mapping[str, Any]) -> bool:
    """Add the row, or change the one with its key; return whether anything was to be done.

    A book that was opened is not changed: its next number is the office's own by now.
    """
    key = tuple(values[column.name] for column in inspect(table).primary_key)
    row = ctx.session.get(table, key)
    if row is None:
        ctx.session.add(table(**values))
        return True
    if table is RegisterSeries:
        return False
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


def _organisation(ctx: Context) -> Iterator[tuple[Any, dict[str, Any]]]:
    for row in _rows("org_units"):
        yield UnitRow, _unit(row)
    for row in _rows("people"):
        yield PersonRow, _person(row)
    for row in _rows("absences"):
        yield AbsenceRow, _absence(ctx, row)
    for row in _rows("acting_heads"):
        yield ActingHeadRow, _acting_head(row)
    for row in _rows("deputy_order"):
        wanted = ("unit_code", "post", "deputy_person_id", "basis")
        yield DeputyOrderRow, {**_only(row, wanted), "seq": int(row["seq"])}
    for row in _rows("role_substitution"):
        yield RoleSubstitutionRow, dict(row)


def _books() -> Iterator[tuple[Any, dict[str, Any]]]:
    for day, name in _days_off(_rows("holidays")).items():
        yield Holiday, {"day": day, "name": name, "is_working_day": False}
    for row in _rows("brm_tasks"):
        yield UnitTask, _unit_task(row)
    for row in _rows("org_units"):
        if row["doc_serial_next"]:
            serial = int(row["doc_serial_next"])
            yield RegisterSeries, {"unit_code": row["unit_code"], "year": BOOKS_OF, "next_serial": serial}


def _unit(row: Row) -> dict[str, Any]:
    return {
        "code": row["unit_code"],
        **_only(row, ("name", "kind", "head_post", "head_role")),
        "parent_code": row["parent_code"] or None,
        "is_processing_unit": row["is_processing_unit"] == "Y",
        "position": int(row["order"]),
    }


def _person(row: Row) -> dict[str, Any]:
    wanted = ("name", "unit_code", "team", "post", "display_title", "grade", "status", "login", "email")
    return {
        "id": row["person_id"],
        **_only(row, wanted),
        "is_head": row["is_head"] == "Y",
        "is_team_lead": row["is_team_lead"] == "Y",
        "roles": " ".join(role for role in row["system_roles"].split(";") if role),
    }


def _absence(ctx: Context, row: Row) -> dict[str, Any]:
    return {
        "id": row["absence_id"],
        **_only(row, ("person_id", "kind")),
        "starts_at": datetime.fromisoformat(row["start"]).replace(tzinfo=ctx.office.zone),
        "ends_at": datetime.fromisoformat(row["end"]).replace(tzinfo=ctx.office.zone),
        "deputy_id": row["deputy_id"] or None,
    }


def _acting_head(row: Row) -> dict[str, Any]:
    return {
        **_only(row, ("unit_code", "post", "acting_person_id", "basis")),
        "from_date": date.fromisoformat(row["from_date"]),
        "to_date": date.fromisoformat(row["to_date"]) if row["to_date"] else None,
    }


def _unit_task(row: Row) -> dict[str, Any]:
    levels = ("policy_field", "policy_area", "major_function", "middle_function", "small_function")
    return {
        "code": row["unit_task_code"],
        "name": row["unit_task"],
        "path": " > ".join(row[level] for level in levels),
        **_only(row, ("unit_code", "retention", "default_disclosure")),
        "record_folder": row["record_folder_2026"],
    }


def _days_off(rows: Iterable[Row]) -> dict[date, str]:
    """Return each day off once; two reasons may fall on one day."""
    names: dict[date, str] = {}
    for row in rows:
        day = date.fromisoformat(row["date"])
        names[day] = f"{names[day]}·{row['name']}" if day in names else row["name"]
    return names


def _only(row: Row, names: Iterable[str]) -> dict[str, str]:
    return {name: row[name] for name in names}


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
