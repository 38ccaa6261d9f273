"""The history that cannot be changed in silence: rows chained by hash, guarded by triggers.

Each entry's hash covers the one before it, so that a changed, removed or inserted line shows
(ADR 0002). The chain is per instance: the instance row is locked anyway, a chain per office would
put every act in one queue.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from service.persistence.base import to_json
from service.persistence.models.process import HistoryEntry

GUARDED: Final = ("history", "document_versions", "opinions", "message_receipts")
GENESIS: Final = b"\x00" * 32


@dataclass(frozen=True)
class Entry:
    """What is to be noted; ``seq`` and ``hash`` are given when it is written."""

    kind: str
    actor: str
    element_id: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


def chain(
    tenant: int, instance_id: UUID, at: datetime, seq: int, head: bytes, entries: Iterable[Entry]
) -> tuple[list[dict[str, Any]], int, bytes]:
    """Return rows for ``entries`` after ``seq``/``head``, and the new end of the chain."""
    rows: list[dict[str, Any]] = []
    for entry in entries:
        seq += 1
        payload = to_json(entry.payload)
        head = entry_hash(head, instance_id, seq, at, entry.kind, entry.element_id, entry.actor, payload)
        rows.append(
            {
                "tenant_id": tenant,
                "instance_id": instance_id,
                "seq": seq,
                "at": at,
                "kind": entry.kind,
                "element_id": entry.element_id,
                "actor": entry.actor,
                "payload": payload,
                "hash": head,
            }
        )
    return rows, seq, head


def entry_hash(
    previous: bytes,
    instance_id: UUID,
    seq: int,
    at: datetime,
    kind: str,
    element_id: str | None,
    actor: str,
    payload: str,
) -> bytes:
    """Return the SHA-256 over the previous hash and the canonical JSON of the entry."""
    body = orjson.dumps(
        [instance_id.hex, seq, round(at.timestamp() * 1_000_000), kind, element_id, actor, payload]
    )
    return hashlib.sha256(previous + body).digest()


@dataclass(frozen=True)
class Verdict:
    """``broken_at`` is the first entry whose hash does not fit, or that is missing."""

    entries: int
    broken_at: int | None = None

    @property
    def intact(self) -> bool:
        return self.broken_at is None


def verify(session: Session, tenant: int, instance_id: UUID, seq: int, head: bytes) -> Verdict:
    """Walk the chain of an instance and compare its end with ``seq`` and ``head`` of the instance row."""
    query = (
        select(HistoryEntry)
        .where(HistoryEntry.tenant_id == tenant, HistoryEntry.instance_id == instance_id)
        .order_by(HistoryEntry.seq)
    )
    previous, count = GENESIS, 0
    for row in session.scalars(query):
        count += 1
        expected = entry_hash(
            previous, instance_id, count, row.at, row.kind, row.element_id, row.actor, row.payload
        )
        if row.seq != count or row.hash != expected:
            return Verdict(count, broken_at=count)
        previous = row.hash
    return Verdict(count) if (count, previous) == (seq, head) else Verdict(count, broken_at=count + 1)


_SQLITE_GUARD: Final = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRES_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
_POSTGRES_GUARD: Final = """
CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""
_POSTGRES_TRUNCATE: Final = """
CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


def create_guards(connection: Connection) -> None:
    """Create the append-only triggers anew; every migration ends with this, as a rebuilt table loses them."""
    for statement in guard_statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


def guard_statements(dialect: str) -> Sequence[str]:
    if dialect == "sqlite":
        return [
            _SQLITE_GUARD.format(table=table, verb=verb, VERB=verb.upper())
            for table in GUARDED
            for verb in ("update", "delete")
        ]
    guards = [template.format(table=t) for t in GUARDED for template in (_POSTGRES_GUARD, _POSTGRES_TRUNCATE)]
    return [_POSTGRES_FUNCTION.replace("%", "%%"), *guards]
