"""The operator's door: ``dure run``, ``deploy``, ``check``, ``decide``, ``seed``, ``worker``, ``token``, ``version``."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Final

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from service.app import WEB_THREADS, configure_logging, make_office, make_registry, make_runner
from service.commands import deployments, tokens
from service.config import SIMULATOR_URL, Settings, SettingsError
from service.context import SYSTEM, Context, Office, system_clock
from service.decisions.asking import ask
from service.domain.errors import Refused, ServiceError
from service.domain.findings import Finding
from service.persistence import migrate
from service.practice import ministry, today, year
from service.queries import instances

MODEL_FILES: Final = (".bpmn", ".bpmn20.xml", ".dmn", ".form")
LIBRARY: Final = "the library that comes along"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(installed_version("dure"), prog_name="dure")
def main() -> None:
    """Dure: approval routes, memos and directives of a public office, run as BPMN diagrams."""


@main.command()
def version() -> None:
    """Print the version."""
    click.echo(f"dure {installed_version('dure')}")


@main.command()
def run() -> None:
    """Prepare the database and serve; with SQLite the job runner lives in the web process."""
    settings = _settings()
    _prepare(settings)
    with _simulator(settings):
        click.echo(f"Serving on http://{settings.host}:{settings.port} (stop with Ctrl+C)")
        Granian(
            "service.app:application",
            address=settings.host,
            port=settings.port,
            interface=Interfaces.WSGI,
            factory=True,
            workers=settings.workers,
            blocking_threads=WEB_THREADS,
            respawn_failed_workers=True,
            websockets=False,
            log_level=LogLevels(settings.log_level),
        ).serve()


@main.command()
@click.option("--threads", default=2, show_default=True, help="Jobs that may be done at the same time.")
def worker(threads: int) -> None:
    """Run the job runner alone, beside web processes that share a PostgreSQL database."""
    settings = _settings()
    office, runner = make_runner(settings, threads)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    runner.start()
    click.echo(f"Working on jobs with {threads} thread(s)")
    stop.wait()
    runner.stop()
    office.database.close()


@main.command("migrate")
def migrate_() -> None:
    """Bring the database to the newest schema."""
    migrate.upgrade(_settings().database_url)
    click.echo("The database is current.")


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--name", default="dure deploy", show_default=True, help="What the deployment is called.")
@click.option("--topic", "topics", multiple=True, help="An external topic that the models may use.")
def deploy(paths: tuple[Path, ...], name: str, topics: tuple[str, ...]) -> None:
    """Deploy models, decisions and forms; all of them or, if one cannot be executed right, none."""
    with _acting(_settings()) as ctx:
        result = deployments.deploy(ctx, name, _read(*paths), topics)
    for finding in result.warnings:
        _show(finding)
    for kind, added in (
        ("process", result.processes),
        ("decision", result.decisions),
        ("form", result.forms),
    ):
        for key, number in added.items():
            click.echo(f"{kind} {key} version {number}")
    for key in result.unchanged:
        click.echo(f"unchanged {key}")


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--topic", "topics", multiple=True, help="An external topic that the models may use.")
def check(paths: tuple[Path, ...], topics: tuple[str, ...]) -> None:
    """Say what would forbid deploying these files, with line and element; stores nothing."""
    with _checking() as ctx:
        findings = deployments.check(ctx, _read(*paths), topics)
    for finding in findings:
        _show(finding)
    errors = sum(finding.is_error for finding in findings)
    click.echo(f"{errors} error(s), {len(findings) - errors} warning(s)")
    sys.exit(bool(errors))


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--decision", required=True, help="The id of the decision to make.")
@click.option("--input", "inputs", multiple=True, metavar="NAME=VALUE", help='In FEEL: dept="sales".')
def decide(file: Path, decision: str, inputs: tuple[str, ...]) -> None:
    """Make one decision of a DMN file: its value, the rules that matched, and what to be wary of."""
    with _errors_shown():
        click.echo("\n".join(ask(file.read_bytes(), file.name, decision, inputs, system_clock())))


@main.command()
@click.option("--months", type=click.IntRange(1, 12), help="How many months to play.")
@click.option("--month", "months", flag_value=1, type=int, help="One month.")
@click.option("--year", "months", flag_value=12, type=int, help="A year.")
@click.option("--scale", default=1.0, show_default=True, help="Share of a real ministry's volume.")
@click.option("--seed", default=2026, show_default=True, help="The same number plays the same year.")
def seed(months: int | None, scale: float, seed: int) -> None:
    """Fill the database with a deterministic time of the practice ministry, by the real commands."""
    settings = _settings()
    migrate.upgrade(settings.database_url)
    with _office(settings) as office:
        with office.transaction(SYSTEM) as ctx:
            ministry.load(ctx)
            deployments.deploy(ctx, LIBRARY, _read(settings.processes_dir, settings.forms_dir))
        with click.progressbar(length=1000, label="Playing the practice ministry") as bar:
            summary = year.simulate(
                office,
                months=months or 1,
                scale=scale,
                seed=seed,
                progress=lambda done, total: bar.update(done * 1000 // max(total, 1) - bar.pos),
            )
    click.echo(str(summary))


@main.command()
@click.argument("login")
def token(login: str) -> None:
    """Issue a bearer token for a person; it is shown once."""
    with _acting(_settings()) as ctx:
        person = next((p for p in ctx.directory.people if p.login == login), None)
        if person is None:
            raise click.ClickException(f"nobody signs in as {login}")
        _, clear = tokens.issue(ctx, person.id, "dure token")
    click.echo(clear)


@main.command()
def verify() -> None:
    """Check the hash chain of every instance's history; fails if one is broken."""
    broken = 0
    with _office(_settings()) as office, office.reading(SYSTEM) as ctx:
        ids = instances.all_ids(ctx)
        for instance_id in ids:
            verdict = instances.verify(ctx, instance_id)
            if not verdict.intact:
                broken += 1
                click.echo(f"{instance_id}: broken at entry {verdict.broken_at}")
    click.echo(f"{len(ids)} instance(s), {broken} broken")
    sys.exit(bool(broken))


def _settings() -> Settings:
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    configure_logging(settings)
    return settings


def _prepare(settings: Settings) -> None:
    """Migrate, deploy and, in demo mode, load the practice ministry; what is there already is kept."""
    if not migrate.is_current(settings.database_url):
        click.echo("Preparing the database …")
        migrate.upgrade(settings.database_url)
    with _office(settings) as office:
        with office.transaction(SYSTEM) as ctx:
            if settings.demo:
                ministry.load(ctx)
            else:
                ministry.open_office(ctx, settings.tenant)
            result = deployments.deploy(ctx, LIBRARY, _read(settings.processes_dir, settings.forms_dir))
        if result.id is not None:
            click.echo(f"Deployed {', '.join(sorted(result.processes)) or 'decisions and forms'}")
        if settings.demo:
            with office.reading(SYSTEM) as ctx:
                is_empty = not instances.find_instances(ctx, limit=1)
            if is_empty:
                click.echo("Preparing the practice ministry …")
                today.prepare(office, system_clock())


@contextmanager
def _office(settings: Settings) -> Iterator[Office]:
    office = make_office(settings, make_registry(settings))
    try:
        with _errors_shown():
            yield office
    finally:
        office.database.close()


@contextmanager
def _errors_shown() -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        for finding in refused.findings:
            _show(finding)
        raise click.ClickException("refused; nothing was stored") from refused
    except ServiceError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def _acting(settings: Settings) -> Iterator[Context]:
    with _office(settings) as office, office.transaction(SYSTEM) as ctx:
        yield ctx


@contextmanager
def _checking() -> Iterator[Context]:
    """Open a database to check against: the configured one, or an empty one where there is none yet."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "DURE_DEMO": "1"}
        settings = Settings.from_environment(env)
        if settings.uses_sqlite and not Path(settings.database_url.removeprefix("sqlite:///")).exists():
            empty = {"DURE_DATA_DIR": folder, "DURE_DATABASE_URL": f"sqlite:///{folder}/check.db"}
            settings = Settings.from_environment({"DURE_DEMO": "1", **empty})
            migrate.upgrade(settings.database_url)
        with _office(settings) as office, office.reading(SYSTEM) as ctx:
            yield ctx


@contextmanager
def _simulator(settings: Settings) -> Iterator[None]:
    """Let the neighbours' simulator run beside the practice ministry, unless a real one is named."""
    if not settings.demo or settings.records_url != SIMULATOR_URL:
        yield
        return
    port = SIMULATOR_URL.rpartition(":")[2]
    store = settings.data_dir / "simulator.db"
    process = subprocess.Popen(  # noqa: S603  our own module with our own arguments
        [sys.executable, "-m", "connectors.simulator", "--port", port, "--store", str(store)],
        stdout=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def _read(*paths: Path) -> dict[str, bytes]:
    """Read the files, and every model, decision and form below the folders; names keep their last folder."""
    files: dict[str, bytes] = {}
    for path in paths:
        found = (
            sorted(p for p in path.rglob("*") if p.name.endswith(MODEL_FILES)) if path.is_dir() else [path]
        )
        for file in found:
            name = file.relative_to(path.parent) if path.is_dir() else Path(*file.parts[-2:])
            files[name.as_posix()] = file.read_bytes()
    if not files:
        raise click.ClickException(f"no models, decisions or forms below {', '.join(map(str, paths))}")
    return files


def _show(finding: Finding) -> None:
    click.echo(f"{finding.severity}: {finding}", err=True)


if __name__ == "__main__":
    main()
