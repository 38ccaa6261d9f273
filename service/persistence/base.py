"""Column types and the declarative base that every table shares.

Keys lead with the tenant: one installation serves many offices, and a row never changes hands.
"""

import enum
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    Enum,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes in, aware UTC datetimes out, on every database."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


LARGEST_WHOLE: Final = 2**63  # what orjson writes as a number


def _plain(value: Any) -> Any:
    """Turn what JSON lacks into what it has; decimals keep every digit as text unless they are whole."""
    if isinstance(value, Decimal):
        is_small_whole = value == value.to_integral_value() and abs(value) < LARGEST_WHOLE
        return int(value) if is_small_whole else str(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")


def to_json(value: Any) -> str:
    """Write ``value`` canonically: sorted keys, no spaces; the same value gives the same bytes."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS).decode()


def _values(alternatives: type[enum.Enum]) -> list[str]:
    return [member.value for member in alternatives]


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        str: Text,
        int: Integer,
        bytes: LargeBinary,
        date: Date,
        datetime: UtcDateTime,
        Decimal: Numeric(20, 2),
        UUID: Uuid,
        enum.Enum: Enum(enum.Enum, native_enum=False, length=20, values_callable=_values),
        dict[str, Any]: JSON().with_variant(JSONB(), "postgresql"),
        list[Any]: JSON().with_variant(JSONB(), "postgresql"),
    }


class OfTenant:
    """Mixed into every table that belongs to an office."""

    tenant_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, sort_order=-20)


class WithId(OfTenant):
    """Mixed into tables whose rows have an id of their own."""

    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-10)
