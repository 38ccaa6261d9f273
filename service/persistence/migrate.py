"""Brings a database to the newest schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from service.persistence.database import Database, open_database

SCRIPTS = Path(__file__).parent / "migrations"


def configuration(url: str) -> Config:
    """Return Alembic's configuration; there is no alembic.ini, so that a wheel needs none."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Run every migration that ``url`` has not had; on a current database this does nothing."""
    if not is_current(url):
        command.upgrade(configuration(url), "head")


def upgrade_open(database: Database) -> None:
    """Run every migration on a database that is open already, such as one in memory."""
    config = configuration(database.url)
    config.attributes["database"] = database
    command.upgrade(config, "head")


def is_current(url: str) -> bool:
    """Return whether ``url`` has had every migration."""
    head = ScriptDirectory.from_config(configuration(url)).get_current_head()
    database = open_database(url)
    try:
        with database.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() == head
    finally:
        database.close()
