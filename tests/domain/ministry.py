"""The sample ministry: the CSV files of ``tests/data/ministry`` as domain values."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from service.domain.directory import (
    Absence,
    ActingHead,
    DeputyOrder,
    Directory,
    Person,
    RoleSubstitution,
    Unit,
)

DATA = Path(__file__).parents[1] / "data" / "ministry"
SEOUL = ZoneInfo("Asia/Seoul")


def rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


@cache
def ministry() -> Directory:
    return Directory(
        zone=SEOUL,
        units=tuple(_unit(row) for row in rows("org_units")),
        people=tuple(_person(row) for row in rows("people")),
        absences=tuple(_absence(row) for row in rows("absences")),
        acting_heads=tuple(_acting_head(row) for row in rows("acting_heads")),
        deputy_orders=tuple(_deputy_order(row) for row in rows("deputy_order")),
        role_substitutions=tuple(RoleSubstitution(**row) for row in rows("role_substitution")),
    )


def _unit(row: dict[str, str]) -> Unit:
    return Unit(
        code=row["unit_code"],
        name=row["name"],
        kind=row["kind"],
        parent_code=row["parent_code"] or None,
        head_post=row["head_post"],
        head_role=row["head_role"],
        is_processing_unit=row["is_processing_unit"] == "Y",
        order=int(row["order"]),
    )


def _person(row: dict[str, str]) -> Person:
    return Person(
        id=row["person_id"],
        name=row["name"],
        unit_code=row["unit_code"],
        team=row["team"],
        post=row["post"],
        display_title=row["display_title"],
        grade=row["grade"],
        is_head=row["is_head"] == "Y",
        is_team_lead=row["is_team_lead"] == "Y",
        roles=frozenset(role for role in row["system_roles"].split(";") if role),
        status=row["status"],
        login=row["login"],
        email=row["email"],
    )


def _absence(row: dict[str, str]) -> Absence:
    start, end = moment(row["start"]), moment(row["end"])
    return Absence(row["person_id"], row["kind"], start, end, row["deputy_id"] or None)


def _acting_head(row: dict[str, str]) -> ActingHead:
    last = date.fromisoformat(row["to_date"]) if row["to_date"] else None
    first = date.fromisoformat(row["from_date"])
    return ActingHead(row["unit_code"], row["post"], row["acting_person_id"], first, last, row["basis"])


def _deputy_order(row: dict[str, str]) -> DeputyOrder:
    return DeputyOrder(row["unit_code"], row["post"], int(row["seq"]), row["deputy_person_id"], row["basis"])
