"""The practice ministry behind the API, on both databases, and clients that hold the API to its document."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.test import TestResponse

from service.commands import deployments, tokens
from service.config import Settings
from service.context import SYSTEM, Office
from service.engine import Engine
from service.persistence.database import open_database
from service.practice import ministry
from service.web import api, errors
from service.web.api.openapi import ProblemSchema
from service.web.api.routes import Route
from service.web.current import EXTENSION, PERSON, WebParts
from tests.engine import bpmn
from tests.support.clock import Clock
from tests.support.databases import PostgresServer

ROOT = Path(__file__).parents[3]
ERRAND = bpmn.doc(
    bpmn.start()
    + bpmn.user("look", attributes='camunda:candidateGroups="directive_coordinator"')
    + bpmn.catch("wait", bpmn.properties(correlation_key="=number") + bpmn.definition("message", "m"))
    + bpmn.end(),
    "s>look; look>wait; wait>e",
    '<message id="m" name="answer"/>',
    "errand",
)
ONE_DATABASE = pytest.mark.parametrize("stocked", ["sqlite"], indirect=True)
ROUTES = {f"api.{route.name}": route for each in api.RESOURCES for route in each.routes}


def stock(url: str) -> None:
    """Load the ministry, its three processes and a small errand."""
    database = open_database(url)
    office = Office(database, Engine(), ZoneInfo("Asia/Seoul"), clock=Clock())
    topics = {"records.register_document"}
    with office.transaction(SYSTEM) as ctx:
        ministry.load(ctx)
    with office.transaction(SYSTEM) as ctx:
        files = {
            path.relative_to(ROOT).as_posix(): path.read_bytes()
            for pattern in ("processes/*/*.bpmn", "processes/*/*.dmn", "forms/*/*.form")
            for path in ROOT.glob(pattern)
        }
        deployments.deploy(ctx, "library", {**files, "errand.bpmn": ERRAND}, topics)
    database.close()


@pytest.fixture(scope="session")
def stocked_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("stocked") / "dure.db"
    shutil.copy(sqlite_template, file)
    stock(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the copies need what the log still holds
    return file


@pytest.fixture(scope="session")
def stocked_postgres(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    name = postgres_server.create(postgres_template)
    stock(postgres_server.url_of(name))
    yield name
    postgres_server.drop(name)


@pytest.fixture
def on_sqlite(stocked_sqlite: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(stocked_sqlite, tmp_path / 'dure.db')}"


@pytest.fixture
def on_postgresql(postgres_server: PostgresServer, stocked_postgres: str) -> Iterator[str]:
    name = postgres_server.create(stocked_postgres)
    yield postgres_server.url_of(name)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def stocked(request: pytest.FixtureRequest) -> str:
    """The address of a database that holds the ministry; what is told of HTTP alone needs only SQLite."""
    return str(request.getfixturevalue(f"on_{request.param}"))


@pytest.fixture
def office(stocked: str, clock: Clock) -> Iterator[Office]:
    database = open_database(stocked)
    topics = frozenset({"records.register_document"})
    yield Office(database, Engine(), ZoneInfo("Asia/Seoul"), topics, clock=clock)
    database.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_environment({"DURE_DEMO": "1", "DURE_DATA_DIR": str(tmp_path)})


@pytest.fixture
def make_app(office: Office) -> Callable[[Settings], Flask]:
    """Put the API together without the pages."""

    def make(settings: Settings) -> Flask:
        app = Flask("service.web", static_folder=None)
        app.config["SECRET_KEY"] = settings.secret_key
        app.extensions[EXTENSION] = WebParts(office, settings)
        csrf = CSRFProtect(app)
        errors.register(app)
        api.register(app, csrf)
        return app

    return make


@pytest.fixture
def app(make_app: Callable[[Settings], Flask], settings: Settings) -> Flask:
    return make_app(settings)


@dataclass
class Client:
    """Asks as one person, and checks each answer against what the API says of itself."""

    app: Flask
    headers: dict[str, str]

    def get(self, path: str, expected: int = 200, **query: Any) -> Any:
        return self.ask("GET", path, expected, query_string=query)

    def post(self, path: str, json: Any = None, status: int = 200, **more: Any) -> Any:
        return self.ask("POST", path, status, json=json, **more)

    def upload(self, path: str, files: dict[str, bytes], status: int = 201, **form: Any) -> Any:
        uploads = [(BytesIO(content), name) for name, content in files.items()]
        return self.ask("POST", path, status, data={"files": uploads, **form})

    def ask(self, method: str, path: str, status: int, **more: Any) -> Any:
        """Return the JSON of the answer, or its bytes; fail unless it has this status."""
        response = self.response(method, path, **more)
        assert response.status_code == status, response.get_data(as_text=True)
        return response.json if response.is_json or "problem+json" in response.mimetype else response.data

    def response(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = {**self.headers, **more.pop("headers", {})}
        response = self.app.test_client().open(f"/api/v1{path}", method=method, headers=headers, **more)
        check_documented(self.app, method, path, response)
        return response


def check_documented(app: Flask, method: str, path: str, response: TestResponse) -> None:
    endpoint, _ = app.url_map.bind("localhost").match(f"/api/v1{path.partition('?')[0]}", method)
    route: Route = ROUTES[endpoint]
    assert response.status_code in {route.status, *route.all_errors}, response.get_data(as_text=True)
    if response.status_code >= 400:
        assert response.mimetype == "application/problem+json"
        assert ProblemSchema().validate(response.json) == {}
    elif route.gives:
        assert route.gives().validate(response.json) == {}


@pytest.fixture
def acting(app: Flask, office: Office) -> Callable[[str], Client]:
    """Return the client of a person, who has a bearer token."""

    def act(person_id: str) -> Client:
        with office.transaction(SYSTEM) as ctx:
            _, token = tokens.issue(ctx, person_id, "test")
        return Client(app, {"Authorization": f"Bearer {token}"})

    return act


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], Any]:
    """Return the browser of a person who signed in to the pages."""

    def sign_in(person_id: str) -> Any:
        browser = app.test_client()
        with browser.session_transaction() as session:
            session[PERSON] = person_id
        return browser

    return sign_in
