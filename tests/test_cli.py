"""The operator's commands, each as it is typed."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from service.cli import main
from tests.testing.test_kit import APPROVAL

ROOT = Path(__file__).parent.parent
BROKEN = APPROVAL.replace(
    b'<userTask id="approve" camunda:candidateGroups="boss"/>', b'<serviceTask id="approve"/>'
)


@pytest.fixture
def dure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DURE_DEMO", "1")
    monkeypatch.setenv("DURE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DURE_LOG_LEVEL", "error")

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, list(words))

    return run


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / "p.bpmn"
    file.write_bytes(APPROVAL)
    return file


def test_version(dure) -> None:
    assert dure("version").output == "dure 0.1.0\n"


def test_check_passes_what_comes_along(dure) -> None:
    result = dure("check", str(ROOT / "processes"), str(ROOT / "forms"))

    assert (result.exit_code, result.output) == (0, "0 error(s), 0 warning(s)\n")


def test_check_names_file_line_and_element(dure, model: Path) -> None:
    model.write_bytes(BROKEN)

    result = dure("check", str(model))

    assert result.exit_code == 1
    assert "p.bpmn:4: approve " in result.output
    assert "1 error(s)" in result.output


def test_deploy_adds_versions_and_the_same_again_adds_nothing(dure, model: Path) -> None:
    dure("migrate")
    dure("seed", "--months", "1", "--scale", "0.001")

    assert "process p version 1" in dure("deploy", str(model)).output
    assert "unchanged p" in dure("deploy", str(model)).output


def test_deploy_refuses_and_stores_nothing(dure, model: Path) -> None:
    dure("migrate")
    model.write_bytes(BROKEN)

    result = dure("deploy", str(model))

    assert result.exit_code == 1
    assert "refused; nothing was stored" in result.output


def test_a_seeded_month_is_whole(dure) -> None:
    played = dure("seed", "--month", "--scale", "0.01")
    assert played.exit_code == 0, played.output

    verified = dure("verify")

    assert verified.exit_code == 0
    assert verified.output.endswith(", 0 broken\n")
    assert not verified.output.startswith("0 instance")


def test_a_token_is_issued_for_a_person_and_for_nobody_else(dure) -> None:
    dure("seed", "--month", "--scale", "0.001")

    assert dure("token", "m0054").output.startswith("dure_")
    assert dure("token", "nobody").exit_code == 1


def test_a_wrong_setting_is_named(dure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DURE_PORT", "many")

    result = dure("migrate")

    assert result.exit_code == 1
    assert "DURE_PORT" in result.output


@pytest.mark.slow
def test_run_serves_the_practice_ministry_and_keeps_its_data(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DURE_")},
        "DURE_DEMO": "1",
        "DURE_DATA_DIR": str(tmp_path),
        "DURE_PORT": str(port),
        "DURE_RECORDS_URL": "http://127.0.0.1:9",
        "DURE_LOG_LEVEL": "error",
    }
    for _ in range(2):
        process = subprocess.Popen([sys.executable, "-m", "service.cli", "run"], env=env, cwd=ROOT)
        try:
            assert "두레".encode() in first_page(f"http://127.0.0.1:{port}/sign-in", process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
    assert (tmp_path / "dure.db").exists()


def first_page(url: str, process: subprocess.Popen[bytes]) -> bytes:
    for _ in range(300):
        assert process.poll() is None, "the server ended"
        try:
            return httpx.get(url).content
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError("the server did not answer in a minute")
