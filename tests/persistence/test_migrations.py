"""One history of the schema for both databases, and models that say the same."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from service.persistence import migrate
from service.persistence.base import Base
from service.persistence.database import open_database


def test_models_and_migrations_agree(database: str) -> None:
    opened = open_database(database)
    with opened.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    opened.close()

    assert differences == []


def test_down_and_up_again(database: str) -> None:
    config = migrate.configuration(database)

    command.downgrade(config, "base")
    assert not migrate.is_current(database)
    migrate.upgrade(database)

    assert migrate.is_current(database)
