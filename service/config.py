"""Every setting of the service, read from the environment once, at the start.

A setting ``name`` is the variable ``DURE_NAME``. What is wrong is said at once and names the variable;
nothing below reads the environment.
"""

import difflib
import os
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final, Self, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

PREFIX: Final = "DURE_"
TEST_PREFIX: Final = "DURE_TEST_"
"""Variables of the test suite; the service leaves them alone."""

SIMULATOR_URL: Final = "http://127.0.0.1:5200"
LANGUAGES: Final = ("ko", "en")
LOG_LEVELS: Final = ("debug", "info", "warning", "error")
SHORTEST_SECRET: Final = 32  # characters

_PACKAGE: Final = Path(__file__).resolve().parent


class SettingsError(ValueError):
    """A setting is missing or cannot be read; the message names its variable and says what it may be."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an installation decides for itself; the secret ones are left out of what is printed."""

    demo: Annotated[
        bool, "1 serves the practice ministry, where people sign in by choosing a name; default 0"
    ]
    data_dir: Annotated[Path, "Folder for the database file and the generated secret; default .dure"]
    database_url: Annotated[
        str, "sqlite:///FILE or postgresql+psycopg://…; default the file dure.db in the data folder"
    ] = field(repr=False)
    secret_key: Annotated[
        str, "Signs sessions and forms, 32 characters or more; must be given, except in demo mode"
    ] = field(repr=False)
    host: Annotated[str, "Address to listen on; default 127.0.0.1"]
    port: Annotated[int, "Port to listen on; default 8000"]
    workers: Annotated[int, "Web processes; default 1, and with SQLite never more"]
    tenant: Annotated[str, "Name of the office whose data this installation keeps; default practice"]
    time_zone: Annotated[ZoneInfo, "Time zone of the office, for its days and hours; default Asia/Seoul"]
    default_language: Annotated[str, "ko or en, for people who have not chosen; default ko"]
    records_url: Annotated[str, f"Address of the records system; default the simulator's, {SIMULATOR_URL}"]
    processes_dir: Annotated[Path, "Folder of the processes to deploy; default those that come along"]
    forms_dir: Annotated[Path, "Folder of the forms to deploy; default those that come along"]
    log_level: Annotated[str, "debug, info, warning or error; default info"]

    @property
    def uses_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Self:
        """Read the settings; raises ``SettingsError`` naming the variable at fault.

        In demo mode the secret key is written to the data folder on the first start.
        """
        _check_names(env, described())
        read = _Reader(env)
        demo = read.flag("demo")
        data_dir = read.path("data_dir", Path(".dure")).absolute()
        database_url = read.text("database_url", f"sqlite:///{data_dir / 'dure.db'}")
        return cls(
            demo=demo,
            data_dir=data_dir,
            database_url=_checked_database(database_url),
            secret_key=read.secret_key(data_dir, may_generate=demo),
            host=read.text("host", "127.0.0.1"),
            port=read.number("port", 8000, range(1, 65_536)),
            workers=read.number("workers", 1, range(1, 2 if database_url.startswith("sqlite") else 65)),
            tenant=read.text("tenant", "practice"),
            time_zone=read.time_zone("time_zone", "Asia/Seoul"),
            default_language=read.choice("default_language", "ko", LANGUAGES),
            records_url=read.web_address("records_url", SIMULATOR_URL),
            processes_dir=read.folder("processes_dir", _ours("processes")),
            forms_dir=read.folder("forms_dir", _ours("forms")),
            log_level=read.choice("log_level", "info", LOG_LEVELS),
        )


def described() -> dict[str, str]:
    """Return each variable with what it means, in the order an operator meets them."""
    hints = get_type_hints(Settings, include_extras=True)
    return {PREFIX + name.upper(): hint.__metadata__[0] for name, hint in hints.items()}


def _ours(folder: str) -> Path:
    """Return the folder in the checkout, or in the installed package if there is no checkout."""
    checkout = _PACKAGE.parent
    return checkout / folder if (checkout / "pyproject.toml").exists() else _PACKAGE / "library" / folder


def _check_names(env: Mapping[str, str], known: Collection[str]) -> None:
    """Refuse a variable that looks like ours and is none: a misspelt setting must not pass in silence."""
    for name in sorted(env):
        if name.startswith(PREFIX) and not name.startswith(TEST_PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"
            raise SettingsError(f"{name} is not a setting{hint}")


def _checked_database(url: str) -> str:
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        # The address may hold a password, so the message does not repeat it.
        raise SettingsError(f"{PREFIX}DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://")
    return url


class _Reader:
    """Reads one variable after the other; an empty one counts as not given."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env

    def text(self, name: str, default: str) -> str:
        return self._env.get(PREFIX + name.upper(), "").strip() or default

    def flag(self, name: str) -> bool:
        return self.choice(name, "0", ("0", "1")) == "1"

    def choice(self, name: str, default: str, allowed: Collection[str]) -> str:
        value = self.text(name, default).lower()
        if value not in allowed:
            raise _wrong(name, value, f"one of {', '.join(allowed)}")
        return value

    def number(self, name: str, default: int, allowed: range) -> int:
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit() and int(value) in allowed):
            bounds = (
                f"{allowed[0]} to {allowed[-1]}" if len(allowed) > 1 else f"{allowed[0]} with this database"
            )
            raise _wrong(name, value, bounds)
        return int(value)

    def path(self, name: str, default: Path) -> Path:
        return Path(self.text(name, str(default))).expanduser()

    def folder(self, name: str, default: Path) -> Path:
        folder = self.path(name, default)
        if not folder.is_dir():
            raise _wrong(name, str(folder), "a folder that exists")
        return folder

    def time_zone(self, name: str, default: str) -> ZoneInfo:
        value = self.text(name, default)
        try:
            return ZoneInfo(value)
        except (KeyError, OSError, ValueError) as error:  # unknown, the name of a folder, a path going upward
            raise _wrong(name, value, "a time zone such as Asia/Seoul") from error

    def web_address(self, name: str, default: str) -> str:
        value = self.text(name, default).rstrip("/")
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise _wrong(name, value, "an address such as https://records.example")
        return value

    def secret_key(self, data_dir: Path, *, may_generate: bool) -> str:
        given = self.text("secret_key", "")
        if not given and may_generate:
            return _stored_secret(data_dir / "secret_key")
        if len(given) < SHORTEST_SECRET:
            raise SettingsError(
                f"{PREFIX}SECRET_KEY must be set to {SHORTEST_SECRET} random characters or more, "
                'such as python -c "import secrets; print(secrets.token_urlsafe(48))" prints'
            )
        return given


def _wrong(name: str, value: str, allowed: str) -> SettingsError:
    return SettingsError(f"{PREFIX}{name.upper()} is {value!r}, but must be {allowed}")


def _stored_secret(file: Path) -> str:
    """Return the secret kept in ``file``, made on the first call and readable by its owner only.

    It is written beside and linked into place, so that two processes starting at once agree on one.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, file)
        except FileExistsError:
            pass  # another process was first; its secret holds
        finally:
            draft.unlink()
    return file.read_text(encoding="ascii")
