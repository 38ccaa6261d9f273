"""The commands around the service: what they run, in which order, and what they say when something is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CI = ROOT / ".ci"


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {**os.environ, "MAKEFLAGS": "", "MAKELEVEL": "0", **environment}
    return subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)


@pytest.fixture
def program(tmp_path):
    """Write a stand-in for a program that this machine has, or has not, or has too old."""

    def write(name: str, script: str) -> Path:
        file = tmp_path / name
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        return file

    return write


def test_make_alone_lists_the_commands():
    listed = run("make").stdout

    assert [line.split()[1] for line in listed.splitlines()] == [
        "help", "run", "test", "check", "tck", "assets", "format", "clean",
    ]  # fmt: skip


def test_the_cheap_checks_come_first():
    planned = run("make", "--dry-run", "--always-make", "test").stdout
    steps = [
        "ruff check",
        "ruff format",
        "djlint --check",
        "djlint --lint",
        "npm run lint",
        "lint-imports",
        "mypy",
    ]
    places = [planned.index(step) for step in [*steps, ".ci/system", "bin/pytest"]]

    assert places == sorted(places)


def test_the_build_server_runs_make_test_and_nothing_else():
    lines = [line for line in (CI / "run").read_text().splitlines() if line and not line.startswith("#")]

    assert lines == ["set -euo pipefail", 'cd "$(dirname "${BASH_SOURCE[0]}")/.."', "exec make test"]


@pytest.mark.parametrize("status", [0, 3])
def test_a_step_tells_its_time_and_passes_its_status_on(status):
    done = run(CI / "step", "a step", "sh", "-c", f"exit {status}")

    assert done.returncode == status
    assert ("a step: passed in" in done.stdout) == (status == 0)
    assert ("a step: FAILED after" in done.stderr) == (status != 0)


def test_a_recent_python_is_taken():
    assert run(CI / "python", PYTHON=sys.executable).stdout.strip() == sys.executable


def test_an_old_python_is_refused_with_the_line_to_run(program):
    old = program("python-old", "exit 1")

    done = run(CI / "python", PYTHON=str(old))

    assert done.returncode == 1
    assert f"Python 3.11 or newer is needed, and {old} is not" in done.stderr
    assert "apt-get install python3 python3-venv" in done.stderr


def test_a_python_without_venv_is_refused_with_the_line_to_run(program):
    bare = program("python-bare", 'case "$2" in *ensurepip*) exit 1;; *print*) echo python3.13;; esac')

    done = run(CI / "python", PYTHON=str(bare))

    assert done.returncode == 1
    assert "apt-get install python3.13-venv" in done.stderr


def test_who_may_not_install_is_told_the_one_line_to_run(program):
    """Without Chromium on the search path, as a user without rights, on Debian."""
    folder = program("id", "echo 1000").parent
    program("apt-get", "exit 99")
    for needed in ("sh", "tr", "sed", "fc-list"):
        (folder / needed).symlink_to(shutil.which(needed))

    done = run(shutil.which("sh"), CI / "system", PATH=str(folder), CHROMIUM="")

    assert done.returncode == 1
    assert (
        "Run: sudo sh -c 'apt-get update && apt-get install --yes --no-install-recommends chromium"
        in done.stderr
    )
