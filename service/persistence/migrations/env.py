"""Alembic's entry: one history for SQLite and PostgreSQL."""

from alembic import context
from sqlalchemy import Connection

from service.persistence import models
from service.persistence.base import Base
from service.persistence.database import Database, open_database

assert models  # the import fills Base.metadata  # noqa: S101


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
        compare_type=True,
        user_module_prefix="",
    )
    with context.begin_transaction():
        context.run_migrations()


given: Database | None = context.config.attributes.get("database")
database = given or open_database(context.config.attributes["url"])
try:
    with database.engine.connect() as connection:
        run(connection)
finally:
    if given is None:
        database.close()
