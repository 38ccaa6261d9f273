"""Settings come from the environment, whole and checked."""

import stat
import threading
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from service.config import SIMULATOR_URL, Settings, SettingsError, described

SECRET = "s" * 32


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def settings(**variables: str) -> Settings:
    return Settings.from_environment({f"DURE_{name.upper()}": value for name, value in variables.items()})


def refusal(variables: Mapping[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({"DURE_SECRET_KEY": SECRET, **variables})
    return str(caught.value)


def test_a_secret_is_all_that_must_be_given(tmp_path):
    chosen = settings(secret_key=SECRET)

    assert chosen.database_url == f"sqlite:///{tmp_path}/.dure/dure.db"
    assert chosen.uses_sqlite
    assert (chosen.host, chosen.port, chosen.workers) == ("127.0.0.1", 8000, 1)
    assert (chosen.time_zone, chosen.default_language) == (ZoneInfo("Asia/Seoul"), "ko")
    assert chosen.records_url == SIMULATOR_URL
    assert not chosen.demo


def test_processes_and_forms_of_the_checkout_are_found_from_any_folder():
    chosen = settings(secret_key=SECRET)

    checkout = Path(__file__).parent.parent
    assert (chosen.processes_dir, chosen.forms_dir) == (checkout / "processes", checkout / "forms")


def test_the_data_folder_moves_the_database_file_and_the_secret(tmp_path):
    chosen = settings(demo="1", data_dir="elsewhere")

    assert chosen.database_url == f"sqlite:///{tmp_path}/elsewhere/dure.db"
    assert (tmp_path / "elsewhere" / "secret_key").exists()


def test_each_setting_is_read():
    chosen = settings(
        secret_key=SECRET,
        database_url="postgresql+psycopg://dure@db/dure",
        host="0.0.0.0",  # noqa: S104
        port="80",
        workers="4",
        tenant="statistics",
        time_zone="Asia/Tokyo",
        default_language="EN",
        records_url="https://records.example/api/",
        processes_dir=".",
        forms_dir=".",
        log_level="debug",
    )

    assert (chosen.database_url, chosen.workers, chosen.port) == ("postgresql+psycopg://dure@db/dure", 4, 80)
    assert (chosen.tenant, chosen.time_zone.key, chosen.default_language) == (
        "statistics",
        "Asia/Tokyo",
        "en",
    )
    assert (chosen.records_url, chosen.log_level) == ("https://records.example/api", "debug")
    assert (chosen.processes_dir, chosen.forms_dir) == (Path(), Path())


def test_demo_mode_makes_one_secret_that_only_its_owner_reads(tmp_path):
    first, second = settings(demo="1"), settings(demo="1")

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE((tmp_path / ".dure" / "secret_key").stat().st_mode) == 0o600


def test_starts_at_once_agree_on_the_secret(tmp_path, monkeypatch):
    numbers = iter(range(1, 100))
    monkeypatch.setattr("os.getpid", lambda: next(numbers))
    seen: list[str] = []
    starts = [threading.Thread(target=lambda: seen.append(settings(demo="1").secret_key)) for _ in range(8)]

    for start in starts:
        start.start()
    for start in starts:
        start.join()

    assert len(seen) == 8
    assert len(set(seen)) == 1
    assert [p.name for p in (tmp_path / ".dure").iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    "variables", [{}, {"DURE_SECRET_KEY": "short"}, {"DURE_DEMO": "1", "DURE_SECRET_KEY": "short"}]
)
def test_outside_demo_mode_a_good_secret_must_be_given(variables):
    with pytest.raises(SettingsError, match="DURE_SECRET_KEY"):
        Settings.from_environment(variables)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DURE_DEMO", "perhaps"),
        ("DURE_PORT", "eighty"),
        ("DURE_PORT", "0"),
        ("DURE_PORT", "-1"),
        ("DURE_PORT", "٣"),
        ("DURE_WORKERS", "2"),
        ("DURE_TIME_ZONE", "Asia/Nowhere"),
        ("DURE_TIME_ZONE", "../etc"),
        ("DURE_TIME_ZONE", "Asia"),
        ("DURE_DEFAULT_LANGUAGE", "fr"),
        ("DURE_RECORDS_URL", "records.example"),
        ("DURE_RECORDS_URL", "file:///etc/passwd"),
        ("DURE_PROCESSES_DIR", "/no/such/folder"),
        ("DURE_LOG_LEVEL", "loud"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(name, value):
    message = refusal({name: value})

    assert name in message
    assert value.casefold() in message.casefold()


def test_the_password_of_a_wrong_database_address_is_not_repeated():
    message = refusal({"DURE_DATABASE_URL": "mysql://dure:tiger@db/dure"})

    assert "DURE_DATABASE_URL" in message
    assert "tiger" not in message


def test_a_misspelt_setting_is_refused_with_the_right_spelling():
    assert "did you mean DURE_DATABASE_URL?" in refusal({"DURE_DATABSE_URL": "sqlite:///x"})
    assert "DURE_LOG_LEVEL" in refusal({"DURE_XYZZY": "1"})


def test_variables_of_others_and_of_the_tests_are_left_alone():
    assert Settings.from_environment(
        {"DURE_SECRET_KEY": SECRET, "HOME": "/x", "DURE_TEST_POSTGRES": "y", "DURE_PORT": " "}
    )


def test_secrets_stay_out_of_what_is_printed():
    chosen = settings(secret_key=SECRET, database_url="postgresql+psycopg://dure:tiger@db/dure")

    assert SECRET not in repr(chosen)
    assert "tiger" not in repr(chosen)


def test_every_setting_is_described():
    assert described()["DURE_PORT"] == "Port to listen on; default 8000"
    assert all(described().values())
