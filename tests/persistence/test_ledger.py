"""The history cannot be changed in silence: the database refuses, and the chain tells."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from service.context import SYSTEM
from service.persistence.database import Database, open_database
from service.persistence.ledger import guard_statements
from service.persistence.models import ProcessInstance
from service.queries import instances
from service.testing import Kit
from tests.testing.test_kit import APPROVAL


@pytest.fixture
def kit(database: str) -> Iterator[Kit]:
    opened = open_database(database)
    made = Kit(database=opened)
    made.deploy_files({"p.bpmn": APPROVAL})
    made.start("p", {"yes": True}).complete("approve")
    yield made
    opened.close()


def tamper(database: Database, statement: str) -> None:
    """Change rows as somebody could who may remove triggers."""
    with database.engine.begin() as connection:
        if database.is_sqlite:
            connection.execute(text("DROP TRIGGER history_no_update"))
            connection.execute(text("DROP TRIGGER history_no_delete"))
        else:
            connection.execute(text("ALTER TABLE history DISABLE TRIGGER USER"))
        connection.execute(text(statement))


def verdict(kit: Kit) -> instances.Verdict:
    with kit.office.reading(SYSTEM) as ctx:
        return instances.verify(ctx, ctx.session.scalars(select(ProcessInstance.id)).one())


def test_an_untouched_history_is_intact(kit: Kit) -> None:
    assert verdict(kit).intact
    assert verdict(kit).entries >= 6


@pytest.mark.parametrize("statement", ["UPDATE history SET actor = 'eve'", "DELETE FROM history"])
def test_the_database_refuses_to_change_history(kit: Kit, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), kit.office.database.engine.begin() as connection:
        connection.execute(text(statement))


def test_the_ways_around_are_refused_as_well(kit: Kit) -> None:
    database = kit.office.database
    around = (
        "INSERT OR REPLACE INTO history SELECT * FROM history WHERE seq = 1"
        if database.is_sqlite
        else "TRUNCATE history"
    )
    with pytest.raises(DatabaseError, match="append-only"), database.engine.begin() as connection:
        connection.execute(text(around))


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE history SET actor = 'eve' WHERE seq = 3", 3),
        ("UPDATE history SET payload = '{}' WHERE seq = 2", 2),
        ("DELETE FROM history WHERE seq = 4", 4),
        ("DELETE FROM history WHERE seq = (SELECT max(seq) FROM history)", None),
    ],
)
def test_the_chain_tells_where_somebody_tampered(kit: Kit, statement: str, broken_at: int | None) -> None:
    before = verdict(kit).entries

    tamper(kit.office.database, statement)

    assert not verdict(kit).intact
    assert verdict(kit).broken_at == (broken_at or before)


def test_every_guarded_table_has_its_triggers(kit: Kit) -> None:
    statements = guard_statements("sqlite")
    assert len(statements) == 8
    with kit.office.database.engine.connect() as connection:
        query = (
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
            if kit.office.database.is_sqlite
            else "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"
        )
        assert connection.execute(text(query)).scalar() == 8
